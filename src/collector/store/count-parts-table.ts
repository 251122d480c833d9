/** How many devices bitmaps stood for that are no more. */
import type { CountGroup, CountPeriod } from './count-fragments-table.ts';
import type { CountPartsTable } from './count-tables.ts';
import type { Reader, Writer } from './open-store.ts';

export function listParts(reader: Reader, of: CountPeriod): Promise<CountPartsTable[]> {
  return reader
    .selectFrom('count_parts')
    .selectAll()
    .where('site_id', '=', of.siteId)
    .where('period', '=', of.period)
    .where('profile', '=', of.profile)
    .orderBy('key_id')
    .orderBy('part')
    .execute();
}

/** @param part how many there are of this group already */
export async function insertPart(
  writer: Writer,
  of: CountGroup,
  part: number,
  {
    value,
    deviation,
    isLowerBound,
  }: { readonly value: number; readonly deviation: number; readonly isLowerBound: boolean },
): Promise<void> {
  await writer
    .insertInto('count_parts')
    .values({
      site_id: of.siteId,
      period: of.period,
      profile: of.profile,
      key_id: of.keyId,
      part,
      estimate: value,
      deviation,
      is_lower_bound: isLowerBound ? 1 : 0,
    })
    .execute();
}
