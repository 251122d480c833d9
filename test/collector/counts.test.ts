/** Fragments of presence from the kit's sealed record to a site's day: joined, dated, told once, and set aside where they cannot be. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeCounts } from '../../src/collector/ingest/close-counts.ts';
import { fileBundle } from '../../src/collector/ingest/file-bundle.ts';
import { rerunHeld, rerunSetAside } from '../../src/collector/ingest/rerun-set-aside.ts';
import { loadRecoveryKey, recoveryKeyPath } from '../../src/collector/keys.ts';
import { recoverSubmissions } from '../../src/collector/recover.ts';
import { saveSite } from '../../src/collector/store/sites-table.ts';
import { decodeBundle } from '../../src/protocol/bundle.ts';
import type { CountRecord } from '../../src/protocol/counts.ts';
import { newId } from '../../src/protocol/ids.ts';
import { encodeJsonRecord } from '../../src/protocol/records.ts';
import { bitmapOf, deflated, devices, type FragmentOptions, fragment } from '../support/count-records.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 1 March 2026 is a Sunday; the site's clock is five hours behind UTC. */
const today = '2026-03-01';

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
});
afterEach(() => collector.close());

const sealed = (record: CountRecord, recordId = newId(16)) =>
  kit.sealed('count', encodeJsonRecord(record), { recordId });
const count = (options: Omit<FragmentOptions, 'boot'> = {}, recordId?: string) =>
  sealed(fragment({ boot: kit.boot, ...options }), recordId);
const send = async (...records: Awaited<ReturnType<typeof count>>[]) =>
  collector.receipt(kit.bundle(records));
const days = () =>
  collector.context.store.read.selectFrom('count_days').selectAll().orderBy('period').execute();
const day = async () => {
  const all = await days();
  expect(all).toHaveLength(1);
  return all[0] as (typeof all)[number];
};
const reasons = async () =>
  (await collector.context.store.read.selectFrom('set_aside').selectAll().execute()).map(
    ({ reason, detail }) => `${reason}: ${detail}`,
  );
const states = async () =>
  (await collector.context.store.read.selectFrom('records').select('state').orderBy('seq').execute()).map(
    ({ state }) => state,
  );

describe('fragments of a day', () => {
  it('under one key are one figure: who was in both is counted once', async () => {
    await send(
      await count({ present: devices(100) }),
      await count({ present: devices(100, 50), began: { ...kit.boot, msSinceBoot: 1 } }),
    );
    const { value, low, high, fragments, parts, late, bin_draws, size, day: date } = await day();
    expect(date).toBe(today);
    expect(value).toBeGreaterThan(130);
    expect(value).toBeLessThan(170);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect({ fragments, parts, late, bin_draws, size }).toEqual({
      fragments: 2,
      parts: 1,
      late: 0,
      bin_draws: 2,
      size: 16_384,
    });
    const bins = JSON.parse((await day()).bins);
    expect(bins.arrivals[9]).toBe(200);
    expect(bins.peak[9]).toBe(50);
    expect(bins.languages).toEqual({ es: 120, fr: 40 });
    expect((await day()).finished).toBe(80);
  });

  it('under two keys are added up, and the interval reaches down to the larger of them', async () => {
    await send(
      await count({ present: devices(300) }),
      await count({ present: devices(120), keyId: 'ffffffffffffffff' }),
    );
    const { value, low, high, parts } = await day();
    expect(parts).toBe(2);
    expect(Math.abs(value - 420)).toBeLessThan(25);
    expect(low).toBeLessThan(330);
    expect(low).toBeGreaterThan(250);
    expect(high).toBeLessThan(480);
  });

  it('under two keys do not say by their interval what the smaller part is', async () => {
    const distances: number[] = [];
    for (const few of [2, 7]) {
      const other = await makeCollector();
      const kitThere = await other.kit();
      for (const options of [
        { present: devices(300) },
        { present: devices(few), keyId: 'ffffffffffffffff' },
      ]) {
        const record = fragment({ boot: kitThere.boot, ...options });
        await other.receipt(kitThere.bundle([await kitThere.sealed('count', encodeJsonRecord(record))]));
      }
      const [row] = await other.context.store.read.selectFrom('count_days').selectAll().execute();
      distances.push((row?.value ?? 0) - (row?.low ?? 0));
      await other.close();
    }
    expect(distances[0]).toBe(distances[1]);
  });

  it('that come twice, in one bundle or another, change nothing; not the noise either', async () => {
    const record = await count();
    await send(record);
    const before = await day();
    await send(record, await kit.withdrawal(newId(16)));
    expect(await day()).toEqual(before);
    expect(await states()).toEqual(['unified', 'duplicate', 'unified']);
    const more = await count({ present: devices(40) });
    await send(more);
    // Nobody new: the same bitmap, so the same noise, and the same figure.
    const after = await day();
    expect(after.fragments).toBe(2);
    expect(after.value).toBe(before.value);
    const noise = await collector.context.store.read.selectFrom('count_noise').selectAll().execute();
    expect(noise).toHaveLength(1);
  });

  it('make the same day in whatever order they come', async () => {
    const parts = [devices(100), devices(80, 60), devices(30, 300)];
    const made: number[][] = [];
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      const other = await makeCollector();
      const kitThere = await other.kit();
      for (const index of order) {
        const record = fragment({ boot: kitThere.boot, present: parts[index] as number[] });
        const bundle = kitThere.bundle([await kitThere.sealed('count', encodeJsonRecord(record))]);
        await other.receipt(bundle);
      }
      const [row] = await other.context.store.read.selectFrom('count_days').selectAll().execute();
      const noise = await other.context.store.read
        .selectFrom('count_noise')
        .select('noise')
        .where('digest', 'is not', null)
        .execute();
      expect(noise).toHaveLength(3);
      expect(row?.parts).toBe(1);
      made.push([row?.fragments ?? 0, (row?.high ?? 0) - (row?.value ?? 0)]);
      await other.close();
    }
    expect(made[0]).toEqual(made[1]);
  });

  it('of the profile high-risk are joined as randomised response asks, not by OR', async () => {
    const keyId = '0123456789abcdef';
    const flipped = (seed: number) => {
      const bitmap = bitmapOf(keyId, devices(600), 4096);
      let state = seed;
      for (let slot = 0; slot < 4096; slot++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        if (state / 2 ** 32 < 0.1192)
          bitmap.bytes[slot >> 3] = (bitmap.bytes[slot >> 3] ?? 0) ^ (1 << (slot & 7));
      }
      return deflated(bitmap.bytes);
    };
    await send(
      await count({ profile: 'high-risk', keyId, bitmap: flipped(1) }),
      await count({ profile: 'high-risk', keyId, bitmap: flipped(2) }),
    );
    const { value, low, high, epsilon_flips, size } = await day();
    expect({ epsilon_flips, size }).toEqual({ epsilon_flips: 2, size: 4096 });
    expect(Math.abs(value - 600)).toBeLessThan(150);
    expect(high - low).toBeGreaterThan(60);
  });
});

