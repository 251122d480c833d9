/** What a clock on the wall at a site shows: dates and hours of exports and pages are the site's own. */

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

/** Shows a moment as the day of the week, 0 for Monday, and the minutes since midnight. */
export type LocalWeek = (utcMs: number) => { readonly day: number; readonly minute: number };

/** @param timezone IANA name; throws RangeError for an unknown one. */
export function localWeek(timezone: string): LocalWeek {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (utcMs) => {
    const parts = Object.fromEntries(format.formatToParts(utcMs).map(({ type, value }) => [type, value]));
    return {
      day: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? ''),
      minute: Number(parts.hour) * 60 + Number(parts.minute),
    };
  };
}

const dayMs = 86_400_000;

/** A date so many days later, or earlier; YYYY-MM-DD. */
export const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** 0 for Monday. */
export const weekdayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/** The Monday of a date's week (ISO 8601). */
export const weekOf = (date: string): string => dateAfter(date, -weekdayOf(date));
