/**
 * Lines for the gate's socket that no kit would write, and some that one would: requests spoiled in a few places, bytes of every
 * kind, lines nearly too long, and whole requests about phones that are there. The same for the same seed.
 */
import { createDice } from '../../src/simulate/random.ts';
import vectors from '../vectors/gate-lines.json' with { type: 'json' };

export interface KnownPhones {
  readonly handles: readonly string[];
  readonly addresses: readonly string[];
}

const starts = [...vectors.requests.valid, ...vectors.requests.invalid].map(({ line }) => line);
const bits = [
  ...' 0123456789abcdefABCDEFxyz.:;{}@"\'\\\r\t\0',
  '\u00ff',
  'open',
  'who',
  'list',
  'count',
  'off',
  '  ',
  '; flush ruleset',
];
/** Without its end a line may have 255 bytes. */
const longest = 255;

/** Each call a line without its end, one character a byte. */
export function lineFuzzer(seed: string, { handles, addresses }: KnownPhones): () => string {
  const dice = createDice(seed);
  const id = () => String(dice.between(0, 999_999_999));
  const key = () => Array.from({ length: 64 }, () => dice.between(0, 15).toString(16)).join('');
  const kinds = {
    spoiled: () => {
      let line = dice.pick(starts);
      for (let change = dice.between(0, 3); change > 0; change -= 1) {
        const at = dice.between(0, line.length);
        line = line.slice(0, at) + dice.pick(bits) + line.slice(at + dice.between(0, 2));
      }
      return line;
    },
    binary: () =>
      Array.from({ length: dice.between(0, 40) }, () => String.fromCharCode(dice.between(0, 255))).join(''),
    long: () => `${dice.pick(starts)}${dice.pick(bits)}`.repeat(20),
    who: () => `${id()} who ${dice.pick(addresses)}`,
    open: () => `${id()} open ${dice.pick(handles)} ${dice.between(1, 604_800)}`,
    close: () => `${id()} close ${dice.pick(handles)}`,
    list: () => `${id()} list`,
    count: () => `${id()} count ${key()} ${dice.pick([16_384, 4096])}`,
    countNobody: () => `${id()} count off`,
  };
  const weights = {
    spoiled: 66,
    binary: 12,
    long: 3,
    who: 8,
    open: 3,
    close: 2,
    list: 2,
    count: 3,
    countNobody: 1,
  };
  return () => kinds[dice.weighted(weights)]().replaceAll('\n', '').slice(0, longest);
}
