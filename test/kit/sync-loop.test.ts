/**
 * The road up against a collector that is away, lies, forgets or comes back, on a real store: nothing missing, nothing
 * twice, and only what a receipt covers counts as received.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noHash } from '../../src/protocol/bundle.ts';
import { encodeReceipt } from '../../src/protocol/receipt.ts';
import {
  answer,
  type FakeCollector,
  nonceOf,
  readBody,
  startFakeCollector,
} from '../support/fake-collector.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';
import { makeSyncRig, type RigOptions, type SyncRig } from '../support/sync-rig.ts';

let bench: KitBench;
let collector: FakeCollector;
let rig: SyncRig | undefined;

beforeEach(async () => {
  bench = await makeKitBench();
  collector = await startFakeCollector(bench.verifier);
});
afterEach(async () => {
  await rig?.sync.stop();
  rig = undefined;
  await collector.close();
  bench.dispose();
});

function start(options?: RigOptions): SyncRig {
  rig = makeSyncRig(bench, collector, options);
  rig.sync.start();
  return rig;
}
const outbox = () => bench.store.submissions.outbox;
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 5 });
const untilAllReceived = () => until(() => expect(outbox().countUnreceived()).toBe(0));
/** Record ids that the collector holds, whatever the incarnation, in order of seq. */
const heldIds = (incarnation = bench.store.submissions.incarnation(), kind = 'submission') =>
  [...collector.held(incarnation)]
    .sort(([a], [b]) => a - b)
    .filter(([, record]) => record.kind === kind)
    .map(([, record]) => record.recordId);

test('what is queued arrives once, in order, and is marked received', async () => {
  const { sync } = start();
  const first = await bench.queue('submission', 30);
  sync.wake();
  await untilAllReceived();
  const second = await bench.queue('submission', 30);
  sync.wake();
  await untilAllReceived();
  expect(heldIds()).toEqual([...first, ...second]);
  expect(bench.store.submissions.bundles.countUnreceived()).toBe(0);
  expect(sync.status()).toMatchObject({ failure: undefined, lastReceiptMs: expect.any(Number) });
});

test('submissions that come close together share a bundle', async () => {
  const { sync } = start({ coalesceMs: 300 });
  for (let round = 0; round < 5; round++) {
    await bench.queue('submission');
    sync.wake();
  }
  await untilAllReceived();
  const submissions = collector.arrived.filter(({ bundle }) => bundle.records[0]?.kind === 'submission');
  expect(submissions).toHaveLength(1);
});

test('with the collector away and back nothing is missing and nothing twice', async () => {
  await collector.goAway();
  const { sync, uplink } = start();
  const ids = await bench.queue('submission', 300);
  sync.wake();
  await until(() => expect(uplink.state().kind).toBe('down'));
  ids.push(...(await bench.queue('submission', 300)));
  sync.wake();
  await collector.comeBack();
  await untilAllReceived();
  expect(heldIds()).toEqual(ids);
  expect(collector.arrived.flatMap(({ bundle }) => bundle.records)).toHaveLength(outbox().maxSeq());
  expect(uplink.state().kind).toBe('up');
});

test('the uplink’s return ends the longest backoff at once', async () => {
  await collector.goAway();
  const { sync, uplink } = start({ backoff: { minMs: 3_600_000, maxMs: 3_600_000 }, uplinkCheckMs: 20 });
  await bench.queue('submission');
  sync.wake();
  await until(() => expect(uplink.state().kind).toBe('down'));
  await collector.comeBack();
  await untilAllReceived();
});

test('a collector that is there and refuses is left to the backoff, however often the look-out finds it', async () => {
  collector.behaviour = (_, response) => answer(response, '{"code":"busy"}', 503);
  const { sync, uplink } = start({ backoff: { minMs: 3_600_000, maxMs: 3_600_000 }, uplinkCheckMs: 5 });
  await bench.queue('submission');
  sync.wake();
  await until(() => expect(sync.status().failure).toBe('refused 503 busy'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(collector.posts).toBe(1);
  expect(uplink.state().kind).toBe('up');
});

test('an answer lost on the way makes the same bytes go again, and the record count once', async () => {
  let isLost = true;
  collector.behaviour = async (request, response) => {
    if (!isLost) return collector.keepAndSign(request, response);
    isLost = false;
    // Kept, but the answer never gets through.
    const cut = Object.assign(Object.create(response), {
      writeHead: () => cut,
      end: () => request.destroy(),
    });
    await collector.keepAndSign(request, cut);
  };
  const { sync } = start();
  const ids = await bench.queue('submission', 3);
  sync.wake();
  await untilAllReceived();
  const [one, two] = collector.arrived;
  expect(two?.bytes).toEqual(one?.bytes);
  expect(heldIds()).toEqual(ids);
});

/** Verifies, keeps nothing, and signs that it holds nothing. */
async function keepNothing(request: IncomingMessage, response: ServerResponse) {
  await readBody(request);
  const incarnation = bench.store.submissions.incarnation();
  const none = { contiguousSeq: 0, ranges: [], headNumber: 0, headHash: noHash };
  const receipt = { kitId: bench.kitId, incarnation, ...none, serverTime: 5, nonce: nonceOf(request) };
  answer(response, encodeReceipt(receipt, collector.signer));
}

test('a receipt that leaves out what was sent marks nothing, and the bundle goes again unchanged', async () => {
  let refusals = 3;
  collector.behaviour = async (request, response) => {
    if (refusals-- <= 0) return collector.keepAndSign(request, response);
    expect(outbox().countUnreceived()).toBeGreaterThanOrEqual(3);
    await keepNothing(request, response);
  };
  const { sync } = start();
  const ids = await bench.queue('submission', 3);
  sync.wake();
  await untilAllReceived();
  expect(collector.posts).toBeGreaterThanOrEqual(4);
  expect(heldIds()).toEqual(ids);
});

test('a receipt that leaves out what was sent makes the kit wait, not hammer', async () => {
  collector.behaviour = keepNothing;
  const { sync } = start({ backoff: { minMs: 3_600_000, maxMs: 3_600_000 } });
  await bench.queue('submission');
  sync.wake();
  await until(() => expect(sync.status().failure).toBe('not_covered'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(collector.posts).toBe(1);
});

test('a kit stopped in the middle goes on with the same bundle after its next start', async () => {
  collector.behaviour = () => undefined;
  const first = start();
  const ids = await bench.queue('submission', 3);
  first.sync.wake();
  await until(() => expect(collector.posts).toBe(1));
  const built = bench.store.submissions.bundles.findFirstUnreceived();
  await first.sync.stop();
  bench.reopen();
  collector.behaviour = collector.keepAndSign;
  start();
  await untilAllReceived();
  expect(Buffer.from(collector.arrived[0]?.bytes ?? [])).toEqual(Buffer.from(built?.bytes ?? []));
  expect(heldIds()).toEqual(ids);
});
