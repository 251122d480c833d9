/**
 * One question to a name server and its answer (RFC 1035), as far as a journey looks at it. Pure. Node's own resolver hides
 * what a phone would see: record types it does not know, empty answers, how long they last.
 *
 *   id 2 | flags 2 | counts 4 × 2 | name | type 2 | class 2          answer: name | type 2 | class 2 | ttl 4 | length 2 | data
 */
export const recordTypes = { A: 1, TXT: 16, AAAA: 28, SVCB: 64, HTTPS: 65 } as const;
export type RecordType = keyof typeof recordTypes;

export interface NameAnswer {
  /** 0: no error, 3: no such name (NXDOMAIN), 5: refused. */
  readonly code: number;
  /** Of the asked type only. A and AAAA as text, others as hexadecimal digits. */
  readonly records: readonly string[];
  readonly ttlSeconds: number | undefined;
}

export function encodeQuestion(id: number, name: string, type: RecordType): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id, 0);
  // Recursion desired.
  head.writeUInt16BE(0x0100, 2);
  head.writeUInt16BE(1, 4);
  return Buffer.concat([head, ...labels, Buffer.of(0, 0, recordTypes[type], 0, 1)]);
}

export function decodeAnswer(message: Buffer, type: RecordType): NameAnswer {
  let at = skipName(message, 12) + 4;
  const records: string[] = [];
  let ttlSeconds: number | undefined;
  for (let left = message.readUInt16BE(6); left > 0; left--) {
    at = skipName(message, at);
    const found = message.readUInt16BE(at);
    const length = message.readUInt16BE(at + 8);
    if (found === recordTypes[type]) {
      ttlSeconds = message.readUInt32BE(at + 4);
      records.push(asText(message.subarray(at + 10, at + 10 + length), type));
    }
    at += 10 + length;
  }
  return { code: (message[3] ?? 0) & 0x0f, records, ttlSeconds };
}

function skipName(message: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const length = message.readUInt8(at);
    // RFC 1035 §4.1.4: two high bits make a pointer of two octets, which ends the name.
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
}

const asText = (data: Buffer, type: RecordType): string =>
  type === 'A'
    ? [...data].join('.')
    : type === 'AAAA'
      ? (data.toString('hex').match(/.{4}/g) ?? []).join(':')
      : data.toString('hex');
