/** What staff wrote back: in words for staff, sealed for the kits. One reply a ticket; a new one takes the place of the old. */
import type { FeedbackKey } from './feedback-table.ts';
import type { Reader, Writer } from './open-store.ts';
import type { FeedbackRepliesTable } from './tables.ts';

export async function insertReply(writer: Writer, row: FeedbackRepliesTable): Promise<void> {
  const values = { ...row, sealed: Buffer.from(row.sealed) };
  const { kit_id: _kit, feedback_id: _feedback, ...changing } = values;
  await writer
    .insertInto('feedback_replies')
    .values(values)
    .onConflict((conflict) => conflict.columns(['kit_id', 'feedback_id']).doUpdateSet(changing))
    .execute();
}

export function findReply(
  reader: Reader,
  key: FeedbackKey,
): Promise<Omit<FeedbackRepliesTable, 'sealed'> | undefined> {
  return reader
    .selectFrom('feedback_replies')
    .select(['kit_id', 'feedback_id', 'body', 'written_by', 'written_at'])
    .where('kit_id', '=', key.kitId)
    .where('feedback_id', '=', key.feedbackId)
    .executeTakeFirst();
}
