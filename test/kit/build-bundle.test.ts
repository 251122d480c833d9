/**
 * From the outbox to bundles, on a real store: what goes first, how much, and that what was built stays as it is.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildBundle } from '../../src/kit/sync/build-bundle.ts';
import { type Bundle, bundleHash, decodeBundle, maxBundleBytes, noHash } from '../../src/protocol/bundle.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';

let bench: KitBench;
beforeEach(async () => {
  bench = await makeKitBench();
});
afterEach(() => bench.dispose());

const build = () => {
  const { kitId, signer, store } = bench;
  return store.submissions.commits.write(() => buildBundle({ store: store.submissions, kitId, signer }));
};
async function buildAndRead(): Promise<{ bundle: Bundle; bytes: Uint8Array }> {
  const bytes = (await build())?.bytes;
  if (!bytes) throw new Error('no bundle was built');
  return { bundle: decodeBundle(bytes, bench.verifier), bytes };
}

test('an empty outbox makes no bundle', async () => {
  expect(await build()).toBeUndefined();
});

test('waiting records go in the order of their seq, and the collector can open each', async () => {
  const ids = await bench.queue('submission', 3);
  const { bundle } = await buildAndRead();
  expect(bundle.records.map(({ recordId }) => recordId)).toEqual(ids);
  expect(bundle).toMatchObject({ kitId: bench.kitId, number: 1, firstSeq: 1, previousHash: noHash });
  for (const record of bundle.records) {
    if (record.kind === 'unknown') throw new Error('a kit knows what it sends');
    expect([...(await bench.open(record, bundle.incarnation))]).toEqual(Array(40).fill(1));
  }
});

test('a clock record goes before older submissions, and takes the run behind it along', async () => {
  await bench.queue('submission', 2);
  const [clock] = await bench.queue('clock');
  const [behind] = await bench.queue('submission');
  const first = await buildAndRead();
  expect(first.bundle.firstSeq).toBe(3);
  expect(first.bundle.records.map(({ recordId }) => recordId)).toEqual([clock, behind]);
  const second = await buildAndRead();
  expect(second.bundle).toMatchObject({ number: 2, firstSeq: 1 });
  expect(second.bundle.records).toHaveLength(2);
});

test('a submission goes before an older health record, which follows later', async () => {
  const [health] = await bench.queue('health');
  const [submission] = await bench.queue('submission');
  expect((await buildAndRead()).bundle.records.map(({ recordId }) => recordId)).toEqual([submission]);
  expect((await buildAndRead()).bundle.records.map(({ recordId }) => recordId)).toEqual([health]);
});

test('bundles fill up to 64 KiB, never over, each chained to the one before, without a gap', async () => {
  await bench.queue('submission', 400, 150);
  let previousHash = noHash;
  let nextSeq = 1;
  const sizes: number[] = [];
  for (let built = await build(); built?.bytes; built = await build()) {
    const bundle = decodeBundle(built.bytes, bench.verifier);
    expect(bundle).toMatchObject({ previousHash, firstSeq: nextSeq });
    expect(built.bytes.length).toBeLessThanOrEqual(maxBundleBytes);
    previousHash = bundleHash(built.bytes);
    nextSeq += bundle.records.length;
    sizes.push(built.bytes.length);
  }
  expect(nextSeq).toBe(401);
  // All but the last are full, but for what the estimate of a record's size is on the safe side.
  for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThan(maxBundleBytes * 0.95);
});

test('what a bundle holds can no longer be made void, and what is void goes as an empty record', async () => {
  const [bundled] = await bench.queue('submission');
  await build();
  const [waiting = ''] = await bench.queue('submission');
  const { outbox } = bench.store.submissions;
  expect(outbox.markVoid(bundled ?? '')).toBe(false);
  expect(outbox.markVoid(waiting)).toBe(true);
  const { bundle } = await buildAndRead();
  expect(bundle.records).toEqual([
    { kind: 'void', recordId: waiting, formRef: '', envelope: new Uint8Array(Buffer.alloc(0)) },
  ]);
});

test('a built bundle survives a restart byte for byte', async () => {
  await bench.queue('submission', 5);
  const { bytes } = await buildAndRead();
  bench.reopen();
  await bench.queue('submission', 5);
  const kept = bench.store.submissions.bundles.findFirstUnreceived()?.bytes;
  expect(Buffer.from(kept ?? [])).toEqual(Buffer.from(bytes));
});

test('records carried into a new incarnation say under which they were sealed', async () => {
  await bench.queue('submission');
  const before = bench.store.submissions.incarnation();
  await bench.store.submissions.commits.write(() => bench.store.submissions.beginIncarnation(systemRandom));
  await bench.queue('submission');
  const { bundle } = await buildAndRead();
  expect(bundle.incarnation).not.toBe(before);
  expect(bundle.records.map(({ sealedUnder }) => sealedUnder)).toEqual([before, undefined]);
});
