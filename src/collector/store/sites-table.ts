/** Sites: where kits stand. The whole site, names and P-codes included, as the enrolment file carries it. */
import type { Selectable } from 'kysely';
import { type Site, siteSchema } from '../../protocol/site.ts';
import type { Reader, Writer } from './open-store.ts';
import type { SitesTable } from './tables.ts';

/** Registers the site, or brings what is known of it up to date. */
export async function saveSite(writer: Writer, site: Site): Promise<void> {
  const row = toRow(site);
  await writer
    .insertInto('sites')
    .values(row)
    .onConflict((conflict) => conflict.column('site_id').doUpdateSet(row))
    .execute();
}

export async function findSite(reader: Reader, siteId: string): Promise<Site | undefined> {
  const row = await reader.selectFrom('sites').selectAll().where('site_id', '=', siteId).executeTakeFirst();
  return row && toSite(row);
}

export async function listSites(reader: Reader): Promise<Site[]> {
  return (await reader.selectFrom('sites').selectAll().orderBy('site_id').execute()).map(toSite);
}

const toRow = (site: Site): SitesTable => ({
  site_id: site.id,
  name: site.name,
  operation: site.operation,
  kind: site.kind,
  country: site.country,
  admin1_pcode: site.admin1.pcode,
  admin1_name: site.admin1.name,
  admin2_pcode: site.admin2.pcode,
  admin2_name: site.admin2.name,
  latitude: site.latitude,
  longitude: site.longitude,
  timezone: site.timezone,
  top_nationalities: JSON.stringify(site.top_nationalities),
});

const toSite = (row: Selectable<SitesTable>): Site =>
  siteSchema.parse({
    id: row.site_id,
    name: row.name,
    operation: row.operation,
    kind: row.kind,
    country: row.country,
    admin1: { pcode: row.admin1_pcode, name: row.admin1_name },
    admin2: { pcode: row.admin2_pcode, name: row.admin2_name },
    latitude: row.latitude,
    longitude: row.longitude,
    timezone: row.timezone,
    top_nationalities: JSON.parse(row.top_nationalities),
  });
