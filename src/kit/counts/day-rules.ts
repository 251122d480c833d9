/**
 * Which day is counted, and under whose key: pure rules over what the kit knows of the time. A kit may have no clock for days, learn it
 * in the middle of one, or be told that it was wrong. What must stay true: no key outlives its day or its week, and where the time
 * is not known, 24 hours.
 */
import type { LocalClock } from '../../platform/local-clock.ts';
import type { CountProfile } from '../../protocol/counts.ts';

export interface Moment {
  /** Since the kit's program started. */
  readonly ms: number;
  /** undefined: not known. */
  readonly utc: { readonly utcMs: number; readonly uncertaintyMs: number } | undefined;
}

export interface CountedDay {
  readonly profile: CountProfile;
  readonly keyId: string;
  /** YYYY-MM-DD, local to the site; null: not known. */
  readonly day: string | null;
  /** Since when this start has counted under the key. */
  readonly beganMs: number;
}

export interface WeekKey {
  readonly keyId: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly fromUtcMs: number;
  readonly untilUtcMs: number;
}

const hourMs = 3_600_000;
/** One hour more than a day has, where clocks are put back. */
const maxDatedMs = 25 * hourMs;
const maxUndatedMs = 24 * hourMs;
/** A clock that is set back over midnight by no more than this begins no new day. */
const maxSetBackMs = 600_000;
/** Looked for every few seconds: who has not looked for so long has slept, as machines do, or stood still. */
const maxPauseMs = 1_800_000;
/** How long a start waits for the time, before it takes a key that it found for one of another day. */
export const maxWaitMs = 120_000;

export const today = ({ utc }: Moment, local: LocalClock): string | null =>
  utc ? local(utc.utcMs).date : null;

/** @param weekKey the one to count under now; undefined: there is none, and the kit's own is taken. */
export function judgeDay(
  counted: CountedDay,
  weekKey: Pick<WeekKey, 'keyId'> | undefined,
  at: Moment,
  local: LocalClock,
): 'goes-on' | 'becomes-dated' | 'ends' {
  const isUnderRightKey = counted.profile === 'local' ? !weekKey : weekKey?.keyId === counted.keyId;
  if (!isUnderRightKey) return 'ends';
  const ageMs = at.ms - counted.beganMs;
  if (counted.day !== null) {
    if (ageMs > maxDatedMs) return 'ends';
    return !at.utc || isOn(counted.day, at.utc.utcMs, local) ? 'goes-on' : 'ends';
  }
  if (!at.utc) return ageMs < maxUndatedMs ? 'goes-on' : 'ends';
  const earliestBeginMs = at.utc.utcMs - ageMs - at.utc.uncertaintyMs;
  return local(earliestBeginMs).date === local(at.utc.utcMs).date ? 'becomes-dated' : 'ends';
}

const isOn = (day: string, utcMs: number, local: LocalClock): boolean =>
  local(utcMs).date === day || local(utcMs + maxSetBackMs).date === day;

/** @param lookedMs when counting last looked what is due. */
export const hasSlept = (lookedMs: number, at: Moment): boolean => at.ms - lookedMs > maxPauseMs;

/** Until when it was counted, for one that ends now: not through a sleep, and not beyond its day. */
export function endedAtMs(
  { day, beganMs }: CountedDay,
  lookedMs: number,
  at: Moment,
  local: LocalClock,
): number {
  if (hasSlept(lookedMs, at)) return lookedMs;
  const { utc } = at;
  if (day === null || !utc) return Math.min(at.ms, beganMs + (day === null ? maxUndatedMs : maxDatedMs));
  const isItsDay = (ms: number) => local(utc.utcMs - (at.ms - ms)).date === day;
  if (isItsDay(at.ms)) return at.ms;
  // The clock is another one than when it last looked.
  if (!isItsDay(lookedMs)) return lookedMs;
  let [within, beyond] = [Math.floor(lookedMs), Math.ceil(at.ms)];
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2);
    if (isItsDay(middle)) within = middle;
    else beyond = middle;
  }
  return beyond;
}

/** What becomes of a key that lay on the disk when the kit started. */
export function judgeFoundKey(
  foundDay: string,
  startedMs: number,
  at: Moment,
  local: LocalClock,
): 'wait' | 'use' | 'destroy' {
  if (at.utc) return local(at.utc.utcMs).date === foundDay ? 'use' : 'destroy';
  return at.ms - startedMs < maxWaitMs ? 'wait' : 'destroy';
}

export const weekKeyAt = (keys: readonly WeekKey[], { utc }: Moment): WeekKey | undefined =>
  utc && keys.find(({ fromUtcMs, untilUtcMs }) => fromUtcMs <= utc.utcMs && utc.utcMs < untilUtcMs);

/** 0–23: of the local day, or from the beginning of an undated one. */
export function hourAt({ day, beganMs }: CountedDay, at: Moment, local: LocalClock): number {
  if (day === null || !at.utc) return Math.min(23, Math.max(0, Math.floor((at.ms - beganMs) / hourMs)));
  const { date, hour } = local(at.utc.utcMs);
  // Set back by a little, over midnight.
  return date === day ? hour : 0;
}

/** From hours since the beginning to hours of the day that it turned out to be: each by its middle, and none later than now. */
export function hourOfDay(beganMs: number, at: Moment & Required<Pick<Moment, 'utc'>>, local: LocalClock) {
  const nowMs = at.utc?.utcMs ?? 0;
  const beganUtcMs = nowMs - (at.ms - beganMs);
  return (hour: number): number => local(Math.min(nowMs, beganUtcMs + (hour + 0.5) * hourMs)).hour;
}
