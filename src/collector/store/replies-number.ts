/**
 * The number of the document of replies: it rises with every change that visitors could see, in the same transaction, so that kits
 * can ask for what is newer than what they have.
 */
import type { Reader, Writer } from './open-store.ts';

const tally = 'replies_number';

/** 0: nothing was ever told or published. */
export async function findRepliesNumber(reader: Reader): Promise<number> {
  const row = await reader.selectFrom('tallies').select('value').where('name', '=', tally).executeTakeFirst();
  return row?.value ?? 0;
}

/**
 * Never under the second it happened in: a collector restored from a backup of last week must not begin with numbers that its kits
 * hold already.
 * @param at milliseconds since 1970
 */
export async function raiseRepliesNumber(writer: Writer, at: number): Promise<void> {
  const value = Math.max((await findRepliesNumber(writer)) + 1, Math.floor(at / 1000));
  await writer
    .insertInto('tallies')
    .values({ name: tally, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
