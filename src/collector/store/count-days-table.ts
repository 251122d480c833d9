/** Days of sites, with noise on every figure that stands for devices. What of them may be shown, their readers decide. */
import type { FunnelCounts } from '../../counting/small-cells.ts';
import type { CountProfile } from '../../protocol/counts.ts';
import type { CountPeriod } from './count-fragments-table.ts';
import { type GapSums, gapSums } from './count-sums.ts';
import type { CountDaysTable } from './count-tables.ts';
import type { Reader, Writer } from './open-store.ts';

/** Kept as JSON. Hourly bins by the site's hours of the day. */
export interface DayBins {
  readonly arrivals: readonly number[];
  readonly peak: readonly number[];
  readonly connections: readonly number[];
  readonly dwell: readonly number[];
  readonly languages: Readonly<Record<string, number>>;
  readonly abandonedAt: Readonly<Record<string, number>>;
  /** How many draws of noise are on each bin of `arrivals`; 0: its hours are not known. */
  readonly hourDraws: number;
}

export type CountDay = Omit<CountDaysTable, 'bins' | keyof FunnelCounts> & {
  readonly bins: DayBins;
  readonly funnel: FunnelCounts;
};

export async function saveDay(writer: Writer, { bins, funnel, ...rest }: CountDay): Promise<void> {
  const row = { ...rest, ...funnel, bins: JSON.stringify(bins) };
  await writer
    .insertInto('count_days')
    .values(row)
    .onConflict((conflict) => conflict.columns(['site_id', 'period', 'profile']).doUpdateSet(row))
    .execute();
}

export async function findDay(reader: Reader, of: CountPeriod): Promise<CountDay | undefined> {
  const row = await reader
    .selectFrom('count_days')
    .selectAll()
    .where('site_id', '=', of.siteId)
    .where('period', '=', of.period)
    .where('profile', '=', of.profile)
    .executeTakeFirst();
  return row && toDay(row);
}

export async function deleteDay(writer: Writer, of: CountPeriod): Promise<void> {
  await writer
    .deleteFrom('count_days')
    .where('site_id', '=', of.siteId)
    .where('period', '=', of.period)
    .where('profile', '=', of.profile)
    .execute();
}

/** Not where parts of the day are under different keys: who was new under one of them is no figure of the day. */
export async function markNewDevices(
  writer: Writer,
  of: CountPeriod,
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
): Promise<void> {
  await writer
    .updateTable('count_days')
    .set({ new_value: value, new_low: low, new_high: high })
    .where('site_id', '=', of.siteId)
    .where('period', '=', of.period)
    .where('profile', '=', of.profile)
    .where('parts', '=', 1)
    .execute();
}

export async function listDaysOfWeek(
  reader: Reader,
  siteId: string,
  week: string,
  profile?: CountProfile,
): Promise<CountDay[]> {
  let query = reader
    .selectFrom('count_days')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('week', '=', week);
  if (profile !== undefined) query = query.where('profile', '=', profile);
  return (await query.orderBy('day').orderBy('profile').execute()).map(toDay);
}

/** Of all sites: for what is asked for seldom. */
export async function listDaysOfAll(reader: Reader, week: string): Promise<CountDay[]> {
  const rows = await reader.selectFrom('count_days').selectAll().where('week', '=', week).execute();
  return rows.map(toDay);
}

export interface DayFilter {
  readonly siteId: string;
  /** YYYY-MM-DD, both included. A day whose date is not known is in where it may be. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** All days of a site, undated ones among them, by date. */
export async function listDays(reader: Reader, { siteId, from, to }: DayFilter): Promise<CountDay[]> {
  let query = reader.selectFrom('count_days').selectAll().where('site_id', '=', siteId);
  if (from !== undefined) query = query.where('latest_date', '>=', from);
  if (to !== undefined) query = query.where('earliest_date', '<=', to);
  return (await query.orderBy('earliest_date').orderBy('period').orderBy('profile').execute()).map(toDay);
}

/** What staff may see of single days: smaller ones are in no sum. */
export interface DaySumOptions {
  readonly fromWeek: string;
  readonly toWeek: string;
  readonly siteId?: string | undefined;
  readonly threshold: number;
}

/** Days that were counted for less say little of a day: they are not compared. */
export const wholeDayMinutes = 20 * 60;

/** By date, the sum of the sites that may be shown, and how many of them were counted for a part of the day. */
export function sumDays(
  reader: Reader,
  { fromWeek, toWeek, siteId, threshold }: DaySumOptions,
): Promise<DaySum[]> {
  let query = reader
    .selectFrom('count_days')
    .select((is) => [
      'day',
      ...gapSums('parts > 1'),
      is.fn.countAll<number>().filterWhere('covered_minutes', '<', wholeDayMinutes).as('shortDays'),
    ])
    .where('week', '>=', fromWeek)
    .where('week', '<=', toWeek)
    .where('week', '!=', '')
    .where('value', '>=', threshold);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  return query.groupBy('day').orderBy('day').execute();
}

export interface DaySum extends GapSums {
  readonly day: string | null;
  readonly shortDays: number;
}

export interface ComparedDays extends GapSums {
  readonly siteId: string;
  readonly before: GapSums;
}

/** By site: days of the week, and the same weekdays a week earlier, where both may be shown and are whole. */
export async function compareDays(
  reader: Reader,
  { week, siteId, threshold }: Omit<DaySumOptions, 'fromWeek' | 'toWeek'> & { readonly week: string },
): Promise<ComparedDays[]> {
  let query = reader
    .selectFrom('count_days as now')
    .innerJoin('count_days as before', (join) =>
      join
        .onRef('before.site_id', '=', 'now.site_id')
        .onRef('before.period', '=', 'now.week_earlier')
        .onRef('before.profile', '=', 'now.profile'),
    )
    .select([
      'now.site_id as siteId',
      ...gapSums('now.parts > 1', 'now.'),
      ...gapSums('before.parts > 1', 'before.', 'Before'),
    ])
    .where('now.week', '=', week)
    .where('now.value', '>=', threshold)
    .where('before.value', '>=', threshold)
    .where('now.covered_minutes', '>=', wholeDayMinutes)
    .where('before.covered_minutes', '>=', wholeDayMinutes);
  if (siteId !== undefined) query = query.where('now.site_id', '=', siteId);
  const rows = await query.groupBy('now.site_id').orderBy('now.site_id').execute();
  return rows.map((row) => ({
    siteId: row.siteId,
    value: row.value,
    lowSquares: row.lowSquares,
    highSquares: row.highSquares,
    lowAdded: row.lowAdded,
    count: row.count,
    before: {
      value: row.valueBefore,
      lowSquares: row.lowSquaresBefore,
      highSquares: row.highSquaresBefore,
      lowAdded: row.lowAddedBefore,
      count: row.count,
    },
  }));
}

export async function listUndatedDays(
  reader: Reader,
  siteId: string | undefined,
  from: string,
  to: string,
): Promise<CountDay[]> {
  let query = reader
    .selectFrom('count_days')
    .selectAll()
    .where('week', '=', '')
    .where('latest_date', '>=', from)
    .where('earliest_date', '<=', to);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  return (await query.orderBy('earliest_date').orderBy('site_id').limit(undatedLimit).execute()).map(toDay);
}

const undatedLimit = 200;

const toDay = ({ bins, opened, consented, declined, begun, finished, ...row }: CountDaysTable): CountDay => ({
  ...row,
  bins: JSON.parse(bins) as DayBins,
  funnel: { opened, consented, declined, begun, finished },
});
