/** The fixed periods results are shown for: weeks, Monday to Sunday (ISO 8601), by the site's own dates. */
import { weekOf } from '../../platform/local-clock.ts';

/** Of submissions whose date is not known to the week. */
export const unknownWeek = 'unknown';

/** The week of a date that lies between the two. */
export function weekBetween(earliestDate: string, latestDate: string): string {
  const week = weekOf(earliestDate);
  return week === weekOf(latestDate) ? week : unknownWeek;
}
