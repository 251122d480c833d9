/** Who changed what of a feedback, and when. No text: it would outlive the text's own end. */
import type { FeedbackKey } from './feedback-table.ts';
import type { Reader, Writer } from './open-store.ts';
import type { FeedbackEventsTable } from './tables.ts';

export async function insertEvent(writer: Writer, row: FeedbackEventsTable): Promise<void> {
  await writer.insertInto('feedback_events').values(row).execute();
}

/** The oldest first. */
export function listEvents(reader: Reader, key: FeedbackKey): Promise<FeedbackEventsTable[]> {
  return reader
    .selectFrom('feedback_events')
    .selectAll()
    .where('kit_id', '=', key.kitId)
    .where('feedback_id', '=', key.feedbackId)
    .orderBy('happened_at')
    .execute();
}
