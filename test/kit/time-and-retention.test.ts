/**
 * How a kit without a clock learns the time from receipts, tells it, and lets old records go by it, on a real store.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildBundle } from '../../src/kit/sync/build-bundle.ts';
import { deleteExpired } from '../../src/kit/sync/retention.ts';
import { createTimeKeeper, type TimeKeeper } from '../../src/kit/sync/time-keeper.ts';
import type { Received } from '../../src/kit/sync/upload.ts';
import { noHash } from '../../src/protocol/bundle.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import type { Receipt } from '../../src/protocol/receipt.ts';
import { clockRecord, decodeJsonRecord } from '../../src/protocol/records.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';

const boot = { bootNumber: 4, bootId: 'aabbccdd' };
const serverTime = Date.UTC(2027, 2, 1);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let bench: KitBench;
let keeper: TimeKeeper;
const time = { ms: 0 };
beforeEach(async () => {
  bench = await makeKitBench();
  time.ms = 0;
  keeper = createTimeKeeper({
    readings: bench.store.state.readings,
    store: bench.store.submissions,
    sealer: bench.sealer,
    boot,
    // The system's clock is wrong by decades, as on a Pi without a battery; nobody may ask it.
    clock: { now: () => 0, msSinceStart: () => time.ms },
    random: systemRandom,
    onQueued: () => undefined,
  });
});
afterEach(() => bench.dispose());

const receiptAt = (utcMs: number, contiguousSeq = 0): Receipt => ({
  kitId: bench.kitId,
  incarnation: bench.store.submissions.incarnation(),
  contiguousSeq,
  ranges: [],
  headNumber: 0,
  headHash: noHash,
  serverTime: utcMs,
  nonce: '00'.repeat(16),
});
const received = (utcMs: number, answeredAtMs: number, tripMs = 200): Received => ({
  kind: 'received',
  receipt: receiptAt(utcMs),
  sentAtMs: answeredAtMs - tripMs,
  answeredAtMs,
});
const queuedClocks = () =>
  bench.store.submissions.outbox.listRunFrom(1, 100).filter(({ kind }) => kind === 'clock');

test('before the first receipt the time is not known', () => {
  expect(keeper.estimateUtc()).toBeUndefined();
});

test('a receipt gives the time, half its trip later, and the count since the start carries it on', async () => {
  await keeper.observe(received(serverTime, 10_000, 300));
  time.ms = 10_000;
  expect(keeper.estimateUtc()).toEqual({ utcMs: serverTime + 150, uncertaintyMs: 650 });
  time.ms += hourMs;
  // 100 ppm of an hour: 360 ms.
  expect(keeper.estimateUtc()).toEqual({ utcMs: serverTime + 150 + hourMs, uncertaintyMs: 650 + 360 });
});

test('the first reading of a start is told, sealed, with its place in the kit’s own count', async () => {
  await keeper.observe(received(serverTime, 10_000));
  const [row] = queuedClocks();
  if (!row) throw new Error('no clock record was queued');
  const record = decodeJsonRecord(await bench.open(row, row.sealedUnder), clockRecord);
  expect(record).toEqual({
    at: { ...boot, msSinceBoot: 10_000 },
    utcMs: serverTime + 100,
    uncertaintyMs: 600,
    source: 'receipt',
  });
  expect(bench.store.state.readings.findLast(boot.bootId)).toEqual(record);
});

test('readings that agree are told again only after a day; a jump is told at once', async () => {
  await keeper.observe(received(serverTime, 10_000));
  await keeper.observe(received(serverTime + hourMs, 10_000 + hourMs));
  await keeper.observe(received(serverTime + hourMs + 1500, 10_000 + hourMs));
  expect(queuedClocks()).toHaveLength(1);
  await keeper.observe(received(serverTime + dayMs, 10_000 + dayMs));
  expect(queuedClocks()).toHaveLength(2);
  await keeper.observe(received(serverTime + dayMs + 60_000, 10_000 + dayMs));
  expect(queuedClocks()).toHaveLength(3);
});

test('a far better reading than the one told is told', async () => {
  await keeper.observe(received(serverTime, 40_000, 30_000));
  await keeper.observe(received(serverTime + 20_000, 60_000, 100));
  expect(queuedClocks()).toHaveLength(2);
});

/** Three records: two received, of which one long ago, and one that no receipt covers. */
async function queueThree(receivedAt: readonly [number, number]) {
  const { submissions: store } = bench.store;
  const ids: string[] = [];
  for (const utcMs of receivedAt) {
    ids.push(...(await bench.queue('submission')));
    await store.commits.write(() => {
      buildBundle({ store, kitId: bench.kitId, signer: bench.signer });
      store.applyReceipt(receiptAt(utcMs, ids.length));
    });
  }
  ids.push(...(await bench.queue('submission')));
  return ids;
}
const expire = () => {
  const { submissions: store, quarantine } = bench.store;
  return deleteExpired({ store, quarantine, timeKeeper: keeper, retentionDays: 14 });
};

