/**
 * Fragments of presence as kits told them. Their bitmaps are read by the ingest alone, to join days and weeks: no page, no CSV and no
 * API reads this table.
 */
import type { CountProfile } from '../../protocol/counts.ts';
import type { CountFragmentsTable } from './count-tables.ts';
import type { Reader, Writer } from './open-store.ts';

/** What fragments are joined in: a site's day, or an undated one, under one profile. */
export interface CountPeriod {
  readonly siteId: string;
  /** A date, or 'undated-…'. */
  readonly period: string;
  readonly profile: CountProfile;
}

/** Fragments of a period under one key. */
export interface CountGroup extends CountPeriod {
  readonly keyId: string;
}

export type FragmentTimes = Pick<
  CountFragmentsTable,
  'earliest_at' | 'latest_at' | 'earliest_date' | 'latest_date' | 'period' | 'week' | 'first_hour'
>;

/** False: it is there already, and nothing was changed. */
export async function insertFragment(writer: Writer, row: CountFragmentsTable): Promise<boolean> {
  const result = await writer
    .insertInto('count_fragments')
    .values({ ...row, bitmap: row.bitmap && Buffer.from(row.bitmap) })
    .onConflict((conflict) => conflict.columns(['kit_id', 'record_id']).doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n) > 0;
}

export function listFragments(reader: Reader, of: CountPeriod): Promise<CountFragmentsTable[]> {
  return reader
    .selectFrom('count_fragments')
    .selectAll()
    .where('site_id', '=', of.siteId)
    .where('period', '=', of.period)
    .where('profile', '=', of.profile)
    .orderBy('kit_id')
    .orderBy('record_id')
    .execute();
}

/** Those of these boots that a new clock reading can say more of: without a day of the kit's, their bitmap still there. */
export function listUndatedFragments(
  reader: Reader,
  kitId: string,
  boots: { readonly from: number; readonly to: number },
): Promise<Omit<CountFragmentsTable, 'bitmap'>[]> {
  return reader
    .selectFrom('count_fragments')
    .selectAll()
    .where('kit_id', '=', kitId)
    .where('boot_number', '>=', boots.from)
    .where('boot_number', '<=', boots.to)
    .where('told_day', 'is', null)
    .where('bitmap', 'is not', null)
    .execute();
}

export async function markFragmentTimes(
  writer: Writer,
  kitId: string,
  recordId: string,
  times: FragmentTimes,
): Promise<void> {
  await writer
    .updateTable('count_fragments')
    .set(times)
    .where('kit_id', '=', kitId)
    .where('record_id', '=', recordId)
    .execute();
}

/** Only while its bitmap is there: afterwards nothing tells it from the rest of its day. */
export async function deleteFragment(
  writer: Writer,
  kitId: string,
  recordId: string,
): Promise<CountPeriod | undefined> {
  const row = await writer
    .deleteFrom('count_fragments')
    .where('kit_id', '=', kitId)
    .where('record_id', '=', recordId)
    .where('bitmap', 'is not', null)
    .returning(['site_id', 'period', 'profile'])
    .executeTakeFirst();
  return row && { siteId: row.site_id, period: row.period, profile: row.profile };
}

/** Groups with bitmaps of which nothing came since, under keys of a day. */
export async function listQuietGroups(
  reader: Reader,
  receivedBefore: number,
  limit: number,
): Promise<CountGroup[]> {
  const rows = await reader
    .selectFrom('count_fragments')
    .select(['site_id', 'period', 'profile', 'key_id'])
    .where('bitmap', 'is not', null)
    .where('profile', '=', 'local')
    .groupBy(['profile', 'key_id', 'site_id', 'period'])
    .having((is) => is(is.fn.max('received_at'), '<', receivedBefore))
    .limit(limit)
    .execute();
  return rows.map(toGroup);
}

export interface OpenWeekKey {
  readonly keyId: string;
  readonly profile: CountProfile;
  /** The Monday that most of its fragments lie after. */
  readonly week: string;
  readonly lastReceivedAt: number;
}

/** Keys of a week that still have bitmaps. */
export async function listOpenWeekKeys(reader: Reader): Promise<OpenWeekKey[]> {
  const rows = await reader
    .selectFrom('count_fragments')
    .select((is) => [
      'profile',
      'key_id',
      'week',
      is.fn.countAll<number>().as('n'),
      is.fn.max('received_at').as('last'),
    ])
    .where('bitmap', 'is not', null)
    .where('profile', '!=', 'local')
    .groupBy(['profile', 'key_id', 'week'])
    .orderBy('n')
    .orderBy('week')
    .execute();
  const keys = new Map<string, OpenWeekKey>();
  for (const row of rows) {
    const name = `${row.profile} ${row.key_id}`;
    const lastReceivedAt = Math.max(Number(row.last), keys.get(name)?.lastReceivedAt ?? 0);
    keys.set(name, { keyId: row.key_id, profile: row.profile, week: row.week, lastReceivedAt });
  }
  return [...keys.values()];
}

/** Everything that still has a bitmap under a key, by site and period. */
export function listOpenUnderKey(
  reader: Reader,
  { keyId, profile }: Pick<OpenWeekKey, 'keyId' | 'profile'>,
): Promise<CountFragmentsTable[]> {
  return reader
    .selectFrom('count_fragments')
    .selectAll()
    .where('bitmap', 'is not', null)
    .where('profile', '=', profile)
    .where('key_id', '=', keyId)
    .orderBy('site_id')
    .orderBy('period')
    .execute();
}

export async function forgetBitmap(writer: Writer, kitId: string, recordId: string): Promise<void> {
  await writer
    .updateTable('count_fragments')
    .set({ bitmap: null })
    .where('kit_id', '=', kitId)
    .where('record_id', '=', recordId)
    .execute();
}

const toGroup = (
  row: Pick<CountFragmentsTable, 'site_id' | 'period' | 'profile' | 'key_id'>,
): CountGroup => ({
  siteId: row.site_id,
  period: row.period,
  profile: row.profile,
  keyId: row.key_id,
});
