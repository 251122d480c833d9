/** How far bins may be from devices. */
import { describe, expect, test } from 'vitest';
import { binHalfWidth, binsGap, noGap, seatVariance } from './bin-errors.ts';
import { seats } from './day-counts.ts';
import { epsilonOf } from './noise.ts';
import { seededNumbers } from './seeded.test-support.ts';

const epsilon = epsilonOf(1);

describe('bins of a day', () => {
  test('that add up to more than its devices are too high by as many, said in tens', () => {
    expect(binsGap([400, 405], 203, 4)).toEqual({ over: 610, under: 0 });
    expect(binsGap([100, 80], 203, 2)).toEqual({ over: 0, under: 30 });
    // A single bin that is kept back is hardly told by the others and the sum.
    expect(binsGap([400, 7], 203, 2)).toEqual(binsGap([400, 4], 203, 2));
  });

  test('of one start of a kit differ by noise alone', () => {
    expect(binsGap([100, 108], 203, 1)).toEqual(noGap);
  });

  test('are as sure as seats let them be: 95 of 100 intervals hold the truth', () => {
    const next = seededNumbers(5);
    const [devices, own] = [20_000, 5000];
    const runs = 60;
    let held = 0;
    const half = binHalfWidth(1, epsilon, seatVariance(own, devices, 1));
    for (let run = 0; run < runs; run++) {
      const taken = new Uint8Array(seats);
      let seen = 0;
      let full = 0;
      for (let device = 0; device < devices; device++) {
        const seat = next() % seats;
        if (taken[seat]) continue;
        // As the kit weighs them (day-counts.ts).
        if (device % 4 === 0) seen += seats / (seats - full);
        taken[seat] = 1;
        full += 1;
      }
      if (Math.abs(seen - own) <= half) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.9);
    expect(half).toBeLessThan(200);
  });
});
