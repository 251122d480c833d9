import { describe, expect, test } from 'vitest';
import { type Bitmap, emptyBitmap, setBit, union } from './bitmap.ts';
import { estimateCount, isFlow, overlap } from './estimate.ts';
import { epsilonOf, noiseDeviation, twoSidedGeometric } from './noise.ts';
import { isNoChance, type PairFlow, pairFlows, prepareWeek } from './pair-flows.ts';
import { randomBits } from './random-bits.ts';
import { seededBytes, seededNumbers } from './seeded.test-support.ts';

const m = 16_384;
const dates = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];

const epsilon = epsilonOf(1);
const bits = randomBits(seededBytes(31));
const noise = { epsilon, draw: () => twoSidedGeometric(epsilon, bits) };
const silent = { epsilon, draw: () => 0 };

interface Visit {
  readonly slot: number;
  readonly day: number;
}

function week(siteId: string, visits: readonly Visit[]) {
  const days = new Map<string, Bitmap>();
  for (const { slot, day } of visits) {
    const date = dates[day] as string;
    const bitmap = days.get(date) ?? emptyBitmap(m);
    setBit(bitmap, slot);
    days.set(date, bitmap);
  }
  return prepareWeek({ siteId, days, published: Math.round(devicesOf(days)) + noise.draw() }, dates);
}

const devicesOf = (days: ReadonlyMap<string, Bitmap>): number =>
  estimateCount(union([...days.values()])).value;

