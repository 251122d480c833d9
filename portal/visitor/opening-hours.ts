/**
 * When a service is open, by the clock on the wall at the site. Pure: what time it is comes in, and may not be known. A span that
 * ends no later than it begins runs on into the next day.
 */
import type { OpeningHours, OpeningSpan, WeekDay } from '../../src/protocol/directory.ts';
import { formatTime, listed, weekdayNames } from './locale.ts';

/** At the site: the day of the week, and minutes since midnight. */
export interface LocalMoment {
  readonly day: WeekDay;
  readonly minute: number;
}

export const days: readonly WeekDay[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const dayMinutes = 24 * 60;

export type OpenState =
  | { readonly kind: 'always' }
  /** `until`: minutes since midnight. */
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'unknown' };

export function openState(hours: OpeningHours | undefined, now: LocalMoment | undefined): OpenState {
  if (hours === 'always') return { kind: 'always' };
  if (hours === undefined || now === undefined) return { kind: 'unknown' };
  const until = hours.map((span) => openUntil(span, now)).filter((minute) => minute !== undefined);
  return until.length > 0 ? { kind: 'open', until: Math.max(...until) % dayMinutes } : { kind: 'closed' };
}

/** Minutes counted from the midnight before now; undefined: closed. */
function openUntil(span: OpeningSpan, { day, minute }: LocalMoment): number | undefined {
  const [from, to] = bounds(span);
  if (span.days.includes(day) && from <= minute && minute < to) return to;
  // Begun yesterday.
  if (span.days.includes(dayBefore(day)) && minute < to - dayMinutes) return to - dayMinutes;
  return undefined;
}

/** Whether it opens on this day at all. */
export const opensOn = (hours: OpeningHours | undefined, day: WeekDay): boolean =>
  hours === 'always' || (hours ?? []).some((span) => span.days.includes(day));

function bounds(span: OpeningSpan): [number, number] {
  const [from, to] = [minutesOf(span.from), minutesOf(span.to)];
  return to > from ? [from, to] : [from, to + dayMinutes];
}

const dayBefore = (day: WeekDay): WeekDay => days[(days.indexOf(day) + 6) % 7] ?? 'sun';

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

export const clockTime = (minute: number): string => formatTime(Math.floor(minute / 60), minute % 60);

export interface HoursLine {
  readonly days: string;
  readonly from: string;
  readonly to: string;
}

/** 'Monday – Friday', '08:00', '17:00'. @param everyDay how the language says it of all seven */
export const hoursLines = (spans: readonly OpeningSpan[], language: string, everyDay: string): HoursLine[] =>
  spans.map((span) => ({ days: daysText(span.days, language, everyDay), from: span.from, to: span.to }));

function daysText(open: readonly WeekDay[], language: string, everyDay: string): string {
  if (days.every((day) => open.includes(day))) return everyDay;
  const names = weekdayNames(language);
  const name = (day: WeekDay) => names[days.indexOf(day)] ?? day;
  const runs = runsOf(open).map(([first, last, length]) => {
    if (length === 1) return name(first);
    return length === 2 ? listed(language, [name(first), name(last)]) : `${name(first)} – ${name(last)}`;
  });
  return listed(language, runs);
}

/** Days that follow each other, from Monday on. */
function runsOf(open: readonly WeekDay[]): [WeekDay, WeekDay, number][] {
  const runs: [WeekDay, WeekDay, number][] = [];
  let before: WeekDay | undefined;
  for (const day of days) {
    const run = runs.at(-1);
    if (!open.includes(day)) before = undefined;
    else if (run && before !== undefined) {
      run[1] = day;
      run[2] += 1;
      before = day;
    } else {
      runs.push([day, day, 1]);
      before = day;
    }
  }
  return runs;
}
