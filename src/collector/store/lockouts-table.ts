/** Wrong passwords by account. In the database, so that a restart forgives nothing. */
import type { Reader, Writer } from './open-store.ts';

export const maxFailures = 5;
/** From the last wrong password. */
export const lockoutMs = 15 * 60 * 1000;

export async function countFailures(reader: Reader, accountHash: string, now: number): Promise<number> {
  const row = await reader
    .selectFrom('lockouts')
    .select('failures')
    .where('account_hash', '=', accountHash)
    .where('last_failure_at', '>', now - lockoutMs)
    .executeTakeFirst();
  return row?.failures ?? 0;
}

/** Counts one more, and forgets what is past for all accounts, so that the table stays small whatever is typed. */
export async function addFailure(writer: Writer, accountHash: string, now: number): Promise<void> {
  await writer
    .deleteFrom('lockouts')
    .where('last_failure_at', '<=', now - lockoutMs)
    .execute();
  await writer
    .insertInto('lockouts')
    .values({ account_hash: accountHash, failures: 1, last_failure_at: now })
    .onConflict((conflict) =>
      conflict
        .column('account_hash')
        .doUpdateSet((is) => ({ failures: is('lockouts.failures', '+', 1), last_failure_at: now })),
    )
    .execute();
}

export async function deleteFailures(writer: Writer, accountHash: string): Promise<void> {
  await writer.deleteFrom('lockouts').where('account_hash', '=', accountHash).execute();
}
