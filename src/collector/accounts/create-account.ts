/** What an administrator makes from the command line: staff who sign in, tokens for programs. */
import type { Clock } from '../../platform/clock.ts';
import { newId, type RandomBytes, systemRandom } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import { insertApiToken } from '../store/api-tokens-table.ts';
import type { Store } from '../store/open-store.ts';
import { deleteSessionsOf } from '../store/sessions-table.ts';
import { saveUser } from '../store/users-table.ts';
import { apiTokenOf, hashSecret } from './api-tokens.ts';
import { hashPassword } from './passwords.ts';
import { normalEmail } from './sign-in.ts';

interface Making {
  readonly store: Store;
  readonly clock: Clock;
  readonly random?: RandomBytes;
}

/** A new user, or a new password for one that exists, who is then signed out everywhere. Throws `invalid_request`. */
export async function createUser(
  { store, clock, random = systemRandom }: Making,
  user: { readonly email: string; readonly password: string },
): Promise<void> {
  const email = normalEmail(user.email);
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new Problem('invalid_request', 'email: such as "ana@example.org"');
  const password_hash = await hashPassword(user.password, random);
  await store.transaction(async (writer) => {
    await saveUser(writer, { email, password_hash, created_at: clock.now() });
    await deleteSessionsOf(writer, email);
  });
}

/** @returns the token, which is not shown again. */
export async function createApiToken(
  { store, clock, random = systemRandom }: Making,
  name: string,
): Promise<string> {
  const tokenId = newId(8, random);
  const secret = Buffer.from(random(32)).toString('base64url');
  const row = { token_id: tokenId, name, secret_hash: hashSecret(secret), created_at: clock.now() };
  await store.transaction((writer) => insertApiToken(writer, row));
  return apiTokenOf(tokenId, secret);
}
