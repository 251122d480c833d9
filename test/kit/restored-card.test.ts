/**
 * A card put back from an old image: the collector's memory is longer than the file's. The kit notices by the receipt,
 * begins a new incarnation, tells of it, and loses none of the records made since.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { judgeReceipt } from '../../src/kit/sync/judge-receipt.ts';
import type { Receipt } from '../../src/protocol/receipt.ts';
import { type FakeCollector, startFakeCollector } from '../support/fake-collector.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';
import { makeSyncRig, type SyncRig } from '../support/sync-rig.ts';

let bench: KitBench;
let collector: FakeCollector;
let rig: SyncRig | undefined;
beforeEach(async () => {
  bench = await makeKitBench();
  collector = await startFakeCollector(bench.verifier);
});
afterEach(async () => {
  await rig?.sync.stop();
  await collector.close();
  bench.dispose();
});

async function syncUntilEmpty() {
  rig = makeSyncRig(bench, collector);
  rig.sync.start();
  const { outbox } = bench.store.submissions;
  await vi.waitFor(() => expect(outbox.countUnreceived()).toBe(0), { timeout: 20_000, interval: 5 });
  await rig.sync.stop();
  rig = undefined;
}

const incarnation = () => bench.store.submissions.incarnation();
const submissionsUnder = (held: string) =>
  [...collector.held(held).values()]
    .filter(({ kind }) => kind === 'submission')
    .map(({ recordId }) => recordId);

test('records made after the restoration arrive under a new incarnation, and staff hear of it', async () => {
  const before = await bench.queue('submission', 3);
  await syncUntilEmpty();
  const image = bench.takeImage();
  const lost = await bench.queue('submission', 5);
  await syncUntilEmpty();
  const old = incarnation();

  bench.restoreImage(image);
  const after = await bench.queue('submission', 2);
  await syncUntilEmpty();

  expect(incarnation()).not.toBe(old);
  expect(submissionsUnder(old)).toEqual([...before, ...lost]);
  expect(submissionsUnder(incarnation())).toEqual(after);
  const carried = [...collector.held(incarnation()).values()].filter(({ recordId }) =>
    after.includes(recordId),
  );
  for (const record of carried) expect(record.sealedUnder).toBe(old);
  expect(bench.store.state.incidents.list().map(({ code }) => code)).toEqual(['restored_card']);
});

test('a restoration in the middle of a bundle sends that bundle’s records once more, under their own ids', async () => {
  const queued = await bench.queue('submission', 3);
  const image = bench.takeImage();
  await syncUntilEmpty();
  const old = incarnation();
  const lost = await bench.queue('submission');
  await syncUntilEmpty();

  bench.restoreImage(image);
  const after = await bench.queue('submission');
  await syncUntilEmpty();

  expect(incarnation()).not.toBe(old);
  expect(submissionsUnder(old)).toEqual([...queued, ...lost]);
  expect(submissionsUnder(incarnation())).toEqual([...queued, ...after]);
});

const receipt = (change: Partial<Receipt>): Receipt => ({
  kitId: '00'.repeat(8),
  incarnation: '00'.repeat(8),
  contiguousSeq: 6,
  ranges: [],
  headNumber: 2,
  headHash: 'b2',
  serverTime: 0,
  nonce: '00'.repeat(16),
  ...change,
});
const own = {
  maxSeq: 10,
  findBundle: (number: number) => ({ 1: { hash: 'b1' }, 2: { hash: 'b2' } })[number],
};
const sent = { firstSeq: 4, lastSeq: 6 };

const judgements: Readonly<Record<string, [Partial<Receipt>, ReturnType<typeof judgeReceipt>['kind']]>> = {
  'holds what was sent': [{}, 'covers_sent'],
  'holds it as a range of its own': [{ contiguousSeq: 1, ranges: [{ first: 4, last: 6 }] }, 'covers_sent'],
  'holds a part of it': [{ contiguousSeq: 5 }, 'leaves_out_sent'],
  'holds nothing': [{ contiguousSeq: 0, headNumber: 0, headHash: '00' }, 'leaves_out_sent'],
  'has an older head that is ours': [{ headNumber: 1, headHash: 'b1' }, 'covers_sent'],
  'has a head that was never built here': [{ headNumber: 3, headHash: 'b3' }, 'restored_file'],
  'has another bundle under our number': [{ headHash: 'ff' }, 'restored_file'],
  'holds records beyond our last': [{ contiguousSeq: 11 }, 'restored_file'],
  'holds a range beyond our last': [{ ranges: [{ first: 9, last: 12 }] }, 'restored_file'],
};
for (const [name, [change, kind]] of Object.entries(judgements))
  test(`a collector that ${name}: ${kind}`, () => {
    expect(judgeReceipt(receipt(change), sent, own).kind).toBe(kind);
  });
