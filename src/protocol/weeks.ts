/**
 * The weeks that keys are for: Monday 00:00 UTC to Monday 00:00 UTC, named as ISO 8601 does ("2026-W47": the week of that year's
 * Thursday). Pure. A week is known by its beginning alone; name and end follow from it, so that they can never contradict it.
 */
import { Problem } from './problems.ts';

export const weekMs = 7 * 86_400_000;
/** 5 January 1970 was a Monday. */
const firstMondayMs = 4 * 86_400_000;

export interface Week {
  /** 'YYYY-Www' */
  readonly name: string;
  /** Milliseconds since 1970, UTC. */
  readonly fromUtcMs: number;
  /** The next week's beginning. */
  readonly untilUtcMs: number;
}

/** The week in which this moment lies. */
export function weekAt(utcMs: number): Week {
  const fromUtcMs = Math.floor((utcMs - firstMondayMs) / weekMs) * weekMs + firstMondayMs;
  return { name: nameOf(fromUtcMs), fromUtcMs, untilUtcMs: fromUtcMs + weekMs };
}

export const isWeekBegin = (utcMs: number): boolean => weekAt(utcMs).fromUtcMs === utcMs;

/** Throws `invalid_request` where there is no such week. */
export function weekNamed(name: string): Week {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(name) ?? [];
  // ISO 8601: week 1 is the one with 4 January in it.
  const first = weekAt(Date.UTC(Number(year), 0, 4)).fromUtcMs;
  const week = weekAt(first + (Number(number) - 1) * weekMs);
  if (week.name === name) return week;
  throw new Problem('invalid_request', `"${name}" is no week; write it like 2026-W47`);
}

function nameOf(fromUtcMs: number): string {
  const thursday = new Date(fromUtcMs + 3 * 86_400_000);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / weekMs) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}
