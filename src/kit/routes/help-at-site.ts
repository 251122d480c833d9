/** What the directory's pages are given: the services of this site, and the clock on its wall as far as it is known. */
import { days, type LocalMoment } from '../../../portal/visitor/opening-hours.ts';
import { type LocalWeek, localWeek } from '../../platform/local-clock.ts';
import type { Directory } from '../../protocol/directory.ts';
import type { UtcEstimate } from '../sync/time-keeper.ts';

export interface Help {
  readonly directory: Directory;
  /** At the site; undefined: not known. */
  readonly now: () => LocalMoment | undefined;
}

/** With more doubt than this nobody is told that a door is open. */
const maxDoubtMs = 10 * 60_000;

/** The clock on the wall at the site, as far as this kit knows the time. */
export function siteClock(timezone: string, estimate: () => UtcEstimate | undefined): Help['now'] {
  let week: LocalWeek | undefined;
  return () => {
    const time = estimate();
    if (!time || time.uncertaintyMs > maxDoubtMs) return undefined;
    // Made with the first page that wants it: the calendars and time zones take 8 MB.
    week ??= localWeek(timezone);
    const { day, minute } = week(time.utcMs);
    const name = days[day];
    return name && { day: name, minute };
  };
}
