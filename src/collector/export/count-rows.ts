/**
 * Counts as rows of an export, one a figure: a site's day with its bins, and where weeks are linked also who was new on a day, a
 * site's week and what two sites had in common. What must stay true: each row says by itself what it is and how sure it is, no
 * figure under the threshold of exports is in it, and no row has anything of a bitmap.
 */
import { binHalfWidth, binsGap, seatVariance } from '../../counting/bin-errors.ts';
import { epsilonNear } from '../../counting/noise.ts';
import { overCountPercent, rotatingPercent } from '../../counting/rotation.ts';
import {
  exportThreshold,
  isSmallExact,
  isSmallNoisy,
  type Shown,
  shownFunnel,
} from '../../counting/small-cells.ts';
import { dateAfter, weekOf } from '../../platform/local-clock.ts';
import { type CountDay, listDays } from '../store/count-days-table.ts';
import { listFlowsFrom } from '../store/count-flows-table.ts';
import type { CountFlowsTable, CountWeekSitesTable } from '../store/count-tables.ts';
import { listWeekSites } from '../store/count-week-sites-table.ts';
import type { Reader } from '../store/open-store.ts';
import { countColumns, countDefinition, dwellColumns, hourColumns } from './count-columns.ts';

/** By column; what is not there is null. */
export type CountRow = Readonly<Record<string, string | number | null>>;

export interface CountFilter {
  readonly from?: string;
  readonly to?: string;
}

/** A site's rows, in the order of time. */
export async function listCountRows(
  reader: Reader,
  siteId: string,
  filter: CountFilter,
): Promise<CountRow[]> {
  const fromWeek = filter.from === undefined ? '' : weekOf(filter.from);
  const toWeek = filter.to === undefined ? '9999-12-31' : weekOf(filter.to);
  const days = await listDays(reader, { siteId, ...filter });
  const weeks = await listWeekSites(reader, fromWeek, toWeek, siteId);
  const flows = await listFlowsFrom(reader, { siteId, fromWeek, toWeek, atLeast: exportThreshold });
  const weekOfKey = new Map(weeks.map((row) => [`${row.week} ${row.key_id}`, row]));
  return [
    ...days.flatMap(dayRows),
    ...weeks.map(weekRow),
    ...flows.map((row) => flowRow(row, weekOfKey.get(`${row.week} ${row.key_id}`))),
  ];
}

const empty: CountRow = Object.fromEntries(countColumns.map(({ name }) => [name, null]));

const shared = { ...empty, definition: countDefinition, threshold: exportThreshold };

function dayRows(day: CountDay): CountRow[] {
  const quality = {
    site_id: day.site_id,
    date: day.day,
    earliest_date: day.earliest_date,
    latest_date: day.latest_date,
    week: day.week || null,
    profile: day.profile,
    m: day.size,
    epsilon_noise: day.epsilon_noise,
    epsilon_flips: day.epsilon_flips * day.fragments || null,
    rotating_percent: rotatingPercent(day.randomised, day.fixed),
    over_count_percent: 0,
    fragments: day.fragments,
    added_up: day.parts,
    hours_covered: Math.round(day.covered_minutes / 6) / 10,
    dated: day.day === null ? 0 : 1,
  };
  const row: CountRow = {
    ...shared,
    ...quality,
    figure: 'device_days',
    ...published(day),
    ...(day.is_lower_bound === 1 ? { is_lower_bound: 1, high: null } : { is_lower_bound: 0 }),
    ...binCells(day),
    ...shownFunnel(day.funnel, exportThreshold),
  };
  const { new_value: value, new_low: low, new_high: high } = day;
  if (value === null || low === null || high === null) return [row];
  return [row, { ...shared, ...quality, figure: 'new_devices', ...published({ value, low, high }) }];
}

function binCells(day: CountDay): CountRow {
  const { bins } = day;
  const noisy = (value: number): Shown => (isSmallNoisy(value, exportThreshold) ? null : value);
  const exact = (count: number): Shown => (isSmallExact(count, exportThreshold) ? null : count);
  const areHoursKnown = bins.hourDraws > 0;
  const hours = (of: 'arrivals' | 'peak' | 'connections', show: (value: number) => Shown) =>
    hourColumns(of).map(
      (column, hour) => [column, areHoursKnown ? show(bins[of][hour] ?? 0) : null] as const,
    );
  return {
    arrivals_half_width: areHoursKnown ? halfWidthOf(day, bins.arrivals, bins.hourDraws) : null,
    dwell_half_width: halfWidthOf(day, bins.dwell, day.bin_draws),
    ...Object.fromEntries([
      ...hours('arrivals', noisy),
      ...dwellColumns.map((column, bin) => [column, noisy(bins.dwell[bin] ?? 0)] as const),
      ...hours('peak', exact),
      ...hours('connections', exact),
    ]),
  };
}

/** Of the largest bin, which has the most of shared seats. */
function halfWidthOf(day: CountDay, bins: readonly number[], draws: number): number {
  const { over, under } = binsGap(bins, day.value, day.fragments);
  const variance = seatVariance(Math.max(...bins), day.value, 1);
  return binHalfWidth(draws, epsilonNear(day.epsilon_bins), variance) + Math.max(over, under);
}

function weekRow(row: CountWeekSitesTable): CountRow {
  return { ...ofWeek(row, row), figure: 'week_devices', site_id: row.site_id, ...published(row) };
}

function flowRow(row: CountFlowsTable, site: CountWeekSitesTable | undefined): CountRow {
  return {
    ...ofWeek(row, site),
    figure: row.flow_order === 'either' ? 'in_both_sites' : 'in_both_sites_later_day',
    site_id: row.from_site,
    to_site_id: row.to_site,
    deviation: Math.round(row.deviation * 100) / 100,
    ...published(row),
  };
}

function ofWeek({ week }: { week: string }, site: CountWeekSitesTable | undefined): CountRow {
  const rotating = site ? rotatingPercent(site.randomised, site.fixed) : null;
  return {
    ...shared,
    week,
    earliest_date: week,
    latest_date: dateAfter(week, 6),
    profile: 'linked',
    m: 16_384,
    epsilon_noise: 1,
    rotating_percent: rotating,
    over_count_percent: overCountPercent(rotating, site?.span_days ?? 7),
    dated: 1,
  };
}

function published({ value, low, high }: { value: number; low: number; high: number }): CountRow {
  if (isSmallNoisy(value, exportThreshold)) return { is_hidden: 1 };
  return { estimate: value, low, high, is_hidden: 0 };
}
