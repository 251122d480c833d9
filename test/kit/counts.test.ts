/**
 * A kit counts: from phones that come and go at the gate to one sealed record for each start and day, through midnight, power
 * cuts, a silent gate and a full disk.
 */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countOnes } from '../../src/counting/bitmap.ts';
import type { CountRecord } from '../../src/protocol/counts.ts';
import { bitsOf, type CountBench, makeCountBench, phoneAddress } from '../support/count-bench.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
let bench: CountBench;
beforeEach(async () => {
  // A Tuesday, 9 o'clock in Bogotá.
  bench = await makeCountBench();
});
afterEach(() => bench.kit.dispose());

const come = (from: number, to: number) => {
  for (let index = from; index < to; index++) bench.gate.arrive(phoneAddress(index));
};
const go = (from: number, to: number) => {
  for (let index = from; index < to; index++) bench.gate.leave(phoneAddress(index));
};
const openRows = () => bench.kit.store.state.openCounts.list();
const ones = (record: CountRecord | undefined) => (record ? countOnes(bitsOf(record)) : -1);
const sum = (counts: readonly number[] = []) => counts.reduce((a, b) => a + b, 0);

describe('a day', () => {
  test('is one record, in the outbox when the day has ended and not before', async () => {
    come(0, 30);
    await bench.pass(2 * hourMs);
    go(0, 10);
    come(30, 40);
    await bench.pass(2 * hourMs);
    expect(await bench.records()).toEqual([]);
    expect(openRows()).toHaveLength(1);
    await bench.pass(12 * hourMs);
    const [record, ...others] = await bench.records();
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      siteId: 'XD-01',
      round: 1,
      profile: 'local',
      day: '2027-03-09',
      size: 16_384,
      flips: null,
      noise: { numerator: 1, denominator: 1 },
      began: { bootNumber: 1, msSinceBoot: 60_000 },
    });
    // Up to two of forty may share a slot.
    expect(ones(record)).toBeGreaterThanOrEqual(38);
    // 9 o'clock: there when counting began, and no association. 11 o'clock: ten came.
    expect(sum(record?.connections)).toBe(10);
    expect([record?.connections[11], record?.peak[9], record?.peak[11]]).toEqual([10, 30, 40 - 10]);
    // 31 draws of noise, each at most 12 but once in 100,000.
    expect(Math.abs((record?.arrivals[9] ?? 0) - 30)).toBeLessThan(13);
    expect(Math.abs((record?.dwell[3] ?? 0) - 10)).toBeLessThan(13);
  });

  test('begins again at local midnight under another key, and who has stayed is in both', async () => {
    come(0, 40);
    await bench.pass(16 * hourMs, 5 * minuteMs);
    go(0, 20);
    await bench.pass(6 * hourMs, 5 * minuteMs);
    go(20, 40);
    await bench.pass(18 * hourMs, 5 * minuteMs);
    const [first, second] = await bench.records();
    expect([first?.day, second?.day]).toEqual(['2027-03-09', '2027-03-10']);
    expect(first?.keyId).not.toBe(second?.keyId);
    expect([ones(first), ones(second)].every((bits) => bits >= 37)).toBe(true);
    expect(bitsOf(first).bytes).not.toEqual(bitsOf(second).bytes);
    expect(sum(second?.connections)).toBe(0);
    // Over midnight the stays go on: from 9 o'clock to a little after midnight, and to 6 o'clock.
    expect(Math.abs((second?.dwell[5] ?? 0) - 40)).toBeLessThan(13);
    expect(Math.abs((second?.dwell[4] ?? 0) - 0)).toBeLessThan(13);
    const [one, two] = bench.keys;
    expect(Buffer.from(one?.key ?? []).equals(Buffer.from(two?.key ?? []))).toBe(false);
  });

  test('without anybody is told of too: the kit was there and nobody came', async () => {
    await bench.pass(16 * hourMs, 5 * minuteMs);
    const [record] = await bench.records();
    expect(ones(record)).toBe(0);
    expect(record).toMatchObject({ randomised: 0, fixed: 0, day: '2027-03-09' });
  });

  test('carries what the portal tells: languages and how far visits came, each day its own', async () => {
    await bench.pass(hourMs);
    bench.funnel.opened('0123456789abcdef', 'es');
    bench.funnel.consented();
    bench.funnel.abandoned('sex');
    await bench.pass(15 * hourMs, 5 * minuteMs);
    bench.funnel.opened('0123456789abcdef', 'fr');
    await bench.pass(24 * hourMs, 5 * minuteMs);
    const [first, second] = await bench.records();
    expect(first).toMatchObject({
      languages: { es: 1 },
      funnel: { opened: 1, consented: 1, declined: 0, begun: 0, finished: 0, abandonedAt: { sex: 1 } },
    });
    expect(second).toMatchObject({
      languages: { fr: 1 },
      funnel: { opened: 1, consented: 0, abandonedAt: {} },
    });
  });
});

