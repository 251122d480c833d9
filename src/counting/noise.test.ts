import { describe, expect, test } from 'vitest';
import {
  epsilonOf,
  epsilonValue,
  flipCoin,
  flipProbability,
  noiseDeviation,
  noiseProbability,
  twoSidedGeometric,
} from './noise.ts';
import { randomBits } from './random-bits.ts';
import { seededBytes } from './seeded.test-support.ts';
import { chiSquaredLimit, clopperPearson } from './statistics.test-support.ts';

const draws = 1_000_000;

describe.each([epsilonOf(1), epsilonOf(1, 2), epsilonOf(7, 3)])(
  'noise of ε = $numerator/$denominator',
  (epsilon) => {
    const random = randomBits(seededBytes(epsilon.numerator * 100 + epsilon.denominator));
    const counts = new Map<number, number>();
    for (let draw = 0; draw < draws; draw++) {
      const k = twoSidedGeometric(epsilon, random);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    const seen = (k: number) => counts.get(k) ?? 0;

    test('has exactly its distribution: χ² over a million draws', () => {
      // Cells of at least 20 expected draws; the rest on either side is one cell.
      let edge = 0;
      while (noiseProbability(epsilon, edge + 1) * draws >= 20) edge += 1;
      const inner = Array.from({ length: 2 * edge + 1 }, (_, index) => index - edge);
      const cells = inner.map((k) => ({ seen: seen(k), expected: noiseProbability(epsilon, k) * draws }));
      const outside = (sign: number) =>
        [...counts].filter(([k]) => k * sign > edge).reduce((sum, [, n]) => sum + n, 0);
      const tail = (draws - cells.reduce((sum, { expected }) => sum + expected, 0)) / 2;
      cells.push({ seen: outside(1), expected: tail }, { seen: outside(-1), expected: tail });
      const statistic = cells.reduce(
        (sum, cell) => sum + (cell.seen - cell.expected) ** 2 / cell.expected,
        0,
      );
      expect(statistic).toBeLessThan(chiSquaredLimit(cells.length - 1));
    });

    test('lets two neighbouring figures be told apart no better than ε allows', () => {
      // A figure of c and one of c + 1 are the same draws, shifted by one: events "at most k".
      const atMost = (k: number) =>
        [...counts].filter(([value]) => value <= k).reduce((sum, [, n]) => sum + n, 0);
      for (let k = -6; k <= 6; k++) {
        const [larger, smaller] = [
          clopperPearson(atMost(k), draws, 0.99),
          clopperPearson(atMost(k - 1), draws, 0.99),
        ];
        expect(Math.log(larger.low / smaller.high), `event ≤ ${k}`).toBeLessThanOrEqual(
          epsilonValue(epsilon),
        );
      }
    });

    test('spreads as it says', () => {
      const variance = [...counts].reduce((sum, [k, n]) => sum + k * k * n, 0) / draws;
      expect(Math.sqrt(variance) / noiseDeviation(epsilon)).toBeCloseTo(1, 1);
    });
  },
);

test('at ε = 1 the error is at most 3 in 97.3 of a hundred cases', () => {
  const sum = [-3, -2, -1, 0, 1, 2, 3].reduce((all, k) => all + noiseProbability(epsilonOf(1), k), 0);
  expect(sum).toBeCloseTo(0.973, 3);
  expect(noiseDeviation(epsilonOf(1))).toBeCloseTo(1.36, 2);
});

test.each([epsilonOf(2), epsilonOf(1), epsilonOf(1, 3)])(
  'the coin of randomised response with ε = $numerator/$denominator lies as often as it says, and no bit is told apart better than ε allows',
  (epsilon) => {
    const random = randomBits(seededBytes(3 + epsilon.denominator));
    let lies = 0;
    for (let draw = 0; draw < draws; draw++) lies += Number(flipCoin(epsilon, random));
    const q = flipProbability(epsilon);
    expect(Math.abs(lies / draws - q)).toBeLessThan(4.5 * Math.sqrt((q * (1 - q)) / draws));
    const toldZeroIfSet = clopperPearson(lies, draws, 0.99);
    const toldZeroIfNot = clopperPearson(draws - lies, draws, 0.99);
    expect(Math.log(toldZeroIfNot.low / toldZeroIfSet.high)).toBeLessThanOrEqual(epsilonValue(epsilon));
  },
);

test('a wrong ε would be found: the same test fails for noise that is half as strong', () => {
  const random = randomBits(seededBytes(77));
  let [atMostZero, atMostMinusOne] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const k = twoSidedGeometric(epsilonOf(2), random);
    atMostZero += Number(k <= 0);
    atMostMinusOne += Number(k <= -1);
  }
  const bound = Math.log(
    clopperPearson(atMostZero, draws, 0.99).low / clopperPearson(atMostMinusOne, draws, 0.99).high,
  );
  expect(bound).toBeGreaterThan(1);
});

test('a die is fair at bounds that are no power of two', () => {
  const { below } = randomBits(seededBytes(12));
  const seen = new Array<number>(6).fill(0);
  for (let draw = 0; draw < 600_000; draw++) {
    const face = below(6);
    seen[face] = (seen[face] ?? 0) + 1;
  }
  const statistic = seen.reduce((sum, count) => sum + (count - 100_000) ** 2 / 100_000, 0);
  expect(statistic).toBeLessThan(chiSquaredLimit(5));
  expect(below(1)).toBe(0);
  expect(() => below(0)).toThrow(RangeError);
});

test('an ε that is no fraction of small integers is refused', () => {
  for (const [numerator, denominator] of [
    [0, 1],
    [1, 0],
    [1.5, 1],
    [1, 1001],
  ] as const)
    expect(() => epsilonOf(numerator, denominator)).toThrow(RangeError);
});
