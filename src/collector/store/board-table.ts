/** "You said, we did": what staff make public of feedback, in their own words. */
import type { Reader, Writer } from './open-store.ts';
import type { BoardEntriesTable } from './tables.ts';

export async function insertBoardEntry(writer: Writer, row: BoardEntriesTable): Promise<void> {
  const { entry_id: _id, ...changing } = row;
  await writer
    .insertInto('board_entries')
    .values(row)
    .onConflict((conflict) => conflict.column('entry_id').doUpdateSet(changing))
    .execute();
}

/** The newest first. */
export function listBoardEntries(reader: Reader): Promise<BoardEntriesTable[]> {
  return reader
    .selectFrom('board_entries')
    .selectAll()
    .orderBy('written_at', 'desc')
    .orderBy('entry_id')
    .execute();
}

export async function deleteBoardEntry(writer: Writer, entryId: string): Promise<void> {
  await writer.deleteFrom('board_entries').where('entry_id', '=', entryId).execute();
}
