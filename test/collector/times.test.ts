/** When a submission began: as exactly as the kit's readings say, and never more. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
});
afterEach(() => collector.close());

const times = () =>
  collector.context.store.read
    .selectFrom('submissions')
    .select(['earliest_at', 'latest_at', 'earliest_date', 'latest_date', 'hour'])
    .orderBy('boot_number')
    .orderBy('minutes_since_boot')
    .execute();
const begun = (msSinceBoot: number, bootNumber = 1) => ({
  bootNumber,
  bootId: bootNumber === 1 ? kit.boot.bootId : `0000000${bootNumber}`,
  msSinceBoot,
});

it('without any reading lies between enrolment and arrival', async () => {
  collector.clock.set(startTime + 3 * dayMs);
  await collector.receipt(kit.bundle([await kit.submission({}, { begun: begun(0) })]));
  expect(await times()).toEqual([
    {
      earliest_at: startTime,
      latest_at: startTime + 3 * dayMs,
      earliest_date: '2026-03-01',
      latest_date: '2026-03-04',
      hour: null,
    },
  ]);
});

it('is known to the hour with a reading in the same bundle, even behind the submission', async () => {
  collector.clock.set(startTime + 3 * dayMs);
  const reading = await kit.clock({ at: begun(5 * hourMs), utcMs: startTime + 6 * hourMs });
  await collector.receipt(kit.bundle([await kit.submission({}, { begun: begun(600_000) }), reading]));
  // Boot at 16:00 UTC, ten minutes later: 11:10 at the site.
  expect(await times()).toMatchObject([{ earliest_date: '2026-03-01', latest_date: '2026-03-01', hour: 11 }]);
});

it('is computed again when a reading of its boot comes later', async () => {
  collector.clock.set(startTime + 3 * dayMs);
  await collector.receipt(kit.bundle([await kit.submission({}, { begun: begun(600_000) })]));
  expect(await times()).toMatchObject([{ hour: null }]);
  await collector.receipt(
    kit.bundle([await kit.clock({ at: begun(5 * hourMs), utcMs: startTime + 6 * hourMs })]),
  );
  expect(await times()).toMatchObject([{ earliest_date: '2026-03-01', latest_date: '2026-03-01', hour: 11 }]);
});

it('of a boot without a clock is narrowed by the boots before and after it', async () => {
  collector.clock.set(startTime + 9 * dayMs);
  const records = [
    await kit.submission({}, { begun: begun(0, 2) }),
    await kit.clock({ at: begun(0, 1), utcMs: startTime + dayMs }),
    await kit.clock({ at: begun(hourMs, 3), utcMs: startTime + 2 * dayMs }),
  ];
  for (const record of records) await collector.receipt(kit.bundle([record]));
  const [row] = await times();
  expect(row?.earliest_at).toBe(startTime + dayMs - 1000);
  expect(row?.latest_at).toBeGreaterThanOrEqual(startTime + 2 * dayMs - hourMs);
  expect(row?.latest_at).toBeLessThan(startTime + 2 * dayMs - hourMs + 3000);
});

it('of another kit is left alone', async () => {
  const other = await collector.kit();
  collector.clock.set(startTime + 3 * dayMs);
  await collector.receipt(kit.bundle([await kit.submission({}, { begun: begun(0) })]));
  await collector.receipt(other.bundle([await other.clock({ at: begun(0), utcMs: startTime + hourMs })]));
  expect(await times()).toMatchObject([{ hour: null }]);
});
