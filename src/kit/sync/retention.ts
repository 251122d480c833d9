/**
 * Lets go what the collector has had for long enough. Never what no receipt covers, and nothing while the time is not
 * known: a wrong clock must not delete. What is deleted leaves the file and its WAL.
 */
import type { SubmissionStore } from '../store/submission-store.ts';
import type { TimeKeeper } from './time-keeper.ts';

export interface RetentionParts {
  readonly store: SubmissionStore;
  readonly timeKeeper: Pick<TimeKeeper, 'estimateUtc'>;
  readonly retentionDays: number;
}

const dayMs = 86_400_000;

/** Returns how many records were deleted. */
export async function deleteExpired({ store, timeKeeper, retentionDays }: RetentionParts): Promise<number> {
  const now = timeKeeper.estimateUtc();
  if (!now) return 0;
  const before = now.utcMs - retentionDays * dayMs;
  const deleted = await store.commits.write(() => store.outbox.deleteReceivedBefore(before));
  if (deleted > 0) store.purge();
  return deleted;
}
