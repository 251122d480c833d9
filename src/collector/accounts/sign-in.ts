/**
 * Signing in and out. What must stay true: an account that does not exist answers as one that does, in words and in time;
 * five wrong passwords lock an account for a quarter of an hour, whoever asks and whatever restarts.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { newId, type RandomBytes, systemRandom } from '../../protocol/ids.ts';
import { addFailure, countFailures, deleteFailures, maxFailures } from '../store/lockouts-table.ts';
import type { Store } from '../store/open-store.ts';
import { deleteSession, findSession, insertSession, maxSessionMs } from '../store/sessions-table.ts';
import { insertSignIn } from '../store/sign-ins-table.ts';
import { findUser } from '../store/users-table.ts';
import { isPassword } from './passwords.ts';

export interface AccountTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly random?: RandomBytes;
}

export type SignInOutcome =
  | { readonly kind: 'signed_in'; readonly session: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'locked_out' };

export async function signIn(
  tools: AccountTools,
  given: { readonly email: string; readonly password: string },
): Promise<SignInOutcome> {
  const { store, clock, random = systemRandom } = tools;
  const email = normalEmail(given.email);
  const account = sha256(email);
  const user = await findUser(store.read, email);
  // Counted before the slow comparison: tries at the same time do not slip past the limit together.
  const isLocked = await store.transaction(async (writer) => {
    if ((await countFailures(writer, account, clock.now())) >= maxFailures) return true;
    await addFailure(writer, account, clock.now());
    return false;
  });
  const isRight = await isPassword(given.password, user?.password_hash);
  const kind = isLocked ? 'locked_out' : isRight ? 'signed_in' : 'wrong';
  const session = Buffer.from(random(32)).toString('base64url');
  await store.transaction(async (writer) => {
    const happened_at = clock.now();
    await insertSignIn(writer, {
      sign_in_id: newId(16, random),
      email: user ? email : '',
      outcome: kind,
      happened_at,
    });
    if (kind !== 'signed_in') return;
    await deleteFailures(writer, account);
    const expires_at = happened_at + maxSessionMs;
    await insertSession(writer, { session_hash: sha256(session), email, expires_at });
  });
  return kind === 'signed_in' ? { kind, session } : { kind };
}

/** @param session the cookie's value. @returns the address of whoever is signed in. */
export async function whoIsSignedIn(
  { store, clock }: AccountTools,
  session: string | undefined,
): Promise<string | undefined> {
  if (!session) return undefined;
  return (await findSession(store.read, sha256(session), clock.now()))?.email;
}

export async function signOut(tools: AccountTools, session: string, email: string): Promise<void> {
  const { store, clock, random = systemRandom } = tools;
  await store.transaction(async (writer) => {
    await deleteSession(writer, sha256(session));
    await insertSignIn(writer, {
      sign_in_id: newId(16, random),
      email,
      outcome: 'signed_out',
      happened_at: clock.now(),
    });
  });
}

export const normalEmail = (text: string): string => text.trim().toLowerCase();

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
