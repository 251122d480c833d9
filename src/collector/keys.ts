/**
 * The collector's keys: X25519 to open what kits seal (operations), its offline twin (recovery), and Ed25519 to sign
 * receipts. The recovery key's private half is in a file of its own, made to be carried away; the collector keeps only its
 * public half. Files are readable by their owner only and are never overwritten: a lost key is lost data.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { type OpeningKey, openingKey, publicKeyOf } from '../protocol/envelope.ts';
import { type RandomBytes, systemRandom } from '../protocol/ids.ts';
import { Problem } from '../protocol/problems.ts';
import { type Signer, signerFromSeed } from '../protocol/signing.ts';

const keyBytes = 32;
const key = z.base64().refine((text) => fromBase64(text).length === keyBytes, '32 bytes in base64');

const keysFile = z.strictObject({
  format: z.literal('dtm-wifi-collector-keys/1'),
  operations_private_key: key,
  recovery_public_key: key,
  signing_key: key,
});
const recoveryFile = z.strictObject({
  format: z.literal('dtm-wifi-recovery-key/1'),
  private_key: key,
});

export interface CollectorKeys {
  readonly operations: OpeningKey;
  /** Raw X25519 keys: what kits seal to. */
  readonly operationsPublicKey: Uint8Array;
  readonly recoveryPublicKey: Uint8Array;
  readonly signer: Signer;
}

export const keysPath = (folder: string): string => join(folder, 'collector-keys.json');
export const recoveryKeyPath = (folder: string): string => join(folder, 'recovery-key.json');

/**
 * Makes both files in `folder` and returns their paths. Throws `bad_config` where one of them exists.
 */
export function makeCollectorKeys(
  folder: string,
  random: RandomBytes = systemRandom,
): { readonly keysPath: string; readonly recoveryKeyPath: string } {
  const paths = { keysPath: keysPath(folder), recoveryKeyPath: recoveryKeyPath(folder) };
  for (const path of Object.values(paths))
    if (existsSync(path))
      throw new Problem('bad_config', `${path} exists. Keys are never overwritten: move it away first.`);
  const recovery = random(keyBytes);
  write(paths.recoveryKeyPath, { format: 'dtm-wifi-recovery-key/1', private_key: toBase64(recovery) });
  write(paths.keysPath, {
    format: 'dtm-wifi-collector-keys/1',
    operations_private_key: toBase64(random(keyBytes)),
    recovery_public_key: toBase64(publicKeyOf(recovery)),
    signing_key: toBase64(random(keyBytes)),
  });
  return paths;
}

/** Throws `bad_config` where the file is missing or is not what it should be. */
export async function loadCollectorKeys(folder: string): Promise<CollectorKeys> {
  const file = read(keysPath(folder), keysFile);
  const operations = fromBase64(file.operations_private_key);
  return {
    operations: await openingKey(operations),
    operationsPublicKey: publicKeyOf(operations),
    recoveryPublicKey: fromBase64(file.recovery_public_key),
    signer: signerFromSeed(fromBase64(file.signing_key)),
  };
}

/** @param path of the file that was carried away. Throws `bad_config`. */
export async function loadRecoveryKey(path: string): Promise<OpeningKey> {
  return openingKey(fromBase64(read(path, recoveryFile).private_key));
}

function write(path: string, content: object): void {
  writeFileAtomically(path, `${JSON.stringify(content, null, 2)}\n`, 0o600);
}

function read<T>(path: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Problem('bad_config', `${path} cannot be read. Make keys with "dtm-wifi keys make".`, {
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('bad_config', `${path} is not JSON.`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    // Only where it is wrong: the file is full of secrets.
    const where = parsed.error.issues.map(({ path: at }) => at.join('.') || '(top)');
    throw new Problem('bad_config', `${path}: wrong or missing: ${where.join(', ')}`);
  }
  return parsed.data;
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
