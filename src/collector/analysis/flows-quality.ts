/** How figures came to be, from the rows they were made of: profile, m, ε, rotation, how often something was added up, cut short or too much to count. Pure. */
import { overCountPercent, rotatingPercent } from '../../counting/rotation.ts';
import { type CountDay, wholeDayMinutes } from '../store/count-days-table.ts';
import type { CountWeek } from '../store/count-weeks-table.ts';
import type { CountQuality } from './flows-view.ts';

type Made = Pick<
  CountWeek,
  | 'profile'
  | 'size'
  | 'epsilon_noise'
  | 'epsilon_flips'
  | 'randomised'
  | 'fixed'
  | 'fragments'
  | 'added_up'
  | 'lower_bounds'
  | 'short_days'
>;

/** @param spanDays from the first day to the last that a figure is over. */
export function qualityOf(rows: readonly Made[], spanDays: number): CountQuality {
  const sum = (of: 'randomised' | 'fixed' | 'fragments' | 'added_up' | 'lower_bounds' | 'short_days') =>
    rows.reduce((total, row) => total + row[of], 0);
  const rotating = rotatingPercent(sum('randomised'), sum('fixed'));
  // Each fragment is flipped anew, all of a week under one key: who was there in all of them is protected by so much.
  const flips = rows.map((row) => row.epsilon_flips * row.fragments).filter((epsilon) => epsilon > 0);
  return {
    profiles: [...new Set(rows.map(({ profile }) => profile))].sort(),
    size: rows.length === 0 ? 0 : Math.min(...rows.map(({ size }) => size)),
    epsilonNoise: rows.length === 0 ? 1 : Math.max(...rows.map((row) => row.epsilon_noise)),
    epsilonFlips: flips.length === 0 ? null : Math.max(...flips),
    rotatingPercent: rotating,
    overCountPercent: overCountPercent(rotating, spanDays),
    fragments: sum('fragments'),
    addedUp: sum('added_up'),
    lowerBounds: sum('lower_bounds'),
    shortDays: sum('short_days'),
  };
}

export const madeOf = (day: CountDay): Made => ({
  ...day,
  added_up: day.parts > 1 ? 1 : 0,
  lower_bounds: day.is_lower_bound,
  short_days: day.covered_minutes < wholeDayMinutes ? 1 : 0,
});
