/**
 * Finished forms by site, date and part of the day: kept as submissions are filed, dated anew and taken back, so that no page adds
 * them up. What must stay true: the sums are those of the rows in `submissions`; only submissions-table.ts writes them.
 */
import type { Reader, Writer } from './open-store.ts';
import type { SubmissionsTable } from './tables.ts';

/** Parts of the day that answers are looked at in: an hour has too few. */
export const hoursTogether = 4;
const partColumns = ['from_00', 'from_04', 'from_08', 'from_12', 'from_16', 'from_20'] as const;
const noParts = { from_00: 0, from_04: 0, from_08: 0, from_12: 0, from_16: 0, from_20: 0 };

/** What says in which sum a submission is, if in any. */
export const summedColumns = ['site_id', 'status', 'earliest_date', 'latest_date', 'hour'] as const;
export type Summed = Pick<SubmissionsTable, (typeof summedColumns)[number]>;

/** Does nothing for a submission that is unfinished, or whose hour is not known. */
export async function addFinished(writer: Writer, of: Summed): Promise<void> {
  const column = partOf(of);
  if (column === undefined) return;
  await writer
    .insertInto('finished_days')
    .values({ date: of.earliest_date, site_id: of.site_id, ...noParts, [column]: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['date', 'site_id'])
        .doUpdateSet((is) => ({ [column]: is(is.ref(`finished_days.${column}`), '+', 1) })),
    )
    .execute();
}

/** A day that nobody finished a form on any more leaves no row. */
export async function removeFinished(writer: Writer, of: Summed): Promise<void> {
  const column = partOf(of);
  if (column === undefined) return;
  await writer
    .updateTable('finished_days')
    .set((is) => ({ [column]: is(column, '-', 1) }))
    .where('date', '=', of.earliest_date)
    .where('site_id', '=', of.site_id)
    .execute();
  await writer
    .deleteFrom('finished_days')
    .where('date', '=', of.earliest_date)
    .where('site_id', '=', of.site_id)
    .where((is) => is.and(noParts))
    .execute();
}

function partOf({ status, earliest_date, latest_date, hour }: Summed) {
  if (status !== 'complete' || hour === null || earliest_date !== latest_date) return undefined;
  return partColumns[Math.floor(hour / hoursTogether)];
}

export interface FinishedDay {
  readonly siteId: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Of each `hoursTogether`, from midnight at the site on. */
  readonly parts: readonly number[];
}

/** @param siteId undefined: of all sites */
export async function listFinishedDays(
  reader: Reader,
  dates: readonly string[],
  siteId: string | undefined,
): Promise<FinishedDay[]> {
  if (dates.length === 0) return [];
  let query = reader.selectFrom('finished_days').selectAll().where('date', 'in', dates);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  const rows = await query.orderBy('date').orderBy('site_id').execute();
  return rows.map((row) => ({
    siteId: row.site_id,
    date: row.date,
    parts: partColumns.map((column) => row[column]),
  }));
}
