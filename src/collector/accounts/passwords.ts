/** Passwords as argon2id hashes (RFC 9106): `argon2id$memory$passes$lanes$salt$hash`, so that the cost can rise later. */
import { argon2, timingSafeEqual } from 'node:crypto';
import { type RandomBytes, systemRandom } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';

/** OWASP's recommendation: 19 MiB, two passes, one lane. Few enough that a burst of sign-ins does not take the machine. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;
const saltLength = 16;
export const minPasswordLength = 12;
const maxPasswordLength = 200;

/** Throws `invalid_request` for a password that is too short or too long. */
export async function hashPassword(password: string, random: RandomBytes = systemRandom): Promise<string> {
  if (password.length < minPasswordLength || password.length > maxPasswordLength)
    throw new Problem(
      'invalid_request',
      `a password has ${minPasswordLength} to ${maxPasswordLength} characters`,
    );
  const salt = random(saltLength);
  const hash = await derive(password, salt, cost);
  return ['argon2id', cost.memory, cost.passes, cost.parallelism, toBase64(salt), toBase64(hash)].join('$');
}

/** @param stored undefined for an account that does not exist: the same work is done, and the answer is no. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, memory, passes, parallelism, salt, hash] = (stored ?? nobody).split('$');
  const expected = Buffer.from(hash ?? '', 'base64');
  const found = await derive(password.slice(0, maxPasswordLength), Buffer.from(salt ?? '', 'base64'), {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  const isEqual = found.length === expected.length && timingSafeEqual(found, expected);
  return isEqual && stored !== undefined;
}

/** A hash of the same cost that belongs to nobody. */
const nobody = [
  'argon2id',
  cost.memory,
  cost.passes,
  cost.parallelism,
  toBase64(new Uint8Array(saltLength)),
  toBase64(new Uint8Array(tagLength)),
].join('$');

function derive(password: string, salt: Uint8Array, parameters: typeof cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: password, nonce: salt, tagLength, ...parameters }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