describe('an orderly stop', () => {
  test('queues what was counted to the last moment; the next start goes on under the same key', async () => {
    come(0, 10);
    await bench.pass(hourMs);
    come(10, 13);
    await bench.counting.finish();
    expect(openRows()).toEqual([]);
    bench.start();
    await bench.pass(hourMs);
    await bench.counting.finish();
    const [first, second] = await bench.records();
    expect(ones(first)).toBeGreaterThanOrEqual(12);
    expect(second).toMatchObject({ keyId: first?.keyId, day: '2027-03-09', began: { bootNumber: 2 } });
    expect(bitsOf(second).bytes).toEqual(bitsOf(first).bytes);
    // Who is there when counting begins has not arrived.
    expect([sum(first?.connections), sum(second?.connections)]).toEqual([3, 0]);
  });

  test('a look that is under way is waited for, and none counts after it', async () => {
    const look = bench.counting.look();
    await Promise.all([look, bench.counting.finish()]);
    await bench.counting.look();
    await bench.counting.finish();
    expect(await bench.records()).toHaveLength(1);
    expect(bench.keys.at(-1)).toBeUndefined();
  });
});

describe('a power cut', () => {
  test('costs five minutes at the most: what was there before is in the outbox after the next start', async () => {
    await bench.pass(3 * minuteMs);
    come(0, 20);
    await bench.pass(20 * minuteMs);
    const lastSafe = bench.utcMs() - 5 * minuteMs;
    come(20, 40);
    go(0, 40);
    await bench.pass(2 * minuteMs);
    bench.cutPower();
    bench.skip(10 * minuteMs);
    bench.start();
    await bench.pass(minuteMs);
    const [record] = await bench.records();
    expect(ones(record)).toBeGreaterThanOrEqual(19);
    expect(ones(record)).toBeLessThanOrEqual(20);
    const untilUtcMs = Date.UTC(2027, 2, 9, 14) + (record?.until.msSinceBoot ?? 0);
    expect(untilUtcMs).toBeGreaterThanOrEqual(lastSafe);
  });

  test('makes fragments that may be joined: one key a day, and a bit for each phone whichever saw it', async () => {
    come(0, 50);
    for (let boot = 0; boot < 3; boot++) {
      await bench.pass(30 * minuteMs);
      bench.cutPower();
      bench.skip(2 * minuteMs);
      bench.start();
    }
    await bench.pass(16 * hourMs, 5 * minuteMs);
    const records = await bench.records();
    expect(records.map(({ began }) => began.bootNumber)).toEqual([1, 2, 3, 4]);
    expect(new Set(records.map(({ keyId }) => keyId)).size).toBe(1);
    expect(new Set(records.map(({ bitmap }) => bitmap)).size).toBe(1);
  });

  test('counts nobody as having come twice, or as staying from the cut on: who is there then has come before', async () => {
    come(0, 100);
    await bench.pass(hourMs);
    for (let cut = 0; cut < 3; cut++) {
      bench.cutPower();
      bench.skip(2 * minuteMs);
      bench.start();
      await bench.pass(hourMs);
    }
    await bench.counting.finish();
    const records = await bench.records();
    expect(records.map(ones).every((bits) => bits >= 97)).toBe(true);
    const came = records.map(({ arrivals, dwell }) => [sum(arrivals), sum(dwell)] as const);
    // The noise of 24 bins: deviation 7.
    expect(came.map(([arrivals]) => arrivals > 50)).toEqual([true, false, false, false]);
    expect(came.map(([, stays]) => stays > 50)).toEqual([true, false, false, false]);
  });

  test('before anything was kept leaves the day to the next start', async () => {
    come(0, 100);
    await bench.pass(2 * minuteMs);
    bench.cutPower();
    bench.start();
    await bench.pass(hourMs);
    await bench.counting.finish();
    const [record, ...others] = await bench.records();
    expect(others).toEqual([]);
    expect(Math.round(sum(record?.arrivals) / 100)).toBe(1);
  });

  test('the same row is never queued twice', async () => {
    come(0, 5);
    await bench.pass(10 * minuteMs);
    const [row] = openRows();
    bench.start();
    await bench.pass(minuteMs);
    if (row) bench.kit.store.state.openCounts.mark(row);
    bench.start();
    await bench.pass(minuteMs);
    expect(await bench.records()).toHaveLength(1);
  });
});

