import { describe, expect, test } from 'vitest';
import { type Bitmap, bitmapFromBytes, countOnes, emptyBitmap, hasBit, setBit, union } from './bitmap.ts';
import {
  countVariance,
  estimateCount,
  estimateDay,
  estimateFromOnes,
  isFlow,
  minHighRiskDevices,
  newArrivals,
  overlap,
  rotationOverCount,
} from './estimate.ts';
import { epsilonOf, flipProbability } from './noise.ts';
import { drawNoise, halfWidth, publish } from './publish.ts';
import { randomBits } from './random-bits.ts';
import { applyFlips, drawFlips } from './randomised-response.ts';
import { seededBytes, seededNumbers } from './seeded.test-support.ts';

const m = 16_384;
const epsilon = epsilonOf(1);

/** A bitmap of n devices, each in a slot of its own drawing. */
function simulate(n: number, next: () => number, size = m): Bitmap {
  const bitmap = emptyBitmap(size);
  for (let device = 0; device < n; device++) setBit(bitmap, next() % size);
  return bitmap;
}

describe('a bitmap', () => {
  test('sets, finds and counts its bits', () => {
    const bitmap = emptyBitmap(64);
    expect(setBit(bitmap, 0)).toBe(true);
    expect(setBit(bitmap, 63)).toBe(true);
    expect(setBit(bitmap, 63)).toBe(false);
    expect([0, 1, 62, 63].map((slot) => hasBit(bitmap, slot))).toEqual([true, false, false, true]);
    expect(countOnes(bitmap)).toBe(2);
    expect([...bitmap.bytes]).toEqual([1, 0, 0, 0, 0, 0, 0, 128]);
  });

  test('is joined with others of its size only', () => {
    const [a, b] = [emptyBitmap(64), emptyBitmap(64)];
    setBit(a, 3);
    setBit(b, 5);
    expect(countOnes(union([a, b, a]))).toBe(2);
    expect(countOnes(a)).toBe(1);
    expect(() => union([a, emptyBitmap(128)])).toThrow(/different sizes/);
    expect(() => union([])).toThrow(RangeError);
  });

  test('refuses sizes, bytes and slots that are none', () => {
    expect(() => emptyBitmap(12)).toThrow(RangeError);
    expect(() => bitmapFromBytes(64, new Uint8Array(7))).toThrow('64 bits are 8 bytes, not 7');
    for (const slot of [-1, 64, 1.5]) expect(() => setBit(emptyBitmap(64), slot)).toThrow(RangeError);
  });
});

