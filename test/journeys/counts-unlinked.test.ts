/**
 * After a key's end nothing links two days. The same 2,000 phones on two days under the profile local, and 2,000 and then 2,000 others:
 * what the collector has of the two, opened with its own keys, is of one kind. Under one key for both days, as in a linked week, it is
 * told apart at once. Seeded; real keeper, gate's arithmetic, seals.
 */
import { expect, test } from 'vitest';
import { overlap } from '../../src/counting/estimate.ts';
import { seededBytes } from '../../src/counting/seeded.test-support.ts';
import type { CountProfile } from '../../src/protocol/counts.ts';
import { bitsOf, type CountBench, makeCountBench, phoneAddress } from '../support/count-bench.ts';

const phones = 2000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Monday, 00:30 in Bogotá: half an hour into the first day. */
const startUtcMs = Date.UTC(2027, 2, 8, 5, 30);

/** A day of these phones, from half past twelve to half past twelve. */
async function day(bench: CountBench, first: number): Promise<void> {
  for (let phone = first; phone < first + phones; phone++) bench.gate.arrive(phoneAddress(phone));
  await bench.pass(6 * hourMs, 6 * hourMs);
  for (let phone = first; phone < first + phones; phone++) bench.gate.leave(phoneAddress(phone));
  await bench.pass(dayMs - 6 * hourMs, 18 * hourMs);
}

/** How much two days have in common, pair by pair: of the same phones first, then of others. */
async function overlaps(
  profile: CountProfile,
  seed: number,
  pairs: number,
): Promise<{ same: number[]; others: number[] }> {
  const random = seededBytes(seed);
  const bench = await makeCountBench({ profile, startUtcMs, random });
  try {
    // One key for as long as the test lasts: what a kit would have that forgot to destroy it.
    bench.weekKeys.push({
      keyId: '00112233aabbccdd',
      key: random(32),
      fromUtcMs: 0,
      untilUtcMs: Number.MAX_SAFE_INTEGER,
    });
    if (profile === 'local') bench.weekKeys.length = 0;
    await bench.counting.look();
    let next = 0;
    for (let pair = 0; pair < 2 * pairs; pair++) {
      const isSame = pair % 2 === 0;
      await day(bench, next);
      await day(bench, isSame ? next : next + phones);
      next += 2 * phones;
    }
    const bits = (await bench.records()).map(bitsOf);
    expect(bits.length).toBe(4 * pairs);
    const found = Array.from({ length: 2 * pairs }, (_, pair) => {
      const [a, b] = bits.slice(2 * pair, 2 * pair + 2);
      if (!a || !b) throw new Error('a day is missing');
      return overlap(a, b).value;
    });
    return {
      same: found.filter((_, pair) => pair % 2 === 0),
      others: found.filter((_, pair) => pair % 2 === 1),
    };
  } finally {
    bench.kit.dispose();
  }
}

/**
 * Mann and Whitney (1947): how many standard deviations the ranks of one sample are from what they are where both are of one kind.
 * With 8 and 8 close to normal already.
 */
function rankDistance(a: readonly number[], b: readonly number[]): number {
  let above = 0;
  for (const x of a) for (const y of b) above += x > y ? 1 : x === y ? 0.5 : 0;
  const product = a.length * b.length;
  return (above - product / 2) / Math.sqrt((product * (a.length + b.length + 1)) / 12);
}

/** Of a two-sided test at 99 %. */
const limit = 2.576;

test('under the key of a day the same phones and others are indistinguishable', async () => {
  const { same, others } = await overlaps('local', 4, 25);
  expect(Math.abs(rankDistance(same, others))).toBeLessThan(limit);
  // Nothing in common but what collides: √(n²/m) = 16.
  for (const value of [...same, ...others]) expect(Math.abs(value)).toBeLessThan(100);
});

test('under one key for both days they are told apart', async () => {
  const { same, others } = await overlaps('linked', 5, 8);
  expect(rankDistance(same, others)).toBeGreaterThan(limit);
  for (const value of same) expect(Math.abs(value - phones)).toBeLessThan(150);
});

test('the test itself sees a difference of half a deviation, and none where there is none', () => {
  const sample = (shift: number) =>
    Array.from({ length: 400 }, (_, index) => Math.sin(index * 12.9898) + shift);
  expect(rankDistance(sample(0.4), sample(0))).toBeGreaterThan(limit);
  expect(Math.abs(rankDistance(sample(0), sample(0)))).toBeLessThan(limit);
});