describe('a gate that is silent', () => {
  test('is asked again, and nothing else stops', async () => {
    bench.isGateSilent = true;
    come(0, 10);
    await bench.pass(10 * minuteMs);
    expect(bench.counting.state().kind).toBe('waiting_for_gate');
    expect(bench.keys.length).toBeGreaterThan(5);
    bench.isGateSilent = false;
    await bench.pass(2 * minuteMs);
    expect(bench.counting.state()).toEqual({
      configured: 'local',
      kind: 'counting',
      profile: 'local',
      isDated: true,
    });
    await bench.counting.finish();
    const [record] = await bench.records();
    expect(ones(record)).toBeGreaterThanOrEqual(9);
    expect(record?.peak[9]).toBe(10);
  });
});

describe('a storage that is full', () => {
  test('stops neither counting nor the next day; what it did not take is kept once it does', async () => {
    const full = { state: true, outbox: true };
    const { store } = bench.kit;
    const guarded = <A extends unknown[], R>(file: keyof typeof full, work: (...given: A) => R) => {
      return (...given: A): R => {
        if (full[file]) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
        return work(...given);
      };
    };
    const { openCounts, countKeys } = store.state;
    const { submissions } = store;
    bench.start({
      openCounts: { ...openCounts, mark: guarded('state', openCounts.mark) },
      countKeys: { ...countKeys, insert: guarded('state', countKeys.insert) },
      submissions: {
        ...submissions,
        commits: {
          ...submissions.commits,
          write: async (work) => guarded('outbox', submissions.commits.write)(work),
        },
      },
    });
    come(0, 20);
    await bench.pass(20 * hourMs, 5 * minuteMs);
    expect(bench.counting.state()).toMatchObject({ kind: 'counting', isDated: true });
    expect(await bench.records()).toEqual([]);
    expect(countKeys.find()).toBeUndefined();
    full.state = false;
    await bench.pass(10 * minuteMs, 5 * minuteMs);
    expect(openRows()).toHaveLength(2);
    full.outbox = false;
    await bench.pass(10 * minuteMs, 5 * minuteMs);
    const [first, ...others] = await bench.records();
    expect(others).toEqual([]);
    expect(first).toMatchObject({ day: '2027-03-09', began: { bootNumber: 2 } });
    expect(ones(first)).toBeGreaterThanOrEqual(19);
    expect(countKeys.find()).toMatchObject({ day: '2027-03-10' });
    expect(openRows()).toHaveLength(1);
  });
});
