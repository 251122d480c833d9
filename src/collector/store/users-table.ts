/** Staff who may sign in. Addresses are compared in lower case. */
import type { Reader, Writer } from './open-store.ts';
import type { UsersTable } from './tables.ts';

/** A new user, or a new password for one that exists. */
export async function saveUser(writer: Writer, user: UsersTable): Promise<void> {
  await writer
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.column('email').doUpdateSet({ password_hash: user.password_hash }))
    .execute();
}

export function findUser(reader: Reader, email: string): Promise<UsersTable | undefined> {
  return reader.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
}