describe('a day without a clock', () => {
  const undated = { day: null, arrivals: [7, ...new Array<number>(23).fill(0)] };

  it('stays apart until the time is known, then joins its date, its hours shifted', async () => {
    collector.clock.set(startTime + 3 * dayMs);
    await send(
      await count(undated),
      await count({ present: devices(50), keyId: 'eeeeeeeeeeeeeeee', day: '2026-03-02' }),
    );
    const [dated, alone] = await days();
    expect(dated).toMatchObject({ period: '2026-03-02', day: '2026-03-02' });
    expect(alone).toMatchObject({ day: null, week: '' });
    expect(JSON.parse(alone?.bins ?? '{}').hourDraws).toBe(0);
    // 2 March, 13:10 UTC: 8:10 at the site.
    const at = { ...kit.boot, msSinceBoot: 0 };
    await send(await kit.clock({ at, utcMs: Date.parse('2026-03-02T13:10:00Z') }));
    const { fragments, parts, value, bins } = await day();
    expect({ fragments, parts }).toEqual({ fragments: 2, parts: 2 });
    expect(Math.abs(value - 150)).toBeLessThan(20);
    expect(JSON.parse(bins).arrivals.slice(7, 10)).toEqual([0, 7, 50]);
  });

  it('that lies over midnight has no date', async () => {
    const at = { ...kit.boot, msSinceBoot: 0 };
    await send(await kit.clock({ at, utcMs: Date.parse('2026-03-01T03:00:00Z') }), await count(undated));
    expect(await day()).toMatchObject({
      day: null,
      earliest_date: '2026-02-28',
      latest_date: '2026-03-01',
    });
  });
});

