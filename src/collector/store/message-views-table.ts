/** How often messages were opened and watched, an hour of a kit a row. Sums only. */
import type { Reader, Writer } from './open-store.ts';
import type { MessageViewsTable } from './tables.ts';

export type ViewTimes = Pick<
  MessageViewsTable,
  'earliest_at' | 'latest_at' | 'earliest_date' | 'latest_date'
>;

/** False: this record's rows are there already, and nothing was changed. */
export async function insertMessageViews(
  writer: Writer,
  rows: readonly MessageViewsTable[],
): Promise<boolean> {
  if (rows.length === 0) return true;
  const result = await writer
    .insertInto('message_views')
    .values([...rows])
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n) > 0;
}

/** The hours of these boots whose interval is wider than `widthMs`: those that a new clock reading can say more of. */
export function listVagueViews(
  reader: Reader,
  kitId: string,
  boots: { readonly from: number; readonly to: number },
  widthMs: number,
) {
  return reader
    .selectFrom('message_views')
    .select(['record_id', 'site_id', 'boot_number', 'boot_id', 'ms_since_boot', 'received_at'])
    .distinct()
    .where('kit_id', '=', kitId)
    .where('boot_number', '>=', boots.from)
    .where('boot_number', '<=', boots.to)
    .where((is) => is(is('latest_at', '-', is.ref('earliest_at')), '>', widthMs))
    .execute();
}

export async function markViewTimes(
  writer: Writer,
  kitId: string,
  recordId: string,
  times: ViewTimes,
): Promise<void> {
  await writer
    .updateTable('message_views')
    .set(times)
    .where('kit_id', '=', kitId)
    .where('record_id', '=', recordId)
    .execute();
}

const figures = ['opened', 'started', 'quarter', 'half', 'three_quarters', 'finished'] as const;
export type ViewFigure = (typeof figures)[number];

export type DatedViews = Readonly<Record<ViewFigure, number>> & {
  readonly siteId: string;
  readonly message: string;
  readonly version: number;
  readonly language: string;
  readonly earliestDate: string;
  readonly latestDate: string;
};

export interface ViewFilter {
  readonly siteId?: string;
  /** YYYY-MM-DD, both included. A row whose date is not known is in where it may be. */
  readonly from?: string;
  readonly to?: string;
}

/** Sums by site, date, message and language, in that order. */
export async function countMessageViews(reader: Reader, filter: ViewFilter = {}): Promise<DatedViews[]> {
  const by = ['site_id', 'earliest_date', 'latest_date', 'message', 'message_version', 'language'] as const;
  let query = reader
    .selectFrom('message_views')
    .select([...by])
    .select((is) => figures.map((figure) => is.fn.sum<number>(figure).as(figure)));
  if (filter.siteId !== undefined) query = query.where('site_id', '=', filter.siteId);
  if (filter.from !== undefined) query = query.where('latest_date', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('earliest_date', '<=', filter.to);
  const rows = await query
    .groupBy([...by])
    .orderBy('site_id')
    .orderBy('earliest_date')
    .orderBy('latest_date')
    .orderBy('message')
    .orderBy('message_version')
    .orderBy('language')
    .execute();
  return rows.map((row) => ({
    siteId: row.site_id,
    earliestDate: row.earliest_date,
    latestDate: row.latest_date,
    message: row.message,
    version: row.message_version,
    language: row.language,
    opened: Number(row.opened),
    started: Number(row.started),
    quarter: Number(row.quarter),
    half: Number(row.half),
    three_quarters: Number(row.three_quarters),
    finished: Number(row.finished),
  }));
}
