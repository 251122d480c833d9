import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from '../../test/vectors/gate-lines.json' with { type: 'json' };
import {
  type CountedNews,
  formatCounted,
  formatPresence,
  formatRequest,
  formatResponse,
  type GateRequest,
  type GateResponse,
  maxLineBytes,
  type Numbered,
  parseCounted,
  parsePresence,
  parseRequest,
  parseResponse,
} from './gate-lines.ts';
import { fromHex, toHex } from './ids.ts';

/** As the vectors write it: a key in hexadecimal. */
function withWrittenKey(found: Numbered<GateRequest> | undefined): unknown {
  if (found?.body.verb !== 'count' || !found.body.key) return found;
  const { key, size } = found.body.key;
  return { id: found.id, body: { verb: 'count', key: { key: toHex(key), size } } };
}

const parsers = {
  requests: (line: string) => withWrittenKey(parseRequest(line)),
  responses: parseResponse,
  presence: parsePresence,
  counted: parseCounted,
};

describe.each(['requests', 'responses', 'presence', 'counted'] as const)('the vectors of %s', (kind) => {
  test('a valid line means what is written beside it', () => {
    for (const { line, means, comment } of vectors[kind].valid)
      expect(parsers[kind](line), comment).toEqual(means);
  });
  test('an invalid line means nothing', () => {
    for (const { line, comment } of vectors[kind].invalid)
      expect(parsers[kind](line), comment).toBeUndefined();
  });
});

const id = fc.integer({ min: 0, max: 999_999_999 }).map(String);
const handle = fc.stringMatching(/^[0-9a-f]{16}$/);
const seconds = fc.integer({ min: 1, max: 604_800 });
const request: fc.Arbitrary<GateRequest> = fc.oneof(
  fc.record({ verb: fc.constant('who' as const), ip: fc.ipV4() }),
  fc.record({ verb: fc.constant('open' as const), handle, seconds }),
  fc.record({ verb: fc.constant('close' as const), handle }),
  fc.record({ verb: fc.constant('uplink' as const), isUp: fc.boolean() }),
  fc.constantFrom({ verb: 'list' as const }, { verb: 'watch' as const }),
  fc.record({
    verb: fc.constant('count' as const),
    key: fc.option(
      fc.record({
        key: fc.stringMatching(/^[0-9a-f]{64}$/).map(fromHex),
        size: fc.constantFrom(4096, 16_384),
      }),
      { nil: undefined },
    ),
  }),
);
const slot = fc.integer({ min: 0, max: 16_383 });
const seat = fc.integer({ min: 0, max: 65_535 });
const numbers = { slot, seat, isRandomised: fc.boolean() };
const news: fc.Arbitrary<CountedNews> = fc.oneof(
  fc.record({ kind: fc.constant('arrived' as const), ...numbers }),
  fc.record({ kind: fc.constant('departed' as const), seat }),
);
const state = fc.oneof(
  fc.constantFrom({ kind: 'captive' as const }, { kind: 'expired' as const }),
  fc.record({ kind: fc.constant('granted' as const), secondsRemaining: seconds }),
);
const response: fc.Arbitrary<GateResponse> = fc.oneof(
  fc.record({ kind: fc.constant('phone' as const), phone: fc.record({ handle, state }) }),
  fc.record({ kind: fc.constant('present' as const), counted: fc.record(numbers) }),
  fc.record({ kind: fc.constantFrom('nobody' as const, 'done' as const, 'gone' as const, 'end' as const) }),
  fc.record({
    kind: fc.constant('error' as const),
    code: fc.constantFrom('failed' as const, 'malformed' as const),
  }),
);

test('the bytes of a key are in one place, where they can be filled with zeros', () => {
  const digits = 'c0ffee11decade22'.repeat(4);
  const needle = Uint8Array.from({ length: 8 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
  const before = Buffer.from('01', 'hex').buffer;
  const found = parseRequest(`7 count ${digits} 4096`);
  const key = found?.body.verb === 'count' ? found.body.key?.key : undefined;
  expect([key?.byteLength, key?.buffer.byteLength, toHex(key ?? new Uint8Array())]).toEqual([32, 32, digits]);
  for (const pool of [before, Buffer.from('01', 'hex').buffer])
    expect(Buffer.from(pool).includes(Buffer.from(needle.buffer))).toBe(false);
});

test('what is written is read back the same, and fits a line', () => {
  const bare = (line: string) => {
    expect(line.length).toBeLessThanOrEqual(maxLineBytes);
    expect(line).toMatch(/^[ -~]+\n$/);
    return line.slice(0, -1);
  };
  fc.assert(
    fc.property(id, request, response, news, handle, (id, asked, answered, told, handle) => {
      expect(parseCounted(bare(formatCounted(told)))).toEqual(told);
      expect(parseRequest(bare(formatRequest(id, asked)))).toEqual({ id, body: asked });
      expect(parseResponse(bare(formatResponse(id, answered)))).toEqual({ id, body: answered });
      for (const kind of ['joined', 'left'] as const)
        expect(parsePresence(bare(formatPresence({ kind, handle })))).toEqual({ kind, handle });
    }),
  );
});

test('of a million spoiled lines none is read that would not be written the same', () => {
  // A generator of its own (mulberry32): a million runs of a property would take minutes.
  let seed = 20_261;
  const random = (below: number): number => {
    seed = (seed + 0x6d2b79f5) | 0;
    let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
  const starts = [...vectors.requests.valid, ...vectors.requests.invalid].map(({ line }) => line);
  const alphabet = [
    ...' 0123456789abcdefABCDEFxyz.:;{}@"\'\\\n\r\t\0',
    '\u00ff',
    'open',
    'who',
    'list',
    'count',
    'off',
    '  ',
  ];
  let read = 0;
  for (let run = 0; run < 1_000_000; run++) {
    let line = starts[random(starts.length)] ?? '';
    for (let change = random(4); change > 0; change--) {
      const at = random(line.length + 1);
      line = line.slice(0, at) + (alphabet[random(alphabet.length)] ?? '') + line.slice(at + random(3));
    }
    const found = parseRequest(line);
    if (!found) continue;
    read += 1;
    if (formatRequest(found.id, found.body) !== `${line}\n`)
      expect(line).toBe('a line that is written otherwise');
  }
  // Some of them were not spoiled at all: otherwise nothing was tried.
  expect(read).toBeGreaterThan(10_000);
});
