/**
 * Looks for addresses and texts in bytes, in every notation in which a program could have left them, thousands of them at once. What
 * must stay true: a trace in any notation is found wherever it lies; the tests of this file plant one of each.
 *
 *   strong   cannot be there by chance: a MAC in any notation, an IP address as text
 *   short    four bytes' worth: an IP address raw, in hexadecimal, as a number. Random bytes hold a few, so many are counted
 */
import { bytesOfIp, bytesOfMac, notations } from './address-notations.ts';

export interface Trace {
  /** What it is a trace of. */
  readonly of: string;
  readonly bytes: Buffer;
  readonly isShort: boolean;
}

export interface Found {
  readonly of: string;
  readonly isShort: boolean;
  readonly at: number;
}

/** What base64 shows of these bytes wherever they begin in a longer text: three ways, without the ends that neighbours change. */
export function base64Cores(bytes: Buffer): string[] {
  const cores = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [...cores, ...cores.map((core) => core.replaceAll('+', '-').replaceAll('/', '_'))];
}

const reversed = (bytes: Buffer) => Buffer.from(bytes).reverse();
const latin = (text: string) => Buffer.from(text, 'latin1');

/** Raw and as texts, in both orders of the bytes. */
function addressTraces(of: string, bytes: Buffer): Trace[] {
  const texts = notations([...bytes]);
  const spelled = texts.flatMap((text) => [text, text.toUpperCase()]);
  const encoded = [...new Set(spelled)].filter((text) => /[:.-]/.test(text));
  const isIp = bytes.length === 4;
  const strong = (found: Buffer): Trace => ({ of, bytes: found, isShort: false });
  const perhapsShort = (found: Buffer): Trace => ({ of, bytes: found, isShort: isIp });
  return [
    ...spelled.map((text) => (/[^0-9A-Za-z+/]/.test(text) ? strong(latin(text)) : perhapsShort(latin(text)))),
    ...encoded.flatMap((text) => [
      ...base64Cores(latin(text)).map((core) => strong(latin(core))),
      strong(Buffer.from(text, 'utf16le')),
      strong(latin(latin(text).toString('hex'))),
      strong(reversed(latin(text))),
    ]),
    ...[bytes, reversed(bytes)].flatMap((raw) => [
      perhapsShort(raw),
      ...base64Cores(raw).map((core) => perhapsShort(latin(core))),
    ]),
  ];
}

export const tracesOfMac = (mac: string): Trace[] => addressTraces(mac, Buffer.from(bytesOfMac(mac)));
export const tracesOfIp = (ip: string): Trace[] => addressTraces(ip, Buffer.from(bytesOfIp(ip)));

export function tracesOfText(text: string): Trace[] {
  const whole = [text, text.toLowerCase(), text.toUpperCase(), encodeURIComponent(text)].map((one) =>
    Buffer.from(one),
  );
  return [
    ...whole,
    ...whole.map(reversed),
    Buffer.from(text, 'utf16le'),
    ...whole.flatMap((bytes) => [bytes.toString('hex'), bytes.toString('hex').toUpperCase()].map(latin)),
    ...base64Cores(Buffer.from(text)).map(latin),
  ].map((bytes) => ({ of: text, bytes, isShort: false }));
}

/** A pattern is entered by its first bytes, so that what is searched is read once, however many there are. */
const keyBytes = 4;
const bloomBits = 1 << 23;
const bloomAt = (key: number): number => Math.imul(key, 0x9e3779b1) >>> 9;

export function createTraceSearch(traces: readonly Trace[]): (content: Buffer) => Found[] {
  const byText = new Map<string, Trace>();
  const lengthsOf = new Map<number, Set<number>>();
  const bloom = new Uint8Array(bloomBits / 8);
  for (const trace of traces) {
    if (trace.bytes.length < keyBytes) throw new RangeError('a trace of less than four bytes is none');
    byText.set(trace.bytes.toString('latin1'), trace);
    const key = trace.bytes.readUInt32LE(0);
    lengthsOf.set(key, (lengthsOf.get(key) ?? new Set()).add(trace.bytes.length));
    const bit = bloomAt(key);
    bloom[bit >> 3] = (bloom[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return (content) => {
    const found: Found[] = [];
    for (let at = 0; at + keyBytes <= content.length; at++) {
      const key = content.readUInt32LE(at);
      const bit = bloomAt(key);
      if (((bloom[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
      for (const length of lengthsOf.get(key) ?? []) {
        const trace = byText.get(content.toString('latin1', at, at + length));
        if (trace) found.push({ of: trace.of, isShort: trace.isShort, at });
      }
    }
    return found;
  };
}
