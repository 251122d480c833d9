/**
 * What a kit takes of week keys whose signature is right: for itself, newer than what it has, and no further ahead than four weeks.
 * The kit's time is known within bounds only; each bound is taken so that nothing is kept too long or taken too early.
 */
import type { KitId } from './ids.ts';
import { Problem } from './problems.ts';
import { maxWeeks, type WeekKeys } from './week-keys.ts';
import { type Week, weekAt, weekMs } from './weeks.ts';

export interface Judge {
  readonly kitId: KitId;
  /** Of the newest ones taken; 0: none. */
  readonly heldNumber: number;
  /** It is at least and at most so late; undefined: not known. */
  readonly utcMs: { readonly earliest: number; readonly latest: number } | undefined;
}

export interface UsableWeek extends Week {
  readonly keyId: string;
  readonly sealed: Uint8Array;
}

/**
 * Weeks that are over are left out. Throws `other_kits`, `time_unknown`, `older_number`, `too_far_ahead`, or `week_over` where nothing
 * is left.
 */
export function judgeWeekKeys(keys: WeekKeys, { kitId, heldNumber, utcMs }: Judge): readonly UsableWeek[] {
  if (keys.kitId !== kitId) throw new Problem('other_kits');
  if (keys.number <= heldNumber) throw new Problem('older_number');
  if (!utcMs) throw new Problem('time_unknown');
  const lastBegin = weekAt(utcMs.latest).fromUtcMs + (maxWeeks - 1) * weekMs;
  const tooFar = keys.weeks.find(({ fromUtcMs }) => fromUtcMs > lastBegin);
  if (tooFar) throw new Problem('too_far_ahead', tooFar.name);
  const usable = keys.weeks.flatMap(({ sealed, ...week }) =>
    sealed && week.untilUtcMs > utcMs.earliest ? [{ ...week, sealed }] : [],
  );
  if (usable.length === 0) throw new Problem('week_over');
  return usable;
}
