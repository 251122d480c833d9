/**
 * The queue of sealed records, in order of seq. A record may still be made void until a bundle holds it; afterwards it never
 * changes, and only a receipt's coverage and the retention days let it go.
 */
import type { Sqlite } from '../../platform/sqlite.ts';
import type { RecordKind } from '../../protocol/envelope.ts';
import type { FormRef } from '../../protocol/form.ts';
import type { Incarnation, RecordId } from '../../protocol/ids.ts';

export interface OutboxRecord {
  readonly recordId: RecordId;
  readonly kind: RecordKind;
  readonly formRef: FormRef;
  readonly sealedUnder: Incarnation;
  readonly envelope: Uint8Array;
}

export interface OutboxRow extends OutboxRecord {
  readonly seq: number;
  readonly bundleNumber: number | null;
  readonly receivedUtcMs: number | null;
}

/** What goes first when the uplink is short: 0 before 1 before 2. */
export const priorities: Readonly<Record<RecordKind, number>> = {
  clock: 0,
  withdrawal: 0,
  feedback: 0,
  submission: 1,
  void: 1,
  count: 2,
  health: 2,
  tally: 2,
};

export interface OutboxTable {
  /** Gives the record the next seq and returns it. */
  insert(record: OutboxRecord): number;
  findByRecord(recordId: RecordId): OutboxRow | undefined;
  /** The first record, by priority and then age, that no bundle holds. */
  findNextWaiting(): OutboxRow | undefined;
  /** Waiting records from `seq` on, without a gap, at most `limit`. */
  listRunFrom(seq: number, limit: number): OutboxRow[];
  /** Records not yet covered by a receipt. */
  countUnreceived(): number;
  countWaiting(): number;
  countSubmissionsAfter(seq: number): number;
  maxSeq(): number;
  markBundled(firstSeq: number, lastSeq: number, bundleNumber: number): void;
  /** @param receivedUtcMs the receipt's server time. */
  markReceived(firstSeq: number, lastSeq: number, receivedUtcMs: number): void;
  /** True when it was still waiting and is void now. @param placeId what its place is called from then on, if the record comes again. */
  markVoid(recordId: RecordId, placeId?: RecordId): boolean;
  /** Deletes what was received before this time; returns how many. */
  deleteReceivedBefore(utcMs: number): number;
}

const columns = `seq, record_id AS recordId, kind, form_ref AS formRef, sealed_under AS sealedUnder, envelope,
  bundle_number AS bundleNumber, received_utc_ms AS receivedUtcMs`;

export function outboxTable(database: Sqlite): OutboxTable {
  const insert = database.prepare(
    `INSERT INTO outbox (record_id, kind, priority, form_ref, sealed_under, envelope)
     VALUES (:recordId, :kind, :priority, :formRef, :sealedUnder, :envelope)`,
  );
  const byRecord = database.prepare<[string], OutboxRow>(`SELECT ${columns} FROM outbox WHERE record_id = ?`);
  const nextWaiting = database.prepare<[], OutboxRow>(
    `SELECT ${columns} FROM outbox WHERE bundle_number IS NULL ORDER BY priority, seq LIMIT 1`,
  );
  const from = database.prepare<[number, number], OutboxRow>(
    `SELECT ${columns} FROM outbox WHERE seq >= ? ORDER BY seq LIMIT ?`,
  );
  const unreceived = database.prepare('SELECT count(*) FROM outbox WHERE received_utc_ms IS NULL').pluck();
  const waiting = database.prepare('SELECT count(*) FROM outbox WHERE bundle_number IS NULL').pluck();
  const submissionsAfter = database
    .prepare<[number], number>("SELECT count(*) FROM outbox WHERE seq > ? AND kind = 'submission'")
    .pluck();
  const max = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").pluck();
  const bundled = database.prepare(
    'UPDATE outbox SET bundle_number = ? WHERE seq BETWEEN ? AND ? AND bundle_number IS NULL',
  );
  const received = database.prepare(
    `UPDATE outbox SET received_utc_ms = ?
     WHERE seq BETWEEN ? AND ? AND bundle_number IS NOT NULL AND received_utc_ms IS NULL`,
  );
  const makeVoid = database.prepare(
    `UPDATE outbox SET kind = 'void', record_id = :placeId, form_ref = '', envelope = x''
     WHERE record_id = :recordId AND bundle_number IS NULL`,
  );
  const deleteBefore = database.prepare('DELETE FROM outbox WHERE received_utc_ms < ?');

  return {
    insert: (record) => Number(insert.run({ ...record, priority: priorities[record.kind] }).lastInsertRowid),
    findByRecord: (recordId) => byRecord.get(recordId),
    findNextWaiting: () => nextWaiting.get(),
    listRunFrom: (seq, limit) => {
      const rows = from.all(seq, limit);
      const end = rows.findIndex((row, index) => row.seq !== seq + index || row.bundleNumber !== null);
      return end < 0 ? rows : rows.slice(0, end);
    },
    countUnreceived: () => unreceived.get() as number,
    countWaiting: () => waiting.get() as number,
    countSubmissionsAfter: (seq) => submissionsAfter.get(seq) as number,
    maxSeq: () => (max.get() as number | undefined) ?? 0,
    markBundled: (first, last, number) => void bundled.run(number, first, last),
    markReceived: (first, last, utcMs) => void received.run(utcMs, first, last),
    markVoid: (recordId, placeId = recordId) => makeVoid.run({ recordId, placeId }).changes === 1,
    deleteReceivedBefore: (utcMs) => deleteBefore.run(utcMs).changes,
  };
}
