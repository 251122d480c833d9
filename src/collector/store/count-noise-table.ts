/** The noise of each day's figure, by what it was drawn for. */
import type { CountPeriod } from './count-fragments-table.ts';
import type { Reader, Writer } from './open-store.ts';

export async function findNoise(
  reader: Reader,
  of: CountPeriod,
  digest: string,
): Promise<number | undefined> {
  const row = await reader
    .selectFrom('count_noise')
    .select('noise')
    .where('site_id', '=', of.siteId)
    .where('period', '=', of.period)
    .where('profile', '=', of.profile)
    .where('digest', '=', digest)
    .executeTakeFirst();
  return row?.noise;
}

export async function insertNoise(
  writer: Writer,
  of: CountPeriod,
  digest: string,
  noise: number,
): Promise<void> {
  await writer
    .insertInto('count_noise')
    .values({ site_id: of.siteId, period: of.period, profile: of.profile, digest, noise })
    .execute();
}

/** A digest of few bits can be tried out: it goes with the bitmap. */
export async function deleteNoise(writer: Writer, of: CountPeriod): Promise<void> {
  await writer
    .deleteFrom('count_noise')
    .where('site_id', '=', of.siteId)
    .where('period', '=', of.period)
    .where('profile', '=', of.profile)
    .execute();
}
