/** Different devices of a whole week at a site, as published; profile linked only. */
import type { CountWeekSitesTable } from './count-tables.ts';
import type { Reader, Writer } from './open-store.ts';

export async function insertWeekSite(writer: Writer, row: CountWeekSitesTable): Promise<void> {
  await writer.insertInto('count_week_sites').values(row).execute();
}

export function listWeekSites(
  reader: Reader,
  fromWeek: string,
  toWeek: string,
  siteId?: string,
): Promise<CountWeekSitesTable[]> {
  let query = reader
    .selectFrom('count_week_sites')
    .selectAll()
    .where('week', '>=', fromWeek)
    .where('week', '<=', toWeek);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  return query.orderBy('week').orderBy('site_id').orderBy('key_id').execute();
}

/** Whether a week's figures were made: they are made once. */
export async function hasWeekFigures(reader: Reader, keyId: string, week: string): Promise<boolean> {
  const row = await reader
    .selectFrom('count_week_sites')
    .select('week')
    .where('week', '=', week)
    .where('key_id', '=', keyId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
