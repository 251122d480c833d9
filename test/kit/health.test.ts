/** The health record: what it says, and that an incident leaves its table only once it is told. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HealthParts, reportHealth } from '../../src/kit/health/report-health.ts';
import { createMachine } from '../../src/kit/health/sample-machine.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { decodeJsonRecord, healthRecord } from '../../src/protocol/records.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';

let bench: KitBench;
beforeEach(async () => {
  bench = await makeKitBench();
});
afterEach(() => bench.dispose());

const parts = (): HealthParts => ({
  machine: createMachine(bench.folder, systemClock()),
  store: bench.store.submissions,
  incidents: bench.store.state.incidents,
  sealer: bench.sealer,
  bootTime: () => ({ bootNumber: 2, bootId: '01020304', msSinceBoot: 5000 }),
  uplink: () => 'down',
  countPublicKey: undefined,
  version: '0.1.0',
  random: systemRandom,
  onQueued: () => undefined,
});
async function lastRecord() {
  const { outbox } = bench.store.submissions;
  const [row] = outbox.listRunFrom(outbox.maxSeq(), 1);
  if (row?.kind !== 'health') throw new Error('no health record was queued');
  return decodeJsonRecord(await bench.open(row, row.sealedUnder), healthRecord);
}

test('the record tells of this machine, the queue and the visits', async () => {
  await bench.queue('submission', 4);
  const [row] = bench.store.submissions.outbox.listRunFrom(1, 1);
  if (row) await bench.store.submissions.commits.write(() => bench.store.submissions.visits.mark(row));
  await reportHealth(parts());
  const record = await lastRecord();
  expect(record).toMatchObject({
    at: { bootNumber: 2, bootId: '01020304', msSinceBoot: 5000 },
    uplink: 'down',
    outboxDepth: 4,
    visitsOpen: 1,
    incidents: [],
  });
  expect(record.memoryTotalMb).toBeGreaterThan(record.memoryUsedMb ?? Number.POSITIVE_INFINITY);
  expect(record.kitMemoryMb).toBeGreaterThan(10);
  expect(record.diskFreeMb).toBeGreaterThan(0);
  expect(record.uptimeSeconds).toBeGreaterThan(0);
});

test('the key to which week keys are sealed is told where there is one, and else nothing of it', async () => {
  await reportHealth(parts());
  expect(await lastRecord()).not.toHaveProperty('countPublicKey');
  const countPublicKey = Buffer.alloc(32, 9).toString('base64');
  await reportHealth({ ...parts(), countPublicKey });
  expect(await lastRecord()).toMatchObject({ countPublicKey });
});

test('an incident is told once, and the next record is free of it', async () => {
  bench.store.state.incidents.insert({ code: 'restored_card', detail: 'bundle 7' });
  await reportHealth(parts());
  expect((await lastRecord()).incidents).toEqual([{ code: 'restored_card', detail: 'bundle 7' }]);
  await reportHealth(parts());
  expect((await lastRecord()).incidents).toEqual([]);
});

test('an incident stays when the record that would tell it could not be stored', async () => {
  bench.store.state.incidents.insert({ code: 'restored_card', detail: 'bundle 7' });
  const failing = parts();
  const sealer = { seal: () => Promise.reject(new Error('sealing failed')) };
  await expect(reportHealth({ ...failing, sealer })).rejects.toThrow('sealing failed');
  expect(bench.store.state.incidents.list()).toHaveLength(1);
});

test('a folder that cannot be looked at leaves its figures out and nothing else', async () => {
  const sample = await createMachine('/no/such/folder', systemClock()).sample();
  expect(sample).toMatchObject({ diskFreeMb: null, diskUsedPercent: null });
  expect(sample.memoryTotalMb).toBeGreaterThan(0);
});
