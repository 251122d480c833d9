/** The end of bitmaps: a linked week tells its figures once, days stay as they were, and nothing keeps a bitmap, the archive included. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectorConfigSchema } from '../../src/collector/config.ts';
import { closeCounts } from '../../src/collector/ingest/close-counts.ts';
import { startCollector } from '../../src/collector/main.ts';
import { silentLog } from '../../src/platform/log.ts';
import { newId } from '../../src/protocol/ids.ts';
import { encodeJsonRecord } from '../../src/protocol/records.ts';
import { devices, type FragmentOptions, fragment } from '../support/count-records.ts';
import { makeCollector, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
const dayMs = 86_400_000;
const keyId = 'abcdef0123456789';
/** A Monday. */
const week = '2026-03-02';
const date = (day: number) => `2026-03-0${2 + day}`;
const at = (text: string) => Date.parse(`${text}T12:00:00Z`);

beforeEach(async () => {
  collector = await makeCollector();
});
afterEach(() => collector.close());

const tables = () => collector.context.store.read;
const send = async (kit: TestKit, ...all: Omit<FragmentOptions, 'boot'>[]) => {
  const records = all.map((options) =>
    kit.sealed('count', encodeJsonRecord(fragment({ boot: kit.boot, ...options })), { recordId: newId(16) }),
  );
  await collector.receipt(kit.bundle(await Promise.all(records)));
};
const close = (now: string) => closeCounts(collector.context.store, at(now));
const open = async () =>
  (await tables().selectFrom('count_fragments').select('record_id').where('bitmap', 'is not', null).execute())
    .length;
const days = () =>
  tables().selectFrom('count_days').selectAll().orderBy('site_id').orderBy('period').execute();
const figures = async () =>
  (await days()).map(({ site_id, period, value, low, high }) => ({ site_id, period, value, low, high }));

/** 300 at A, 250 at B, of whom 120 were at A two days before; 200 at C, all strangers. */
async function sendWeek(profile: 'linked' | 'high-risk' = 'linked'): Promise<TestKit[]> {
  const kits: TestKit[] = [];
  for (const site of collector.sites.slice(0, 3)) kits.push(await collector.kit(site));
  collector.clock.set(at(date(3)));
  const [a, b, c] = kits as [TestKit, TestKit, TestKit];
  const of = (siteId: string | undefined, day: number, present: number[]) => ({
    siteId: siteId ?? '',
    day: date(day),
    profile,
    keyId,
    present,
  });
  const [first, second, third] = collector.sites.map(({ id }) => id);
  await send(a, of(first, 0, devices(200)), of(first, 1, devices(150, 150)));
  await send(b, of(second, 2, [...devices(120), ...devices(130, 5000)]));
  await send(c, of(third, 1, devices(200, 9000)));
  return kits;
}

