/** Boot times to UTC: exact where the start was read, an honest interval where it was not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockRecord } from './records.ts';
import { resolveTime } from './time.ts';

const hour = 3_600_000;
const enrolled = Date.UTC(2026, 10, 1);
const bounds = { earliest: enrolled, latest: enrolled + 30 * 24 * hour };
const reading = (
  bootNumber: number,
  msSinceBoot: number,
  utcMs: number,
  uncertaintyMs = 500,
): ClockRecord => ({
  at: { bootNumber, bootId: `0000000${bootNumber}`, msSinceBoot },
  utcMs,
  uncertaintyMs,
  source: 'receipt',
});
const event = (bootNumber: number, msSinceBoot: number) => ({
  bootNumber,
  bootId: `0000000${bootNumber}`,
  msSinceBoot,
});

describe('the time of an event', () => {
  it('is known to the reading’s error, the drift and the resolution when its start was read', () => {
    const utc = enrolled + 5 * 24 * hour;
    const found = resolveTime(event(2, hour), [reading(2, 3 * hour, utc)], bounds, 60_000);
    expect(found.earliest).toBe(utc - 2 * hour - 500 - 720);
    expect(found.latest).toBe(utc - 2 * hour + 500 + 720 + 60_000);
  });

  it('is between the starts before and after when its own start was never read', () => {
    const before = enrolled + 24 * hour;
    const after = enrolled + 72 * hour;
    const readings = [reading(1, hour, before), reading(3, 2 * hour, after)];
    const found = resolveTime(event(2, 4 * hour), readings, bounds, 0);
    expect(found.earliest).toBeCloseTo(before - 500 + 4 * hour * (1 - 1e-4), -1);
    expect(found.latest).toBeCloseTo(after + 500 - 2 * hour * (1 - 1e-4), -1);
  });

  it('without any reading is bounded by enrolment and arrival', () => {
    expect(resolveTime(event(1, 0), [], bounds, 60_000)).toEqual(bounds);
  });

  it('is not guessed from neighbours once the numbers of starts came again, as after a restored card', () => {
    const old = [1, 2, 3, 4, 5].map((boot) => reading(boot, hour, enrolled + boot * 24 * hour));
    const anew = { bootNumber: 3, bootId: 'ffffffff', msSinceBoot: hour };
    expect(resolveTime(anew, old, bounds, 0)).toEqual(bounds);
    const late = reading(6, hour, enrolled + 2 * 24 * hour);
    expect(resolveTime(event(4, hour), [...old.slice(0, 3), late], bounds, 0)).toEqual(bounds);
  });

  it('always holds the truth, whatever the starts, the drift and the readings', () => {
    const boot = fc.record({
      gapMs: fc.integer({ min: 1000, max: 48 * hour }),
      lengthMs: fc.integer({ min: 1000, max: 48 * hour }),
      readAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    const scenario = fc.record({
      boots: fc.array(boot, { minLength: 1, maxLength: 6 }),
      drift: fc.double({ min: -90e-6, max: 90e-6, noNaN: true }),
      pick: fc.nat(5),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      error: fc.integer({ min: -500, max: 500 }),
    });
    fc.assert(
      fc.property(scenario, ({ boots, drift, pick, at, error }) => {
        let clock = enrolled;
        const starts = boots.map(({ gapMs, lengthMs }) => {
          const start = clock + gapMs;
          clock = start + lengthMs;
          return start;
        });
        const counted = (ms: number) => ms * (1 + drift);
        const readings = boots.flatMap(({ readAt, lengthMs }, index) =>
          readAt === null
            ? []
            : [
                reading(
                  index + 1,
                  counted(readAt * lengthMs),
                  (starts[index] ?? 0) + readAt * lengthMs + error,
                ),
              ],
        );
        const index = pick % boots.length;
        const offset = at * (boots[index]?.lengthMs ?? 0);
        const truth = (starts[index] ?? 0) + offset;
        const coarse = Math.floor(counted(offset) / 60_000) * 60_000;
        const found = resolveTime(
          event(index + 1, coarse),
          readings,
          { earliest: enrolled, latest: clock },
          60_000,
        );
        expect(found.earliest).toBeLessThanOrEqual(truth + 1);
        expect(found.latest).toBeGreaterThanOrEqual(truth - 1);
      }),
      { numRuns: 2000 },
    );
  });
});
