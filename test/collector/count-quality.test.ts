/** What a day made of several fragments says of itself: how sure its bins are, what its flips cost, how long it was, whether it is full. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFlowsReader } from '../../src/collector/analysis/flows-reader.ts';
import type { ShownFigure } from '../../src/collector/analysis/flows-view.ts';
import { listCountRows } from '../../src/collector/export/count-rows.ts';
import { newId } from '../../src/protocol/ids.ts';
import { encodeJsonRecord } from '../../src/protocol/records.ts';
import { bitmapOf, deflated, devices, type FragmentOptions, fragment } from '../support/count-records.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const today = '2026-03-01';

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
});
afterEach(() => collector.close());

const count = (options: Omit<FragmentOptions, 'boot'> = {}) =>
  kit.sealed('count', encodeJsonRecord(fragment({ boot: kit.boot, ...options })), { recordId: newId(16) });
const send = async (...records: Awaited<ReturnType<typeof count>>[]) =>
  collector.receipt(kit.bundle(records));
const tables = () => collector.context.store.read;
const day = async () => {
  const all = await tables().selectFrom('count_days').selectAll().execute();
  expect(all).toHaveLength(1);
  return all[0] as (typeof all)[number];
};
const find = () => createFlowsReader(tables()).find({ site: 'XD-01', week: undefined });
const rowsOf = () => listCountRows(tables(), 'XD-01', {});

describe('fragments of a day', () => {
  it('that hold devices again say so: hours and stays may be too high by as many', async () => {
    const again = { present: devices(200), began: { ...kit.boot, msSinceBoot: 1 } };
    for (const from of [0, 6, 12, 18])
      await send(await count({ ...again, began: { ...kit.boot, msSinceBoot: from * hourMs } }));
    const view = await find();
    const interval = (shown: ShownFigure | undefined) => (shown === 'hidden' ? undefined : shown);
    for (const shown of [interval(view.hours[9]?.arrivals), interval(view.dwell[2]?.devices)]) {
      expect(shown?.value).toBe(800);
      // 200 came, each of them four times.
      expect(shown?.low).toBeLessThanOrEqual(200);
      expect(shown?.high).toBeLessThan(830);
    }
    const [row] = await rowsOf();
    expect(row?.arrivals_half_width).toBeGreaterThanOrEqual(600);
    expect(row?.dwell_half_width).toBeGreaterThanOrEqual(600);
  });

  it('that hold each device once are as sure as noise and seats let them be', async () => {
    await send(await count({ present: devices(200) }));
    const [row] = await rowsOf();
    expect(row?.arrivals_half_width).toBeLessThan(6);
    expect(row?.dwell_half_width).toBeLessThan(6);
  });

  it('of the profile high-risk each cost their own ε, in the day and in the week', async () => {
    const linked = { profile: 'high-risk' as const, keyId: '0123456789abcdef' };
    await send(await count(linked), await count({ ...linked, present: devices(120) }));
    collector.clock.set(startTime + dayMs);
    await send(await count({ ...linked, day: '2026-02-28' }));
    const rows = await rowsOf();
    expect(rows.map(({ date, epsilon_flips }) => [date, epsilon_flips])).toEqual([
      ['2026-02-28', 2],
      [today, 4],
    ]);
    const view = await find();
    expect(view.days.map(({ quality }) => quality.epsilonFlips)).toEqual([2, 4]);
    expect(view.quality.epsilonFlips).toBe(6);
  });

  it('say for how long the day was counted: a kit’s one after the other, two kits’ side by side', async () => {
    const between = (from: number, to: number) => ({
      began: { ...kit.boot, msSinceBoot: from * hourMs },
      until: { ...kit.boot, msSinceBoot: to * hourMs },
    });
    await send(await count(between(0, 6)), await count(between(7, 11.5)));
    expect(await day()).toMatchObject({ covered_minutes: 630 });
    const other = await collector.kit();
    const there = fragment({
      boot: other.boot,
      keyId: 'ffffffffffffffff',
      until: { ...other.boot, msSinceBoot: 8 * hourMs },
    });
    await collector.receipt(other.bundle([await other.sealed('count', encodeJsonRecord(there))]));
    expect(await day()).toMatchObject({ fragments: 3, covered_minutes: 630 });
    const [row] = await rowsOf();
    expect(row?.hours_covered).toBe(10.5);
  });

  it('of 20,000 devices, told wrongly until hardly a bit is zero, are a lower bound that says so', async () => {
    const keyId = '0123456789abcdef';
    const bitmap = bitmapOf(keyId, devices(40_000), 4096);
    // A twelfth of a full bitmap are told as zeros: fewer than the mean, as it happens one time in many.
    for (let slot = 0; slot < 4096; slot += 10)
      bitmap.bytes[slot >> 3] = (bitmap.bytes[slot >> 3] ?? 0) & ~(1 << (slot & 7));
    await send(await count({ profile: 'high-risk', keyId, bitmap: deflated(bitmap.bytes) }));
    expect(await tables().selectFrom('set_aside').selectAll().execute()).toEqual([]);
    const { value, is_lower_bound } = await day();
    expect(is_lower_bound).toBe(1);
    expect(value).toBeGreaterThan(15_000);
    expect(value).toBeLessThan(20_000);
    const view = await find();
    expect(view.quality.lowerBounds).toBe(1);
    const [row] = await rowsOf();
    expect(row).toMatchObject({ is_lower_bound: 1, estimate: value, high: null });
  });
});
