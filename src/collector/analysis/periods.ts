/** The fixed periods results are shown for: weeks, Monday to Sunday (ISO 8601), by the site's own dates. */

const dayMs = 24 * 60 * 60 * 1000;
/** Of submissions whose date is not known to the week. */
export const unknownWeek = 'unknown';

/** The Monday of a date's week, both YYYY-MM-DD. */
export function weekOf(date: string): string {
  const time = Date.parse(`${date}T00:00:00Z`);
  const sinceMonday = (new Date(time).getUTCDay() + 6) % 7;
  return new Date(time - sinceMonday * dayMs).toISOString().slice(0, 10);
}

/** The week of a date that lies between the two. */
export function weekBetween(earliestDate: string, latestDate: string): string {
  const week = weekOf(earliestDate);
  return week === weekOf(latestDate) ? week : unknownWeek;
}
