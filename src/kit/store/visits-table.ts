/** Open visits, one sealed row each. Writers run inside a commit of the queue. */
import type { Sqlite } from '../../platform/sqlite.ts';
import type { FormRef } from '../../protocol/form.ts';
import type { Incarnation, RecordId } from '../../protocol/ids.ts';

export interface VisitRow {
  readonly recordId: RecordId;
  readonly formRef: FormRef;
  readonly sealedUnder: Incarnation;
  readonly envelope: Uint8Array;
}

export interface VisitsTable {
  /** Inserts or overwrites. */
  mark(row: VisitRow): void;
  find(recordId: RecordId): VisitRow | undefined;
  list(): VisitRow[];
  count(): number;
  delete(recordId: RecordId): void;
}

const columns = 'record_id AS recordId, form_ref AS formRef, sealed_under AS sealedUnder, envelope';

export function visitsTable(database: Sqlite): VisitsTable {
  const upsert = database.prepare(
    `INSERT INTO visits (record_id, form_ref, sealed_under, envelope)
     VALUES (:recordId, :formRef, :sealedUnder, :envelope)
     ON CONFLICT (record_id) DO UPDATE SET
       form_ref = excluded.form_ref, sealed_under = excluded.sealed_under, envelope = excluded.envelope`,
  );
  const one = database.prepare<[string], VisitRow>(`SELECT ${columns} FROM visits WHERE record_id = ?`);
  const all = database.prepare<[], VisitRow>(`SELECT ${columns} FROM visits ORDER BY record_id`);
  const size = database.prepare<[], number>('SELECT count(*) FROM visits').pluck();
  const remove = database.prepare('DELETE FROM visits WHERE record_id = ?');
  return {
    mark: (row) => void upsert.run(row),
    find: (recordId) => one.get(recordId),
    list: () => all.all(),
    count: () => size.get() as number,
    delete: (recordId) => void remove.run(recordId),
  };
}
