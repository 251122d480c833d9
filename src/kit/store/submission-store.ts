/**
 * The submissions file as one thing: visits, outbox, bundles, and the moves between them that must be one transaction.
 * Its methods are synchronous; callers run those that write inside `commits.write`, which makes them durable.
 */
import { type CommitQueue, createCommitQueue } from '../../platform/commit-queue.ts';
import type { Sqlite } from '../../platform/sqlite.ts';
import { type Incarnation, newId, type RandomBytes, type RecordId } from '../../protocol/ids.ts';
import type { Receipt } from '../../protocol/receipt.ts';
import { type BundlesTable, bundlesTable } from './bundles-table.ts';
import { type OutboxRow, type OutboxTable, outboxTable } from './outbox-table.ts';
import { type VisitRow, type VisitsTable, visitsTable } from './visits-table.ts';

export interface SubmissionStore {
  readonly commits: CommitQueue;
  readonly visits: VisitsTable;
  readonly outbox: OutboxTable;
  readonly bundles: BundlesTable;
  incarnation(): Incarnation;
  lastBootNumber(): number;
  setLastBootNumber(bootNumber: number): void;
  /** The visit's row leaves `visits` and enters the outbox; false when there is no such row. */
  finishVisit(recordId: RecordId): boolean;
  /**
   * The way back, while nobody can have had it: the submission leaves the outbox for `visits`, its place stays, void, as `placeId`.
   * False when a bundle holds it, or one of an earlier incarnation may.
   */
  reopenVisit(recordId: RecordId, placeId: RecordId): boolean;
  /** What a verified receipt covers is marked, and the bytes of wholly covered bundles let go. */
  applyReceipt(receipt: Receipt): void;
  /** A new incarnation: everything not yet received is queued again under it, bundles begin anew with 1. */
  beginIncarnation(random: RandomBytes): Incarnation;
  /** Lets the WAL's old frames go, so that what was deleted is in no file. */
  purge(): void;
  close(): void;
}

export function submissionStore(database: Sqlite, random: RandomBytes): SubmissionStore {
  const visits = visitsTable(database);
  const outbox = outboxTable(database);
  const bundles = bundlesTable(database);
  const readMeta = database.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const writeMeta = database.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  if (readMeta.get('incarnation') === undefined) writeMeta.run('incarnation', newId(8, random));
  /** As in the file; asked for by every record that is sealed. */
  let incarnation = readMeta.get('incarnation') as Incarnation;

  const enqueueVisit = (row: VisitRow) => {
    outbox.insert({ ...row, kind: 'submission' });
    visits.delete(row.recordId);
  };

  return {
    commits: createCommitQueue(database),
    visits,
    outbox,
    bundles,
    incarnation: () => incarnation,
    lastBootNumber: () => Number(readMeta.get('last_boot_number') ?? 0),
    setLastBootNumber: (bootNumber) => void writeMeta.run('last_boot_number', String(bootNumber)),
    finishVisit: (recordId) => {
      const row = visits.find(recordId);
      if (row) enqueueVisit(row);
      return row !== undefined;
    },
    reopenVisit: (recordId, placeId) => {
      const row = outbox.findByRecord(recordId);
      if (row?.sealedUnder !== incarnation || !outbox.markVoid(recordId, placeId)) return false;
      const { formRef, sealedUnder, envelope } = row;
      visits.mark({ recordId, formRef, sealedUnder, envelope });
      return true;
    },
    applyReceipt: (receipt) => {
      const ranges = [{ first: 1, last: receipt.contiguousSeq }, ...receipt.ranges];
      for (const { first, last } of ranges) outbox.markReceived(first, last, receipt.serverTime);
      for (const bundle of bundles.listUnreceived())
        if (ranges.some(({ first, last }) => first <= bundle.firstSeq && bundle.lastSeq <= last))
          bundles.markReceived(bundle.number);
    },
    beginIncarnation: (source) => {
      const left = database
        .prepare<[], Omit<OutboxRow, 'seq'>>(
          `SELECT record_id AS recordId, kind, form_ref AS formRef, sealed_under AS sealedUnder, envelope
           FROM outbox WHERE received_utc_ms IS NULL AND kind <> 'void' ORDER BY seq`,
        )
        .all();
      const next = newId(8, source);
      database.transaction(() => {
        database.exec(
          "DELETE FROM outbox; DELETE FROM bundles; DELETE FROM sqlite_sequence WHERE name = 'outbox'",
        );
        writeMeta.run('incarnation', next);
        for (const record of left) outbox.insert(record);
      })();
      incarnation = next;
      return incarnation;
    },
    purge: () => void database.pragma('wal_checkpoint(TRUNCATE)'),
    close: () => database.close(),
  };
}
