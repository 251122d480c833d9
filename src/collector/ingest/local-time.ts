/** From an interval of UTC to the date and hour at a site: only as much as the whole interval agrees on. */
import type { Interval } from '../../protocol/time.ts';
import type { SubmissionTimes } from '../store/submissions-table.ts';

/** Shows a moment as the date (YYYY-MM-DD) and hour (0 to 23) of one timezone. */
export type LocalClock = (utcMs: number) => { readonly date: string; readonly hour: number };

/** @param timezone IANA name; throws RangeError for an unknown one. */
export function localClock(timezone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return (utcMs) => {
    const parts = Object.fromEntries(format.formatToParts(utcMs).map(({ type, value }) => [type, value]));
    const year = (parts.year ?? '').padStart(4, '0');
    return { date: `${year}-${parts.month}-${parts.day}`, hour: Number(parts.hour) };
  };
}

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
