import { describe, expect, test } from 'vitest';
import { postStratify, stratumKey, weighted } from './post-stratify.ts';

const stratum = (siteId: string, name: string, arrivals: number, answers: number) => ({
  siteId,
  name,
  arrivals,
  answers,
});

describe('weights of answers', () => {
  test('make answers speak for as many as arrived with them', () => {
    const weights = postStratify([stratum('A', '1', 100, 10), stratum('A', '2', 200, 10)]);
    expect(weights?.of.get('A 1')).toBeCloseTo(2 / 3);
    expect(weights?.of.get('A 2')).toBeCloseTo(4 / 3);
    expect(weights).toMatchObject({ strata: 2, merged: 0, coveredPercent: 100, cappedPercent: 0 });
  });

  test('are the same for all where all answer alike', () => {
    const weights = postStratify([stratum('A', '1', 50, 5), stratum('B', '1', 500, 50)]);
    expect([...(weights?.of.values() ?? [])].map((weight) => weight.toFixed(6))).toEqual([
      '1.000000',
      '1.000000',
    ]);
  });

  test('are shared by strata that were merged for want of answers, the last one backwards', () => {
    const weights = postStratify([
      stratum('A', '1', 30, 2),
      stratum('A', '2', 30, 4),
      stratum('A', '3', 60, 6),
      stratum('A', '4', 10, 0),
    ]);
    expect(weights).toMatchObject({ strata: 2, merged: 2 });
    expect(weights?.of.get('A 1')).toBe(weights?.of.get('A 2'));
    expect(weights?.of.get('A 3')).toBe(weights?.of.get('A 4'));
  });

  test('leave a site out that hardly anybody answers at, and say how much is covered', () => {
    const weights = postStratify([stratum('A', '1', 60, 20), stratum('B', '1', 40, 4)]);
    expect(weights?.of.has(stratumKey('B', '1'))).toBe(false);
    expect(weights?.coveredPercent).toBe(60);
  });

  test('are cut where few speak for many', () => {
    const weights = postStratify([stratum('A', '1', 1000, 5), stratum('A', '2', 100, 95)]);
    expect(weights?.cappedPercent).toBe(100);
    const ratio = (weights?.of.get('A 1') ?? 0) / (weights?.of.get('A 2') ?? 1);
    expect(ratio).toBeCloseTo(9);
  });

  test('are none where nobody answered or nobody was counted', () => {
    expect(postStratify([])).toBeUndefined();
    expect(postStratify([stratum('A', '1', 100, 4)])).toBeUndefined();
    expect(postStratify([stratum('A', '1', -3, 20)])).toBeUndefined();
  });

  test('weigh counts, and say by their squares how many answers that is worth', () => {
    const weights = postStratify([stratum('A', '1', 100, 10), stratum('A', '2', 200, 10)]);
    const { sum, squares, count } = weighted(weights as NonNullable<typeof weights>, [
      { key: 'A 1', count: 10 },
      { key: 'A 2', count: 10 },
      { key: 'B 1', count: 7 },
    ]);
    expect(count).toBe(20);
    expect(sum).toBeCloseTo(20);
    expect(sum ** 2 / squares).toBeCloseTo(18);
  });
});
