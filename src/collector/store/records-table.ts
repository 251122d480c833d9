/** Every record of every chained bundle, exactly once by (kit, incarnation, seq), and what became of it. */
import type { Reader, Writer } from './open-store.ts';
import type { RecordState, RecordsTable, StoredKind } from './tables.ts';

export type RecordKey = Pick<RecordsTable, 'kit_id' | 'incarnation' | 'seq'>;

/** A statement's parameters are limited; eight a row. */
const rowsPerInsert = 500;

export async function insertRecords(writer: Writer, rows: readonly RecordsTable[]): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsPerInsert)
    await writer
      .insertInto('records')
      .values(rows.slice(at, at + rowsPerInsert))
      .execute();
}

export function listRecords(
  reader: Reader,
  kitId: string,
  incarnation: string,
  firstSeq: number,
  lastSeq: number,
): Promise<RecordsTable[]> {
  return reader
    .selectFrom('records')
    .selectAll()
    .where('kit_id', '=', kitId)
    .where('incarnation', '=', incarnation)
    .where('seq', '>=', firstSeq)
    .where('seq', '<=', lastSeq)
    .orderBy('seq')
    .execute();
}

export function listRecordsById(reader: Reader, kitId: string, recordId: string): Promise<RecordsTable[]> {
  return reader
    .selectFrom('records')
    .selectAll()
    .where('kit_id', '=', kitId)
    .where('record_id', '=', recordId)
    .execute();
}

export function findRecord(
  reader: Reader,
  kitId: string,
  incarnation: string,
  seq: number,
): Promise<RecordsTable | undefined> {
  return reader
    .selectFrom('records')
    .selectAll()
    .where('kit_id', '=', kitId)
    .where('incarnation', '=', incarnation)
    .where('seq', '=', seq)
    .executeTakeFirst();
}

/** The kinds of what is kept sealed, with how many there are of each. */
export async function countHeld(reader: Reader): Promise<Map<StoredKind, number>> {
  const rows = await reader
    .selectFrom('records')
    .select((is) => ['kind', is.fn.countAll<number>().as('n')])
    .where('state', '=', 'held')
    .groupBy('kind')
    .execute();
  return new Map(rows.map(({ kind, n }) => [kind, Number(n)]));
}

/** In the order of a kit's chain, after a record of the last page. */
export function listHeldAfter(
  reader: Reader,
  kind: StoredKind,
  after: RecordKey,
  limit: number,
): Promise<RecordsTable[]> {
  return reader
    .selectFrom('records')
    .selectAll()
    .where('state', '=', 'held')
    .where('kind', '=', kind)
    .where((is) =>
      is(
        is.refTuple('kit_id', 'incarnation', 'seq'),
        '>',
        is.tuple(after.kit_id, after.incarnation, after.seq),
      ),
    )
    .orderBy('kit_id')
    .orderBy('incarnation')
    .orderBy('seq')
    .limit(limit)
    .execute();
}

export async function markRecord(writer: Writer, row: RecordKey, state: RecordState): Promise<void> {
  await writer
    .updateTable('records')
    .set({ state })
    .where('kit_id', '=', row.kit_id)
    .where('incarnation', '=', row.incarnation)
    .where('seq', '=', row.seq)
    .execute();
}

/** A version that knows the kind gives it its name. */
export async function nameKind(writer: Writer, row: RecordKey, kind: StoredKind): Promise<void> {
  await writer
    .updateTable('records')
    .set({ kind })
    .where('kit_id', '=', row.kit_id)
    .where('incarnation', '=', row.incarnation)
    .where('seq', '=', row.seq)
    .execute();
}