describe('flows of a pair of sites', () => {
  test('are found with their direction, without bias and with no more deviation than they claim', () => {
    const next = seededNumbers(17);
    const runs = 150;
    const there = 120;
    const back = 60;
    const sameDay = 40;
    const errors = { either: [] as number[], there: [] as number[], back: [] as number[] };
    const claimed = { either: 0, there: 0, back: 0 };
    for (let run = 0; run < runs; run++) {
      const visits: Record<'A' | 'B', Visit[]> = { A: [], B: [] };
      const device = () => next() % m;
      for (const site of ['A', 'B'] as const)
        for (let n = 0; n < 400; n++) visits[site].push({ slot: device(), day: next() % 5 });
      const travel = (from: 'A' | 'B', to: 'A' | 'B', count: number) => {
        for (let n = 0; n < count; n++) {
          const slot = device();
          const day = next() % 4;
          visits[from].push({ slot, day });
          visits[to].push({ slot, day: day + 1 + (next() % (4 - day)) });
        }
      };
      travel('A', 'B', there);
      travel('B', 'A', back);
      for (let n = 0; n < sameDay; n++) {
        const visit = { slot: device(), day: next() % 5 };
        visits.A.push(visit);
        visits.B.push(visit);
      }
      const flows = pairFlows(week('A', visits.A), week('B', visits.B), 1, noise);
      const of = (order: string, from: string) =>
        flows.find((flow) => flow.order === order && flow.from === from);
      for (const [name, flow, truth] of [
        ['either', of('either', 'A'), there + back + sameDay],
        ['there', of('later-day', 'A'), there],
        ['back', of('later-day', 'B'), back],
      ] as const) {
        errors[name].push((flow?.value ?? 0) - truth);
        claimed[name] += (flow?.deviation ?? 0) / runs;
      }
    }
    for (const name of ['either', 'there', 'back'] as const) {
      const rmse = Math.sqrt(errors[name].reduce((sum, error) => sum + error ** 2, 0) / runs);
      const bias = errors[name].reduce((sum, error) => sum + error, 0) / runs;
      expect(Math.abs(bias), name).toBeLessThan((4 * claimed[name]) / Math.sqrt(runs));
      expect(rmse / claimed[name], name).toBeLessThan(1.2);
      // What is on a later day collides less than the whole week may.
      expect(rmse / claimed[name], name).toBeGreaterThan(name === 'either' ? 0.6 : 0.3);
    }
  });

  test('are, without regard to the order, the overlap of the estimators', () => {
    const next = seededNumbers(4);
    const [a, b] = [emptyBitmap(m), emptyBitmap(m)];
    for (let n = 0; n < 900; n++) {
      const slot = next() % m;
      setBit(a, slot);
      setBit(b, n % 3 === 0 ? slot : next() % m);
    }
    const prepared = (siteId: string, bitmap: Bitmap) =>
      prepareWeek(
        { siteId, days: new Map([[dates[0] as string, bitmap]]), published: estimateCount(bitmap).value },
        dates,
      );
    const [flow] = pairFlows(prepared('B', b), prepared('A', a), 1, silent);
    expect(flow).toMatchObject({ from: 'A', to: 'B', order: 'either' });
    expect(flow?.value).toBe(Math.round(overlap(a, b).value));
    const both = Math.hypot(overlap(a, b).deviation, noiseDeviation(epsilon));
    expect(flow?.deviation).toBeCloseTo(both, 6);
  });

  test('are none between sites without a common device, however many pairs are compared', () => {
    const next = seededNumbers(23);
    const sites = Array.from({ length: 60 }, (_, index) =>
      week(
        `S${index}`,
        Array.from({ length: 500 }, () => ({ slot: next() % m, day: next() % 5 })),
      ),
    );
    const pairs = sites.flatMap((a, index) => sites.slice(index + 1).map((b) => [a, b] as const));
    const found = pairs.flatMap(([a, b]) => pairFlows(a, b, pairs.length, noise));
    expect(found).toEqual([]);
    // Compared as if it were the only pair, chance alone shows some.
    expect(pairs.flatMap(([a, b]) => pairFlows(a, b, 1, noise)).length).toBeGreaterThan(0);
  });

  test('are none between empty sites, where there is nothing but noise', () => {
    const sites = Array.from({ length: 60 }, (_, index) => week(`S${index}`, [{ slot: index, day: 0 }]));
    const pairs = sites.flatMap((a, index) => sites.slice(index + 1).map((b) => [a, b] as const));
    expect(pairs.flatMap(([a, b]) => pairFlows(a, b, pairs.length, noise))).toEqual([]);
  });

  test('of a few sites are asked for three deviations and no more, of a thousand for five', () => {
    const of = (deviations: number) => ({ value: deviations * 30, deviation: 30 });
    expect(isFlow(of(3.01)) && isNoChance(of(3.01), 15, epsilon)).toBe(true);
    expect(isNoChance(of(4.9), 499_500, epsilon)).toBe(false);
    expect(isNoChance(of(5.5), 499_500, epsilon)).toBe(true);
    expect(isNoChance({ value: 0, deviation: 0 }, 1, epsilon)).toBe(false);
  });

  test('say nothing that their noisy figures do not say: two weeks with the same ones are told alike', () => {
    // 500 devices and 515; both are published as 510, and both have 200 in common with the other site.
    const other = devicesFrom(0, 500);
    const told = [devicesFrom(300, 500), devicesFrom(300, 515)].map((own): PairFlow[] => {
      const days = (slots: readonly number[]) => new Map([[dates[0] as string, bitmapOf(slots)]]);
      const a = prepareWeek({ siteId: 'A', days: days(other), published: 503 }, dates);
      const b = prepareWeek({ siteId: 'B', days: days(own), published: 510 }, dates);
      const level = 200 - Math.round(overlap(bitmapOf(other), bitmapOf(own)).value);
      return pairFlows(a, b, 1, { epsilon, draw: () => level });
    });
    expect(told[0]).toHaveLength(1);
    expect(told[1]).toEqual(told[0]);
  });

  test('are shown or not by their noisy value', () => {
    const days = (first: number) => new Map([[dates[0] as string, bitmapOf(devicesFrom(first, 400))]]);
    const a = prepareWeek({ siteId: 'A', days: days(0), published: 400 }, dates);
    const b = prepareWeek({ siteId: 'B', days: days(396), published: 400 }, dates);
    expect(pairFlows(a, b, 1, silent)).toEqual([]);
    expect(pairFlows(a, b, 1, { epsilon, draw: () => 40 })[0]).toMatchObject({ order: 'either' });
    const c = prepareWeek({ siteId: 'C', days: days(360), published: 400 }, dates);
    expect(pairFlows(a, c, 1, silent)).toHaveLength(1);
    expect(pairFlows(a, c, 1, { epsilon, draw: () => -60 })).toEqual([]);
  });
});

/** Slots that do not collide, in a row. */
const devicesFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

function bitmapOf(slots: readonly number[]): Bitmap {
  const bitmap = emptyBitmap(m);
  for (const slot of slots) setBit(bitmap, slot);
  return bitmap;
}
