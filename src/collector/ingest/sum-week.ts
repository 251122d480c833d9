/**
 * A site's week from its days, as staff may see it: what is small, or would say what a small day is, is left out here once and for
 * all. The sum of devices is of days that are shown; bins are summed first, because an hour of seven quiet days may well be shown.
 */
import { addGaps, binsGap } from '../../counting/bin-errors.ts';
import {
  exportThreshold,
  type FunnelCounts,
  isSmallExact,
  type Shown,
  type ShownFunnel,
  shownExactSum,
  shownFunnel,
  shownNoisySum,
  shownParts,
  shownSum,
  staffThreshold,
} from '../../counting/small-cells.ts';
import type { CountProfile } from '../../protocol/counts.ts';
import { type CountDay, listDaysOfWeek, wholeDayMinutes } from '../store/count-days-table.ts';
import { type CountWeek, deleteWeek, saveWeek, type WeekBins } from '../store/count-weeks-table.ts';
import type { Writer } from '../store/open-store.ts';
import { sumByName } from './sum-figures.ts';

export async function sumWeek(
  writer: Writer,
  siteId: string,
  week: string,
  profile: CountProfile,
): Promise<void> {
  const days = await listDaysOfWeek(writer, siteId, week, profile);
  const [first, ...others] = days;
  if (first) await saveWeek(writer, makeWeek([first, ...others]));
  else await deleteWeek(writer, siteId, week, profile);
}

/** @param days of one site, week and profile */
export function makeWeek(days: readonly [CountDay, ...CountDay[]]): CountWeek {
  const [{ site_id, week, profile, size }] = days;
  const shown = days.filter(({ value }) => value >= staffThreshold);
  const alone = shown.filter(({ parts }) => parts === 1);
  const value = sum(shown.map((day) => day.value));
  // What was added up is no chance: it lacks in the sum as it lacks in the day.
  const lacking = sum(shown.filter(({ parts }) => parts > 1).map((day) => day.value - day.low));
  const down = Math.sqrt(sum(alone.map((day) => (day.value - day.low) ** 2))) + lacking;
  const up = Math.sqrt(sum(shown.map((day) => (day.high - day.value) ** 2)));
  return {
    site_id,
    week,
    profile,
    size,
    shown_days: shown.length,
    days: days.length,
    value,
    low: Math.max(0, Math.round(value - down)),
    high: Math.round(value + up),
    epsilon_noise: Math.min(...days.map((day) => day.epsilon_noise)),
    epsilon_flips: Math.max(...days.map((day) => day.epsilon_flips)),
    epsilon_bins: Math.min(...days.map((day) => day.epsilon_bins)),
    bin_draws: sum(days.map((day) => day.bin_draws)),
    fragments: sum(days.map((day) => day.fragments)),
    added_up: days.filter(({ parts }) => parts > 1).length,
    lower_bounds: days.filter((day) => day.is_lower_bound === 1).length,
    short_days: days.filter((day) => day.covered_minutes < wholeDayMinutes).length,
    randomised: sum(days.map((day) => day.randomised)),
    fixed: sum(days.map((day) => day.fixed)),
    bins: weekBins(days),
  };
}

function weekBins(days: readonly CountDay[]): WeekBins {
  const dated = days.filter(({ bins }) => bins.hourDraws > 0);
  const across = (of: 'arrivals' | 'connections' | 'peak' | 'dwell', from: readonly CountDay[]) =>
    (from[0]?.bins[of] ?? []).map((_, bin) => from.map((day) => day.bins[of][bin] ?? 0));
  return {
    arrivals: across('arrivals', dated).map((parts) => shownNoisySum(parts, staffThreshold)),
    connections: across('connections', dated).map((parts) => shownExactSum(parts, staffThreshold)),
    // The most of any day is a figure of that day.
    peak: across('peak', dated).map((parts) => shownExactSum([Math.max(...parts)], staffThreshold)),
    dwell: across('dwell', days).map((parts) => shownNoisySum(parts, staffThreshold)),
    languages: shownByName(sumByName(days.map(({ bins }) => bins.languages))),
    abandonedAt: shownByName(sumByName(days.map(({ bins }) => bins.abandonedAt))),
    funnel: funnelOf(days.map(({ funnel }) => funnel)),
    hourDraws: sum(dated.map(({ bins }) => bins.hourDraws)),
    arrivalsGap: addGaps(dated.map((day) => binsGap(day.bins.arrivals, day.value, day.fragments))),
    dwellGap: addGaps(days.map((day) => binsGap(day.bins.dwell, day.value, day.fragments))),
  };
}

/** Beside what exports show of single days. */
function funnelOf(days: readonly FunnelCounts[]): ShownFunnel {
  const total = (step: keyof FunnelCounts) => sum(days.map((day) => day[step]));
  const whole: FunnelCounts = {
    opened: total('opened'),
    consented: total('consented'),
    declined: total('declined'),
    begun: total('begun'),
    finished: total('finished'),
  };
  const shown = shownFunnel(whole, staffThreshold);
  const exported = days.map((day) => shownFunnel(day, exportThreshold));
  const beside = (step: keyof FunnelCounts): Shown =>
    shown[step] === null
      ? null
      : shownSum(
          days.map((day) => day[step]),
          exported.map((day) => day[step] === null),
          isSmallExact(whole[step], staffThreshold),
          staffThreshold,
        );
  return {
    opened: beside('opened'),
    consented: beside('consented'),
    declined: beside('declined'),
    begun: beside('begun'),
    finished: beside('finished'),
  };
}

function shownByName(counts: Readonly<Record<string, number>>): Record<string, Shown> {
  const names = Object.keys(counts);
  const shown = shownParts(Object.values(counts), staffThreshold);
  return Object.fromEntries(names.map((name, index) => [name, shown[index] ?? null]));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