test('after the retention days only what was received that long ago is deleted', async () => {
  const [oldest = '', newer = '', uncovered = ''] = await queueThree([serverTime, serverTime + dayMs]);
  await keeper.observe(received(serverTime + 14 * dayMs + hourMs, 10_000));
  time.ms = 10_000;
  expect(await expire()).toBe(1);
  const { outbox } = bench.store.submissions;
  expect(outbox.findByRecord(oldest)).toBeUndefined();
  expect(outbox.findByRecord(newer)).toBeDefined();
  time.ms += 400 * dayMs;
  expect(await expire()).toBe(1);
  expect(outbox.findByRecord(uncovered)).toBeDefined();
});

test('while the time is not known nothing is deleted', async () => {
  const ids = await queueThree([1000, 2000]);
  time.ms = 400 * dayMs;
  expect(await expire()).toBe(0);
  for (const id of ids) expect(bench.store.submissions.outbox.findByRecord(id)).toBeDefined();
});

test('seq goes on rising after everything was deleted', async () => {
  await queueThree([serverTime, serverTime]);
  await keeper.observe(received(serverTime + 15 * dayMs, 10_000));
  const before = bench.store.submissions.outbox.maxSeq();
  await expire();
  await bench.queue('submission');
  expect(bench.store.submissions.outbox.maxSeq()).toBe(before + 1);
});

describe('a start that has not learned the time', () => {
  /** Another start of the same kit: the readings of the one before are in its file. */
  const startAgain = () => {
    time.ms = 0;
    keeper = createTimeKeeper({
      readings: bench.store.state.readings,
      store: bench.store.submissions,
      sealer: bench.sealer,
      boot: { bootNumber: 5, bootId: 'ffeeddcc' },
      clock: { now: () => 0, msSinceStart: () => time.ms },
      random: systemRandom,
      onQueued: () => undefined,
    });
  };

  test('counts what has passed for certain: the latest reading of any earlier one, and its own duration', async () => {
    await keeper.observe(received(serverTime, 10_000));
    startAgain();
    expect(keeper.estimateUtc()).toBeUndefined();
    const atStart = keeper.earliestUtcMs() ?? 0;
    expect(atStart).toBe(serverTime + 100 - 600);
    time.ms = dayMs;
    expect(keeper.earliestUtcMs()).toBe(atStart + dayMs * (1 - 100e-6));
  });

  test('lets go what is old for certain, and nothing that only might be', async () => {
    const [oldest = '', newer = ''] = await queueThree([serverTime - 15 * dayMs, serverTime - 13 * dayMs]);
    await keeper.observe(received(serverTime, 10_000));
    startAgain();
    expect(await expire()).toBe(1);
    const { outbox } = bench.store.submissions;
    expect(outbox.findByRecord(oldest)).toBeUndefined();
    time.ms = 0.9 * dayMs;
    expect(await expire()).toBe(0);
    expect(outbox.findByRecord(newer)).toBeDefined();
    time.ms = 1.1 * dayMs;
    expect(await expire()).toBe(1);
  });
});

describe('a damaged file that was set aside', () => {
  const setAside = () => {
    const folder = join(bench.folder, 'quarantine', '0011223344556677');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'submissions.db'), 'damaged');
    return folder;
  };

  test('is deleted 30 days after it was noticed, and not before', async () => {
    const folder = setAside();
    await expire();
    await keeper.observe(received(serverTime, 0, 0));
    await expire();
    time.ms = 29.9 * dayMs;
    await expire();
    expect(existsSync(folder)).toBe(true);
    time.ms = 30.1 * dayMs;
    await expire();
    expect(existsSync(folder)).toBe(false);
    expect(bench.store.quarantine.list()).toEqual([]);
  });

  test('noticed without the time is counted anew once the time is known, so that it never goes early', async () => {
    const folder = setAside();
    bench.store.quarantine.mark('0011223344556677', { utcMs: serverTime - 400 * dayMs, isExact: false });
    await keeper.observe(received(serverTime, 0, 0));
    await expire();
    expect(existsSync(folder)).toBe(true);
    time.ms = 30.1 * dayMs;
    await expire();
    expect(existsSync(folder)).toBe(false);
  });

  test('noticed without the time, and the time never learned, goes when 30 days have passed for certain', async () => {
    const folder = setAside();
    bench.store.state.readings.insert({
      at: { bootNumber: 3, bootId: '01010101', msSinceBoot: 0 },
      utcMs: serverTime,
      uncertaintyMs: 0,
      source: 'receipt',
    });
    keeper = createTimeKeeper({
      readings: bench.store.state.readings,
      store: bench.store.submissions,
      sealer: bench.sealer,
      boot,
      clock: { now: () => 0, msSinceStart: () => time.ms },
      random: systemRandom,
      onQueued: () => undefined,
    });
    await expire();
    time.ms = 29 * dayMs;
    await expire();
    expect(existsSync(folder)).toBe(true);
    time.ms = 31 * dayMs;
    await expire();
    expect(existsSync(folder)).toBe(false);
  });
});
