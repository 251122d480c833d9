/** Weeks of sites: sums of what may be shown to staff, so that a page of all sites reads a row a site. */
import type { BinsGap } from '../../counting/bin-errors.ts';
import type { Shown, ShownFunnel } from '../../counting/small-cells.ts';
import type { CountProfile } from '../../protocol/counts.ts';
import { type GapSums, gapSums } from './count-sums.ts';
import type { CountWeeksTable } from './count-tables.ts';
import type { Reader, Writer } from './open-store.ts';

/** Kept as JSON; null is hidden. */
export interface WeekBins {
  readonly arrivals: readonly Shown[];
  readonly peak: readonly Shown[];
  readonly connections: readonly Shown[];
  readonly dwell: readonly Shown[];
  readonly languages: Readonly<Record<string, Shown>>;
  readonly abandonedAt: Readonly<Record<string, Shown>>;
  readonly funnel: ShownFunnel;
  readonly hourDraws: number;
  /** By how much bins are more or less than the devices of their days: kits that were started anew. */
  readonly arrivalsGap: BinsGap;
  readonly dwellGap: BinsGap;
}

export type CountWeek = Omit<CountWeeksTable, 'bins'> & { readonly bins: WeekBins };

export async function saveWeek(writer: Writer, week: CountWeek): Promise<void> {
  const row = { ...week, bins: JSON.stringify(week.bins) };
  await writer
    .insertInto('count_weeks')
    .values(row)
    .onConflict((conflict) => conflict.columns(['week', 'site_id', 'profile']).doUpdateSet(row))
    .execute();
}

export async function deleteWeek(
  writer: Writer,
  siteId: string,
  week: string,
  profile: CountProfile,
): Promise<void> {
  await writer
    .deleteFrom('count_weeks')
    .where('week', '=', week)
    .where('site_id', '=', siteId)
    .where('profile', '=', profile)
    .execute();
}

/** Mondays with counts, the newest first. */
export async function listWeeks(reader: Reader, siteId?: string): Promise<string[]> {
  let query = reader.selectFrom('count_weeks').select('week').distinct();
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  return (await query.orderBy('week', 'desc').execute()).map(({ week }) => week);
}

export async function listSiteWeeks(reader: Reader, week: string, siteId?: string): Promise<CountWeek[]> {
  let query = reader.selectFrom('count_weeks').selectAll().where('week', '=', week);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  const rows = await query.orderBy('site_id').orderBy('profile').execute();
  return rows.map((row) => ({ ...row, bins: JSON.parse(row.bins) as WeekBins }));
}

export interface WeekSum extends GapSums {
  readonly week: string;
}

/** Sums by week, over one site or all, from one Monday to another, in order. Without a day that is shown: none. */
export async function sumWeeks(
  reader: Reader,
  from: string,
  to: string,
  siteId?: string,
): Promise<WeekSum[]> {
  let query = reader
    .selectFrom('count_weeks')
    .select(['week', ...gapSums('added_up > 0')])
    .where('week', '>=', from)
    .where('week', '<=', to)
    .where('shown_days', '>', 0);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  return await query.groupBy('week').orderBy('week').execute();
}
