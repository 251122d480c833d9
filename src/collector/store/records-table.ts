/** Every record of every chained bundle, exactly once by (kit, incarnation, seq), and what became of it. */
import type { Reader, Writer } from './open-store.ts';
import type { RecordState, RecordsTable } from './tables.ts';

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

export async function markRecord(
  writer: Writer,
  row: Pick<RecordsTable, 'kit_id' | 'incarnation' | 'seq'>,
  state: RecordState,
): Promise<void> {
  await writer
    .updateTable('records')
    .set({ state })
    .where('kit_id', '=', row.kit_id)
    .where('incarnation', '=', row.incarnation)
    .where('seq', '=', row.seq)
    .execute();
}