describe('a linked week', () => {
  it('that goes on, or has just ended, keeps its bitmaps', async () => {
    await sendWeek();
    expect(await close('2026-03-10')).toEqual({ bitmaps: 0, weeks: 0 });
    expect(await open()).toBe(4);
  });

  it('two days after its end tells different devices, new ones and flows, and keeps no bitmap', async () => {
    await sendWeek();
    const before = await figures();
    expect(await close('2026-03-11')).toEqual({ bitmaps: 4, weeks: 1 });
    expect(await open()).toBe(0);
    expect(await figures()).toEqual(before);
    const sites = await tables().selectFrom('count_week_sites').selectAll().orderBy('site_id').execute();
    const truth = [300, 250, 200];
    expect(sites.map(({ week: monday }) => monday)).toEqual([week, week, week]);
    for (const [index, { value, low, high }] of sites.entries()) {
      expect(Math.abs(value - (truth[index] ?? 0))).toBeLessThan(25);
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
    const fresh = (await days()).filter(({ new_value }) => new_value !== null);
    expect(fresh.map(({ period }) => period)).toEqual([date(1)]);
    expect(Math.abs((fresh[0]?.new_value ?? 0) - 100)).toBeLessThan(25);
    const flows = await tables().selectFrom('count_flows').selectAll().orderBy('flow_order').execute();
    const [first, second] = collector.sites.map(({ id }) => id);
    expect(flows.map((row) => [row.flow_order, row.from_site, row.to_site])).toEqual([
      ['either', first, second],
      ['later-day', first, second],
    ]);
    for (const { value } of flows) expect(Math.abs(value - 120)).toBeLessThan(30);
  });

  it('is told once: what comes later is in its day, and in no figure of the week', async () => {
    const [a] = await sendWeek();
    await close('2026-03-11');
    const told = await tables().selectFrom('count_week_sites').selectAll().execute();
    collector.clock.set(at('2026-03-12'));
    await send(a as TestKit, { day: date(0), profile: 'linked', keyId, present: devices(80, 700) });
    expect(await close('2026-03-13')).toEqual({ bitmaps: 1, weeks: 0 });
    expect(await tables().selectFrom('count_week_sites').selectAll().execute()).toEqual(told);
    const [late] = await days();
    expect(late).toMatchObject({ period: date(0), parts: 2, late: 1 });
    expect(Math.abs((late?.value ?? 0) - 280)).toBeLessThan(25);
    expect(late?.low).toBeLessThan(225);
  });

  it('is the week of its key: of days that two keys share nobody is said to be new, and no week has eight', async () => {
    const kit = await collector.kit();
    collector.clock.set(at('2026-03-11'));
    const old = { profile: 'linked' as const, keyId };
    const next = { profile: 'linked' as const, keyId: 'ffffffffffffffff' };
    const monday = date(7);
    // Three hours of Monday are under the old key, as east of Greenwich.
    await send(
      kit,
      { ...old, day: date(0), present: devices(200) },
      { ...old, day: date(1), present: devices(300) },
      { ...old, day: monday, present: devices(11, 5000) },
      { ...next, day: monday, present: devices(489) },
      { ...next, day: '2026-03-10', present: devices(600) },
    );
    await close('2026-03-19');
    const rows = await days();
    expect(rows.map(({ period, parts, new_value }) => [period, parts, new_value !== null])).toEqual([
      [date(0), 1, false],
      [date(1), 1, true],
      [monday, 2, false],
      ['2026-03-10', 1, true],
    ]);
    const sites = await tables().selectFrom('count_week_sites').selectAll().orderBy('week').execute();
    expect(sites.map(({ span_days }) => span_days)).toEqual([7, 2]);
  });

  it('forgets who was new on a day that something came to later', async () => {
    const [a] = await sendWeek();
    await close('2026-03-11');
    collector.clock.set(at('2026-03-12'));
    await send(a as TestKit, { day: date(1), profile: 'linked', keyId, present: devices(80, 700) });
    const [late] = (await days()).filter(({ period }) => period === date(1));
    expect(late).toMatchObject({ parts: 2, new_value: null });
  });

  it('gives no exact figure of a site away: deviations are of what is published', async () => {
    await sendWeek();
    await close('2026-03-11');
    const sites = await tables().selectFrom('count_week_sites').selectAll().execute();
    const published = new Map(sites.map(({ site_id, value }) => [site_id, value]));
    const flows = await tables().selectFrom('count_flows').selectAll().execute();
    expect(flows.length).toBeGreaterThan(0);
    // Noise at ε = 1 has a variance of 2a / (1 − a)², a = 1/e.
    const noise = (2 * Math.exp(-1)) / (1 - Math.exp(-1)) ** 2;
    for (const { from_site, to_site, deviation, value } of flows) {
      const [from, to] = [published.get(from_site) ?? 0, published.get(to_site) ?? 0];
      expect(deviation).toBeCloseTo(Math.sqrt((from * to) / 16_384 + noise), 9);
      expect(value).toBeGreaterThan(3 * deviation);
    }
  });

  it('of the profile high-risk has no flows and no figures of the week', async () => {
    await sendWeek('high-risk');
    expect(await close('2026-03-11')).toEqual({ bitmaps: 4, weeks: 0 });
    expect(await tables().selectFrom('count_flows').selectAll().execute()).toEqual([]);
    expect(await open()).toBe(0);
  });
});

describe('a local day', () => {
  it('is closed two weeks after the last of it came, its figure and noise unchanged', async () => {
    const kit = await collector.kit();
    await send(kit, { present: devices(90) }, { present: devices(50, 60) });
    const before = await days();
    expect(await close('2026-03-15')).toEqual({ bitmaps: 0, weeks: 0 });
    expect(await close('2026-03-16')).toEqual({ bitmaps: 2, weeks: 0 });
    expect(await days()).toEqual(before);
    collector.clock.set(at('2026-03-17'));
    await send(kit, { present: devices(40, 1000) });
    const [late] = await days();
    expect(late).toMatchObject({ fragments: 3, parts: 2, late: 1 });
    expect(Math.abs((late?.value ?? 0) - 150)).toBeLessThan(20);
    const [record] = await tables()
      .selectFrom('count_fragments')
      .select('record_id')
      .where('bitmap', 'is not', null)
      .execute();
    await collector.receipt(kit.bundle([await kit.withdrawal(record?.record_id ?? '')]));
    expect(await days()).toEqual(before);
  });

  it('leaves its bitmaps nowhere: no row, no free page, no envelope in the archive', async () => {
    const kit = await collector.kit();
    await send(kit, { present: devices(90) });
    const [row] = await tables().selectFrom('count_fragments').selectAll().execute();
    const [bundle] = await tables().selectFrom('bundles').select('bytes').execute();
    const bitmap = Buffer.from(row?.bitmap ?? []);
    const envelope = Buffer.from(bundle?.bytes ?? []).subarray(300, 360);
    const isOnDisk = (bytes: Buffer) =>
      readdirSync(collector.folder).some((name) =>
        readFileSync(join(collector.folder, name)).includes(bytes),
      );
    expect([isOnDisk(bitmap), isOnDisk(envelope)]).toEqual([true, true]);
    await closeCounts(collector.context.store, at('2026-03-01') + 15 * dayMs);
    expect([isOnDisk(bitmap), isOnDisk(envelope)]).toEqual([false, false]);
    // The record is held all the same: the kit hears no other receipt.
    const records = await tables().selectFrom('records').select('state').execute();
    expect(records).toEqual([{ state: 'unified' }]);
  });
});

it('a count that was set aside may be mended for two weeks, and is no more then', async () => {
  const kit = await collector.kit();
  await send(kit, { siteId: 'XX-77' });
  const states = () => tables().selectFrom('records').select('state').execute();
  expect(await close('2026-03-15')).toEqual({ bitmaps: 0, weeks: 0 });
  expect(await states()).toEqual([{ state: 'set_aside' }]);
  expect(await close('2026-03-16')).toEqual({ bitmaps: 1, weeks: 0 });
  expect(await states()).toEqual([{ state: 'void' }]);
  expect(await tables().selectFrom('set_aside').selectAll().execute()).toEqual([]);
});

it('a collector does it by itself', async () => {
  const kit = await collector.kit();
  await send(kit, { present: devices(90) });
  collector.clock.set(at('2026-03-20'));
  const config = collectorConfigSchema.parse({ data_dir: collector.folder, port: 0 });
  const running = await startCollector(config, { clock: collector.clock, log: silentLog });
  try {
    await vi.waitFor(async () => expect(await open()).toBe(0), { timeout: 30_000 });
  } finally {
    await running.close();
  }
});
