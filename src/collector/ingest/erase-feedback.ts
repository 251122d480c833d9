/**
 * What visitors wrote does not stay: so long after it was closed, and so long after it came at the latest, text, ticket and reply go
 * from the tables, and the sealed record becomes zeros in the archive, so that no key opens it again. What is counted stays.
 */
import { daysAfterClosing, daysAtMost } from '../../protocol/feedback.ts';
import { newId } from '../../protocol/ids.ts';
import { insertEvent } from '../store/feedback-events-table.ts';
import { listToErase, markErased } from '../store/feedback-table.ts';
import type { Store } from '../store/open-store.ts';
import { listRecordsById, markRecord } from '../store/records-table.ts';
import { raiseRepliesNumber } from '../store/replies-number.ts';
import { blankInArchive } from './withdraw-record.ts';

const dayMs = 86_400_000;

/** @returns how many were erased. */
export async function eraseFeedback(store: Store, now: number): Promise<number> {
  const keys = await listToErase(store.read, now - daysAfterClosing * dayMs, now - daysAtMost * dayMs);
  if (keys.length === 0) return 0;
  await store.transaction(async (writer) => {
    for (const { kitId, feedbackId } of keys) {
      await markErased(writer, { kitId, feedbackId }, now);
      await blankInArchive(writer, kitId, feedbackId);
      // As of one taken back: nothing is left that could be opened.
      for (const record of await listRecordsById(writer, kitId, feedbackId))
        await markRecord(writer, record, 'withdrawn');
      await insertEvent(writer, {
        event_id: newId(16),
        kit_id: kitId,
        feedback_id: feedbackId,
        email: '',
        action: 'erased',
        happened_at: now,
      });
    }
    await raiseRepliesNumber(writer, now);
  });
  await store.forgetDeleted();
  return keys.length;
}
