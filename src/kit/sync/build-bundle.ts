/**
 * From the outbox to the next bundle. Takes the waiting record that should go first, and the unbroken run of waiting
 * records behind it, up to 64 KiB; signs them, chained to the bundle before. What must stay true: the bundle's bytes and
 * the marks on its rows are one commit, and from then on neither ever changes.
 */
import {
  type BundleRecord,
  bundleHash,
  emptyBundleBytes,
  encodeBundle,
  maxBundleBytes,
  noHash,
  recordBytes,
} from '../../protocol/bundle.ts';
import type { Incarnation, KitId } from '../../protocol/ids.ts';
import type { Signer } from '../../protocol/signing.ts';
import type { BundleRow } from '../store/bundles-table.ts';
import type { OutboxRow } from '../store/outbox-table.ts';
import type { SubmissionStore } from '../store/submission-store.ts';

/** More rows than 64 KiB of sealed records can hold; keeps the memory for reading them small. */
const maxRows = 512;

export interface Run {
  readonly rows: readonly OutboxRow[];
  /** Nothing is queued behind it: waiting a moment may add to it. */
  readonly isLast: boolean;
}

/** What the next bundle would hold now; undefined when nothing waits. */
export function planRun({ outbox }: Pick<SubmissionStore, 'outbox'>): Run | undefined {
  const first = outbox.findNextWaiting();
  if (!first) return undefined;
  const refs = new Set<string>();
  let bytes = emptyBundleBytes;
  const rows: OutboxRow[] = [];
  for (const row of outbox.listRunFrom(first.seq, maxRows)) {
    // A bundle names each form once.
    bytes += recordBytes({ formRef: refs.has(row.formRef) ? '' : row.formRef, envelope: row.envelope });
    if (bytes > maxBundleBytes) break;
    refs.add(row.formRef);
    rows.push(row);
  }
  return { rows, isLast: rows.at(-1)?.seq === outbox.maxSeq() };
}

export interface BundleParts {
  readonly store: SubmissionStore;
  readonly kitId: KitId;
  readonly signer: Signer;
}

/** Builds and stores the next bundle; runs inside one write of the commit queue. */
export function buildBundle({ store, kitId, signer }: BundleParts): BundleRow | undefined {
  const rows = planRun(store)?.rows;
  const firstSeq = rows?.[0]?.seq;
  if (!rows || firstSeq === undefined) return undefined;
  const before = store.bundles.findLast();
  const incarnation = store.incarnation();
  const number = (before?.number ?? 0) + 1;
  const records = rows.map((row) => toRecord(row, incarnation));
  const previousHash = before?.hash ?? noHash;
  const bytes = encodeBundle({ kitId, incarnation, number, previousHash, firstSeq, records }, signer);
  const lastSeq = firstSeq + rows.length - 1;
  const row = { number, hash: bundleHash(bytes), firstSeq, lastSeq, bytes };
  store.bundles.insert(row);
  store.outbox.markBundled(firstSeq, lastSeq, number);
  return row;
}

function toRecord(row: OutboxRow, incarnation: Incarnation): BundleRecord {
  const { kind, recordId, formRef, sealedUnder, envelope } = row;
  const isEarlier = sealedUnder !== incarnation && kind !== 'void';
  return { kind, recordId, formRef, envelope, ...(isEarlier ? { sealedUnder } : {}) };
}