describe('an estimate', () => {
  test('of nothing is nothing, and of a full bitmap says that it is full', () => {
    expect(estimateFromOnes(m, 0)).toMatchObject({ value: 0, low: 0, isSaturated: false });
    expect(estimateFromOnes(m, m).isSaturated).toBe(true);
    expect(estimateFromOnes(m, m - 1).isSaturated).toBe(false);
  });

  const runs = 2000;
  describe.each([1, 5, 50, 500, 5000, 20_000])('of %d devices', (n) => {
    const next = seededNumbers(n);
    const draw = randomBits(seededBytes(n + 1));
    const estimates = Array.from({ length: runs }, () => estimateCount(simulate(n, next)));
    const sigma = Math.sqrt(countVariance(m, n));
    const errors = estimates.map(({ value }) => value - n);

    test('has no bias', () => {
      const bias = errors.reduce((sum, error) => sum + error, 0) / runs;
      expect(Math.abs(bias)).toBeLessThan((3 * sigma) / Math.sqrt(runs));
    });

    test('is as exact as theory says', () => {
      // Five devices collide once in 1,600 runs: only many runs show how often.
      const squares = n === 5 ? rareErrors(400_000) : errors.map((error) => error ** 2);
      const rmse = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
      expect(rmse).toBeLessThanOrEqual(1.1 * sigma);
    });

    test('as published, is held by its interval in 93.5 to 98 of a hundred cases', () => {
      const held = estimates.filter(({ value, deviation }) => {
        const figure = publish(value, deviation, twoSided(draw), epsilon);
        return figure.low <= n && n <= figure.high;
      }).length;
      expect(held / runs).toBeGreaterThanOrEqual(0.935);
      expect(held / runs).toBeLessThanOrEqual(0.98);
    });

    test('before publication, is held at least as often', () => {
      const held = estimates.filter(({ low, high }) => low <= n && n <= high).length;
      expect(held / runs).toBeGreaterThanOrEqual(0.935);
      // At a handful of devices there is nearly never an error to hold.
      if (n >= 500) expect(held / runs).toBeLessThanOrEqual(0.98);
    });
  });

  test.each([50, 500, 5000])(
    'a day of %d devices is within a hundredth with three power cuts and a snapshot every 5 minutes',
    (n) => {
      const next = seededNumbers(n + 7);
      const share = () => next() / 2 ** 32;
      const days = 300;
      let squares = 0;
      for (let day = 0; day < days; day++) {
        const cuts = [share(), share(), share()].sort((a, b) => a - b);
        const snapshotEvery = 5 / 1440;
        const joined = emptyBitmap(m);
        for (let device = 0; device < n; device++) {
          const slot = next() % m;
          const arrives = share();
          // A visitor stays for half an hour on average; a bit is kept if a snapshot falls into the stay before the power goes.
          const leaves = Math.min(1, arrives - (Math.log(1 - share()) * 30) / 1440);
          const cut = cuts.find((at) => at > arrives) ?? 1;
          const snapshot = Math.ceil(arrives / snapshotEvery) * snapshotEvery;
          const isSeenAgain = leaves > cut && cut < 1;
          if (snapshot <= cut || isSeenAgain || cut === 1) setBit(joined, slot);
        }
        squares += ((estimateCount(joined).value - n) / n) ** 2;
      }
      expect(Math.sqrt(squares / days)).toBeLessThanOrEqual(0.01);
    },
  );
});

describe('what is joined', () => {
  test.each([
    [500, 500],
    [5000, 800],
    [200, 3000],
  ])('the overlap of %d and %d devices has the deviation it claims, and no bias', (nA, nB) => {
    const next = seededNumbers(nA + nB);
    const runs = 800;
    const both = 100;
    const errors = Array.from({ length: runs }, () => {
      const shared = Array.from({ length: both }, () => next() % m);
      const [a, b] = [simulate(nA - both, next), simulate(nB - both, next)];
      for (const slot of shared) {
        setBit(a, slot);
        setBit(b, slot);
      }
      return overlap(a, b).value - both;
    });
    const theory = Math.sqrt((nA * nB) / m);
    const bias = errors.reduce((sum, error) => sum + error, 0) / runs;
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / runs)).toBeLessThanOrEqual(
      1.1 * theory,
    );
    expect(Math.abs(bias)).toBeLessThan((4 * theory) / Math.sqrt(runs));
  });

  test('a flow is one only above three deviations', () => {
    expect(isFlow({ value: 12, deviation: 3.9 })).toBe(true);
    expect(isFlow({ value: 11, deviation: 3.9 })).toBe(false);
    expect(isFlow({ value: -40, deviation: 3.9 })).toBe(false);
    expect(isFlow({ value: 0, deviation: 0 })).toBe(false);
  });

  test('two sites without a common visitor show a flow in hardly any of 1,000 cases', () => {
    const next = seededNumbers(31);
    const shown = Array.from({ length: 1000 }, () =>
      isFlow(overlap(simulate(500, next), simulate(500, next))),
    );
    expect(shown.filter(Boolean).length).toBeLessThanOrEqual(8);
  });

  test('new arrivals are those whom no day before had, with the deviation they claim', () => {
    const next = seededNumbers(99);
    const runs = 600;
    const errors: number[] = [];
    let claimed = 0;
    for (let run = 0; run < runs; run++) {
      const before = [simulate(400, next), simulate(300, next)];
      const last = union([simulate(250, next), before[0] ?? emptyBitmap(m)]);
      const { value, deviation } = newArrivals(before, last);
      errors.push(value - 250);
      claimed += deviation / runs;
    }
    const rmse = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / runs);
    expect(rmse / claimed).toBeGreaterThan(0.9);
    expect(rmse / claimed).toBeLessThan(1.1);
    expect(newArrivals([], simulate(300, next)).value).toBeCloseTo(300, -2);
  });

  test('rotating addresses over-count a week by what the specification says, and a day not at all', () => {
    expect(rotationOverCount(0.2, 7)).toBeCloseTo(0.1);
    expect(rotationOverCount(0.2, 1)).toBe(0);
  });
});

