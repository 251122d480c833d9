/**
 * Journey: 10,000 mutated, replayed, truncated and foreign bundles against a collector that also takes in honest ones. None
 * is accepted, nothing crashes, memory stays where it was, and every honest submission is there once.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeReceipt } from '../../src/protocol/receipt.ts';
import { signerFromSeed, verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { makeCollector, type TestCollector } from '../support/make-collector.ts';
import type { MadeBundle, TestKit } from '../support/make-kit.ts';

const attempts = 10_000;
/** Growth of what is really in use, after a warm-up: 7,500 bundles that each left a kilobyte behind would be more. */
const slackBytes = 6 * 1024 * 1024;

/** Bytes in use after a full collection, on and off the heap. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let collector: TestCollector;
let kit: TestKit;
const honest: MadeBundle[] = [];

beforeAll(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
  for (let bundle = 0; bundle < 5; bundle++) {
    const records = await Promise.all(
      Array.from({ length: 4 }, () => kit.submission({ age_group: '25_59', sex: 'f' })),
    );
    const made = kit.bundle(records);
    honest.push(made);
    await collector.receipt(made);
  }
});
afterAll(() => collector.close());

/** Ways to make something of an honest bundle that must not be accepted. */
const hostile: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
  (bytes) => {
    const copy = bytes.slice();
    const at = randomInt(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << randomInt(8));
    return copy;
  },
  (bytes) => bytes.subarray(0, randomInt(bytes.length)),
  (bytes) => Buffer.concat([bytes, randomBytes(1 + randomInt(50))]),
  (bytes) => {
    const start = randomInt(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + randomInt(20))]);
  },
  // Signed by a stranger in the name of an enrolled kit.
  (bytes) => {
    const body = bytes.subarray(0, -64);
    return Buffer.concat([body, signerFromSeed(randomBytes(32)).sign('dtm-wifi/bundle/1', body)]);
  },
  // In the name of a kit that nobody enrolled.
  (bytes) => Buffer.concat([bytes.subarray(0, 5), randomBytes(8), bytes.subarray(13)]),
  () => randomBytes(randomInt(3000)),
  (bytes) => Buffer.concat([bytes.subarray(0, 30), randomBytes(randomInt(3000))]),
];

const rows = async () => {
  const { read } = collector.context.store;
  const found = await read.selectFrom('submissions').select('submission_id').execute();
  return found.map(({ submission_id }) => submission_id).sort();
};

describe('a collector under attack', () => {
  it(`accepts none of ${attempts} hostile bundles and loses nothing`, { timeout: 300_000 }, async () => {
    const before = await rows();
    expect(before).toHaveLength(20);
    let accepted = 0;
    let crashed = 0;
    let warmBytes = 0;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const source = honest[attempt % honest.length] as MadeBundle;
      const make = hostile[attempt % hostile.length] as (bytes: Uint8Array) => Uint8Array;
      const bytes = make(source.bytes);
      if (Buffer.compare(bytes, source.bytes) === 0) continue;
      const response = await collector.send({ bytes });
      await response.arrayBuffer();
      if (response.status === 200) accepted++;
      if (response.status >= 500) crashed++;
      if (attempt === attempts / 4) warmBytes = usedBytes();
    }
    expect({ accepted, crashed }).toEqual({ accepted: 0, crashed: 0 });
    expect(await rows()).toEqual(before);
    expect(usedBytes() - warmBytes).toBeLessThan(slackBytes);
  });

  it('answers a replay with a receipt for the new nonce and takes nothing in twice', async () => {
    const before = await rows();
    for (const bundle of [...honest, ...honest]) {
      const nonce = randomBytes(16).toString('hex');
      const response = await collector.send(bundle, nonce);
      const receipt = decodeReceipt(
        new Uint8Array(await response.arrayBuffer()),
        verifierFromPublicKey(collector.context.keys.signer.publicKey),
      );
      expect(receipt).toMatchObject({ nonce, contiguousSeq: 20 });
    }
    expect(await rows()).toEqual(before);
  });

  it('still takes in the next honest bundle', async () => {
    const receipt = await collector.receipt(kit.bundle([await kit.submission({ age_group: '18_24' })]));
    expect(receipt.contiguousSeq).toBe(21);
    expect(await rows()).toHaveLength(21);
  });
});