describe('a count that cannot be', () => {
  it.each([
    ['a bitmap of another size', { bitmap: deflated(new Uint8Array(2000)) }, /not one of 16384 bits/],
    ['a bitmap that inflates without end', { bitmap: deflated(new Uint8Array(3_000_000)) }, /not one of/],
    ['what is no DEFLATE', { bitmap: Buffer.from('plain text').toString('base64') }, /not one of/],
    ['a full bitmap', { bitmap: deflated(new Uint8Array(2048).fill(255)) }, /full/],
    [
      'a full bitmap that is said to be flipped',
      { profile: 'high-risk', bitmap: deflated(new Uint8Array(512).fill(255)) },
      /full/,
    ],
    ['flips where there are none', { flips: { numerator: 2, denominator: 1 } }, /as they are/],
    ['the size of another profile', { profile: 'high-risk', size: 16_384 }, /has bitmaps of 4096 bits/],
    ['a day years ago', { day: '2023-03-01' }, /it says 2023-03-01/],
    ['a day to come', { day: '2026-03-09' }, /it says 2026-03-09/],
    ['a bin far below 0', { dwell: [-900, 0, 0, 0, 0, 0, 0] }, /below what noise/],
  ] as const)('is set aside with its reason: %s', async (_, values, detail) => {
    const boot = kit.boot;
    const wrong = fragment({ boot, ...(values as Partial<FragmentOptions>) });
    const bitmap = 'size' in values ? deflated(new Uint8Array(2048)) : wrong.bitmap;
    await send(await sealed({ ...wrong, bitmap }), await count({ present: devices(30) }));
    const [reason] = await reasons();
    expect(reason).toMatch(/^impossible_count: /);
    expect(reason).toMatch(detail);
    expect((await day()).fragments).toBe(1);
    expect(await states()).toEqual(['set_aside', 'unified']);
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 1, mended: 0 });
  });

  it('over two starts, or longer than a day, is none', async () => {
    const began = { ...kit.boot, msSinceBoot: 0 };
    await send(
      await count({ until: { bootNumber: 2, bootId: '00000000', msSinceBoot: 5 } }),
      await count({ began, until: { ...kit.boot, msSinceBoot: 27 * hourMs } }),
      await count({ began: { ...kit.boot, msSinceBoot: 9 }, until: began }),
      await count({ until: { ...kit.boot, msSinceBoot: 1e300 }, began: { ...kit.boot, msSinceBoot: 1e300 } }),
      await kit.clock({ utcMs: startTime }),
    );
    expect((await reasons()).sort()).toEqual([
      'impossible_count: it ends before it begins',
      'impossible_count: it is longer than a day',
      'impossible_count: it spans two starts of the kit',
      'impossible_count: the kit has run for longer than can be',
    ]);
    expect(await days()).toEqual([]);
  });

  it('of an unknown site is taken in when the site is registered', async () => {
    await send(await count({ siteId: 'XX-77' }));
    expect(await reasons()).toEqual(['unknown_site: XX-77']);
    const site = { ...(collector.sites[0] as (typeof collector.sites)[number]), id: 'XX-77' };
    await collector.context.store.transaction((writer) => saveSite(writer, site));
    expect(await rerunSetAside(collector.context.ingest)).toEqual({ tried: 1, mended: 1 });
    expect(await day()).toMatchObject({ site_id: 'XX-77', day: today });
  });
});

describe('a count that its kit takes back', () => {
  it('is out of its day, which goes with its last fragment; other withdrawals touch no count', async () => {
    const [first, second] = [newId(16), newId(16)];
    const answer = await kit.submission({ age_group: '25_59', sex: 'f', needs: ['food'] });
    await send(await count({}, first), await count({ present: devices(60, 400) }, second), answer);
    const before = await day();
    await send(await kit.withdrawal(answer.recordId));
    expect(await day()).toEqual(before);
    await send(await kit.withdrawal(first));
    expect(await day()).toMatchObject({ fragments: 1 });
    expect((await day()).value).toBeLessThan(90);
    await send(await kit.withdrawal(second));
    expect(await days()).toEqual([]);
    const weeks = await collector.context.store.read.selectFrom('count_weeks').selectAll().execute();
    expect(weeks).toEqual([]);
  });
});

it('counts are not in the way of the recovery key: what was answered is opened with it, counts stay sealed', async () => {
  await send(await count(), await kit.submission({ age_group: '18_24', needs: ['food'] }), await count());
  const key = await loadRecoveryKey(recoveryKeyPath(collector.folder));
  const out = join(collector.folder, 'recovered.jsonl');
  expect(await recoverSubmissions({ dataDir: collector.folder, key, out })).toEqual({ opened: 1, failed: 0 });
  await closeCounts(collector.context.store, startTime + 20 * dayMs);
  const again = join(collector.folder, 'again.jsonl');
  expect(await recoverSubmissions({ dataDir: collector.folder, key, out: again })).toEqual({
    opened: 1,
    failed: 0,
  });
});

describe('counts that an earlier version held', () => {
  it('are read after the upgrade, once', async () => {
    const bundle = kit.bundle([await count(), await count({ present: devices(100, 50) })]);
    const decoded = decodeBundle(bundle.bytes, { verify: () => true });
    const reads = decoded.records.map(() => ({ kind: 'held' as const }));
    const verified = { bundle: decoded, bytes: bundle.bytes, hash: bundle.hash, reads };
    await collector.context.store.transaction((writer) => fileBundle(writer, verified, startTime));
    expect(await states()).toEqual(['held', 'held']);
    expect(await rerunHeld(collector.context.ingest)).toEqual({ tried: 2, mended: 2 });
    expect(await day()).toMatchObject({ fragments: 2, parts: 1 });
    expect(await rerunHeld(collector.context.ingest)).toEqual({ tried: 0, mended: 0 });
  });
});