describe('the profile high-risk', () => {
  const flips = epsilonOf(2);
  const size = 4096;

  test.each([
    [50, 0.56],
    [500, 0.067],
    [5000, 0.023],
  ])('estimates %d devices without bias, with the error the specification gives', (n, relative) => {
    const next = seededNumbers(n * 3);
    const random = randomBits(seededBytes(n));
    const runs = 300;
    const values = Array.from(
      { length: runs },
      () => estimateCount(applyFlips(simulate(n, next, size), drawFlips(size, flips, random)), flips).value,
    );
    const rmse = Math.sqrt(values.reduce((sum, value) => sum + (value - n) ** 2, 0) / runs) / n;
    expect(rmse).toBeLessThan(relative * 1.15);
    expect(rmse).toBeGreaterThan(relative * 0.8);
  });

  test('joins flipped fragments without bias, where an OR of them would be far off', () => {
    const next = seededNumbers(5);
    const random = randomBits(seededBytes(5));
    const n = 1500;
    const runs = 200;
    let sum = 0;
    let squares = 0;
    let claimed = 0;
    let byOr = 0;
    for (let run = 0; run < runs; run++) {
      const slots = Array.from({ length: n }, () => next() % size);
      const parts = [slots.slice(0, 900), slots.slice(600, 1200), slots.slice(1000)].map((part) => {
        const bitmap = emptyBitmap(size);
        for (const slot of part) setBit(bitmap, slot);
        return applyFlips(bitmap, drawFlips(size, flips, random));
      });
      const { value, deviation } = estimateDay(parts, flips);
      sum += value - n;
      squares += (value - n) ** 2;
      claimed += deviation / runs;
      byOr += estimateCount(union(parts), flips).value / runs;
    }
    const rmse = Math.sqrt(squares / runs);
    expect(Math.abs(sum / runs)).toBeLessThan((4 * rmse) / Math.sqrt(runs) + 3);
    expect(rmse / claimed).toBeGreaterThan(0.8);
    expect(rmse / claimed).toBeLessThan(1.2);
    expect(byOr).toBeGreaterThan(n * 1.2);
  });

  test('is for large sites', () => {
    const least = minHighRiskDevices(size, flips);
    expect(Math.sqrt(countVariance(size, least, flips)) / least).toBeLessThanOrEqual(0.2);
    expect(least).toBeGreaterThan(100);
    expect(least).toBeLessThan(200);
  });

  test('tells a bit wrongly as often as it says', () => {
    const random = randomBits(seededBytes(8));
    const told = Array.from({ length: 60 }, () => countOnes(drawFlips(size, flips, random)));
    const share = told.reduce((sum, ones) => sum + ones, 0) / (60 * size);
    expect(Math.abs(share - flipProbability(flips))).toBeLessThan(0.003);
  });
});

test('the width of a published interval is the noise alone for small figures, the bitmap alone for large ones', () => {
  expect(halfWidth(0, epsilon)).toBe(3);
  expect(halfWidth(0.005, epsilon)).toBe(3);
  expect(halfWidth(29, epsilon)).toBeGreaterThanOrEqual(56);
  expect(halfWidth(29, epsilon)).toBeLessThanOrEqual(58);
  expect(publish(2.2, 0.01, -4, epsilon)).toEqual({ value: -2, low: 0, high: 1 });
});

function rareErrors(runs: number): number[] {
  const next = seededNumbers(17);
  return Array.from({ length: runs }, () => {
    const slots = new Set([next() % m, next() % m, next() % m, next() % m, next() % m]);
    return (estimateFromOnes(m, slots.size).value - 5) ** 2;
  });
}

function twoSided(random: ReturnType<typeof randomBits>): number {
  return drawNoise(epsilon, random);
}
