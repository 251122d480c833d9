/** Who is signed in. The cookie's value is stored as a hash only. */
import type { Reader, Writer } from './open-store.ts';
import type { SessionsTable } from './tables.ts';

export async function insertSession(writer: Writer, session: SessionsTable): Promise<void> {
  await writer
    .deleteFrom('sessions')
    .where('expires_at', '<=', session.expires_at - maxSessionMs)
    .execute();
  await writer.insertInto('sessions').values(session).execute();
}

/** From sign-in: a working day. */
export const maxSessionMs = 10 * 60 * 60 * 1000;

export function findSession(
  reader: Reader,
  sessionHash: string,
  now: number,
): Promise<SessionsTable | undefined> {
  return reader
    .selectFrom('sessions')
    .selectAll()
    .where('session_hash', '=', sessionHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

export async function deleteSession(writer: Writer, sessionHash: string): Promise<void> {
  await writer.deleteFrom('sessions').where('session_hash', '=', sessionHash).execute();
}

/** After a new password nobody stays signed in with the old one. */
export async function deleteSessionsOf(writer: Writer, email: string): Promise<void> {
  await writer.deleteFrom('sessions').where('email', '=', email).execute();
}
