/**
 * Lets go what the collector has had for long enough, and damaged files that were set aside. Never what no receipt covers.
 * Where this start has not learned the time, what has passed for certain is counted instead: the newest reading of any earlier
 * start and this one's own duration. So nothing is deleted early, whatever a clock says. What is deleted leaves the file and its WAL.
 */
import type { Quarantine } from '../store/quarantine.ts';
import type { SubmissionStore } from '../store/submission-store.ts';
import type { TimeKeeper } from './time-keeper.ts';

export interface RetentionParts {
  readonly store: SubmissionStore;
  readonly quarantine: Quarantine;
  readonly timeKeeper: Pick<TimeKeeper, 'estimateUtc' | 'earliestUtcMs'>;
  readonly retentionDays: number;
}

const dayMs = 86_400_000;
/** A damaged file may hold what the collector has not had: longer than the records, for whoever tries to rescue it. */
const quarantineDays = 30;

/** Returns how many records were deleted. */
export async function deleteExpired(parts: RetentionParts): Promise<number> {
  const { store, timeKeeper, retentionDays } = parts;
  const earliestMs = timeKeeper.earliestUtcMs();
  if (earliestMs === undefined) return 0;
  deleteSetAside(parts, earliestMs);
  const before = earliestMs - retentionDays * dayMs;
  const deleted = await store.commits.write(() => store.outbox.deleteReceivedBefore(before));
  if (deleted > 0) store.purge();
  return deleted;
}

function deleteSetAside({ quarantine, timeKeeper }: RetentionParts, earliestMs: number): void {
  const now = timeKeeper.estimateUtc();
  for (const { name, noted } of quarantine.list()) {
    // Noted by a bound that lay behind the time, and the time is known now: begin anew, or it would go too early.
    if (!noted || (now && !noted.isExact))
      quarantine.mark(
        name,
        now ? { utcMs: now.utcMs + now.uncertaintyMs, isExact: true } : { utcMs: earliestMs, isExact: false },
      );
    else if (earliestMs - noted.utcMs >= quarantineDays * dayMs) quarantine.delete(name);
  }
}
