/** The ceiling's steps and the evenness of the wait below it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const limits = { minMs: 30_000, maxMs: 900_000 };
const almostOne = 0.999_999;

test('the ceiling starts at 30 seconds, doubles, and ends at 15 minutes', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 1000].map((n) => Math.round(backoffMs(n, limits, almostOne) / 1000));
  expect(ceilings).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
});

test('the wait is spread evenly from nothing up to the ceiling', () => {
  expect(backoffMs(3, limits, 0)).toBe(0);
  expect(backoffMs(3, limits, 0.5)).toBe(60_000);
});

test('the wait is never negative and never above the longest', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e9 }),
      fc.double({ min: 0, max: almostOne, noNaN: true }),
      (n, f) => {
        const ms = backoffMs(n, limits, f);
        return Number.isInteger(ms) && ms >= 0 && ms <= limits.maxMs;
      },
    ),
  );
});
