/**
 * A kit's insides on a folder of their own, for tests of sync and health: the real store on a real disk, real keys, and
 * records that are really sealed. Everything is removed by `dispose`.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, type Sealer } from '../../src/kit/intake/sealer.ts';
import { openStore, type Store } from '../../src/kit/store/open-store.ts';
import type { OutboxRecord } from '../../src/kit/store/outbox-table.ts';
import {
  keyRing,
  type OpeningKey,
  openEnvelope,
  openingKey,
  publicKeyOf,
  type RecordKind,
} from '../../src/protocol/envelope.ts';
import { newId, systemRandom } from '../../src/protocol/ids.ts';
import {
  type Signer,
  signerFromSeed,
  type Verifier,
  verifierFromPublicKey,
} from '../../src/protocol/signing.ts';

export interface KitBench {
  readonly kitId: string;
  readonly signer: Signer;
  readonly verifier: Verifier;
  readonly opening: OpeningKey;
  readonly folder: string;
  /** The store now open. */
  store: Store;
  sealer: Sealer;
  /** Seals and queues `count` records; returns their ids in order. */
  queue(kind: RecordKind, count?: number, bytes?: number): Promise<string[]>;
  /** What is inside. */
  open(
    record: Pick<OutboxRecord, 'kind' | 'recordId' | 'formRef' | 'envelope'>,
    incarnation: string,
  ): Promise<Uint8Array>;
  /** Closes the store and keeps a copy of its folder, as an image of the card would. */
  takeImage(): string;
  /** Closes the store and puts an image in its place. */
  restoreImage(image: string): void;
  reopen(): void;
  dispose(): void;
}

export const testFormRef = 'test-form/1/00000000';

/** @param parent where its files lie. */
export async function makeKitBench(parent = tmpdir()): Promise<KitBench> {
  const root = mkdtempSync(join(parent, 'kit-bench-'));
  const folder = join(root, 'kit');
  const kitId = newId(8, systemRandom);
  const signer = signerFromSeed(systemRandom(32));
  const privateKey = systemRandom(32);
  const ring = await keyRing([publicKeyOf(privateKey), publicKeyOf(systemRandom(32))]);
  let images = 0;

  const bench: KitBench = {
    kitId,
    signer,
    verifier: verifierFromPublicKey(signer.publicKey),
    opening: await openingKey(privateKey),
    folder,
    store: openStore({ folder, random: systemRandom }),
    sealer: createSealer({
      ring,
      kitId,
      incarnation: () => bench.store.submissions.incarnation(),
      random: systemRandom,
    }),
    queue: async (kind, count = 1, bytes = 40) => {
      const formRef = kind === 'submission' ? testFormRef : '';
      const ids = Array.from({ length: count }, () => newId(16, systemRandom));
      const records = await Promise.all(
        ids.map((id) => bench.sealer.seal(kind, id, formRef, new Uint8Array(bytes).fill(1))),
      );
      const { commits, outbox } = bench.store.submissions;
      await commits.write(() => {
        for (const record of records) outbox.insert(record);
      });
      return ids;
    },
    open: ({ kind, recordId, formRef, envelope }, incarnation) =>
      openEnvelope(envelope, { kind, kitId, incarnation, recordId, formRef }, bench.opening),
    takeImage: () => {
      const image = join(root, `image-${++images}`);
      bench.store.close();
      cpSync(folder, image, { recursive: true });
      bench.reopen();
      return image;
    },
    restoreImage: (image) => {
      bench.store.close();
      rmSync(folder, { recursive: true });
      cpSync(image, folder, { recursive: true });
      bench.reopen();
    },
    reopen: () => {
      bench.store = openStore({ folder, random: systemRandom });
    },
    dispose: () => {
      bench.store.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return bench;
}
