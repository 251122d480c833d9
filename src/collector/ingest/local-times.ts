/** From an interval of UTC to the date and hour at a site: only as much as the whole interval agrees on. */
import type { LocalClock } from '../../platform/local-clock.ts';
import type { Interval } from '../../protocol/time.ts';
import type { SubmissionTimes } from '../store/submissions-table.ts';

export function localTimes({ earliest, latest }: Interval, clock: LocalClock): SubmissionTimes {
  const first = clock(earliest);
  // The end is not part of the interval: [10:59, 11:00) lies within one hour.
  const last = clock(Math.max(earliest, latest - 1));
  return {
    earliest_at: Math.floor(earliest),
    latest_at: Math.ceil(latest),
    earliest_date: first.date,
    latest_date: last.date,
    hour: first.date === last.date && first.hour === last.hour ? first.hour : null,
  };
}
