/** Who signed in, and who tried, for ninety days. */
import type { Writer } from './open-store.ts';
import type { SignInsTable } from './tables.ts';

const keptMs = 90 * 24 * 60 * 60 * 1000;

export async function insertSignIn(writer: Writer, row: SignInsTable): Promise<void> {
  await writer
    .deleteFrom('sign_ins')
    .where('happened_at', '<=', row.happened_at - keptMs)
    .execute();
  await writer.insertInto('sign_ins').values(row).execute();
}
