/**
 * "Delete what I gave": a record goes from the kit, and from the collector if it went there. What must stay true: when this
 * resolves nothing readable or sealed of it is in the kit's file, unless a bundle holds it already; then a withdrawal is queued.
 */
import { newId, type RandomBytes, type RecordId } from '../../protocol/ids.ts';
import { encodeJsonRecord } from '../../protocol/records.ts';
import type { SubmissionStore } from '../store/submission-store.ts';
import type { Sealer } from './sealer.ts';

export interface TakeBackParts {
  readonly submissions: SubmissionStore;
  readonly sealer: Sealer;
  readonly random: RandomBytes;
}

/** @param wasQueued it has entered the outbox, and may have left it since. */
export async function takeBack(
  { submissions, sealer, random }: TakeBackParts,
  recordId: RecordId,
  wasQueued: boolean,
): Promise<void> {
  // Sealed beforehand, used only if a bundle holds the record, or may have.
  const withdrawal = await sealer.seal('withdrawal', newId(16, random), '', encodeJsonRecord({ recordId }));
  await submissions.commits.write(() => {
    submissions.visits.delete(recordId);
    const row = submissions.outbox.findByRecord(recordId);
    const isVoid = submissions.outbox.markVoid(recordId);
    // Under an earlier incarnation it may have been sent before; and a row that is gone was.
    const isUnsent = isVoid && row?.sealedUnder === submissions.incarnation();
    if (wasQueued && !isUnsent) submissions.outbox.insert(withdrawal);
  });
  submissions.purge();
}
