/**
 * The key to which the mission's week keys are sealed for this kit: X25519, in a file of the data folder for the kit's own user. What must
 * stay true: it is made here, at the first start that needs one, and its private half goes nowhere, so that whoever enrolled the kit
 * cannot open what is sealed to it; the key of another enrolment is not used; a kit that counts by itself keeps none.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { readJsonFile } from '../platform/json-file.ts';
import { type OpeningKey, openingKey, publicKeyOf } from '../protocol/envelope.ts';
import type { KitId, RandomBytes } from '../protocol/ids.ts';
import { Problem } from '../protocol/problems.ts';
import {
  type CountKeyFile,
  countKeyFile,
  countKeyFileName,
  fromBase64,
  toBase64,
} from '../protocol/week-key-files.ts';
import { discardFile } from './store/quarantine.ts';

export interface CountKeyParts {
  /** The data folder. */
  readonly folder: string;
  readonly kitId: KitId;
  readonly random: RandomBytes;
}

export interface KitCountKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly opening: OpeningKey;
  /** replaced: the file was damaged, or another enrolment's; what was sealed to that key opens no more. */
  readonly origin: 'found' | 'made' | 'replaced';
}

/** Throws where the file cannot be read or written. */
export async function openCountKey({ folder, kitId, random }: CountKeyParts): Promise<KitCountKey> {
  const path = join(folder, countKeyFileName);
  const found = readOwn(path, kitId);
  const origin = found ? 'found' : existsSync(path) ? 'replaced' : 'made';
  const privateKey = found ?? random(32);
  if (!found) {
    discardFile(path);
    const file: CountKeyFile = {
      format: 'dtm-wifi-count-key/1',
      kit_id: kitId,
      private_key: toBase64(privateKey),
    };
    writeFileAtomically(path, `${JSON.stringify(file, null, 2)}\n`, 0o600);
  }
  const key = { publicKey: publicKeyOf(privateKey), opening: await openingKey(privateKey), origin } as const;
  privateKey.fill(0);
  return key;
}

/** Filled with zeros, and gone. */
export const discardCountKey = (folder: string): void => discardFile(join(folder, countKeyFileName));

function readOwn(path: string, kitId: KitId): Uint8Array | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const file = readJsonFile(path, countKeyFile, 'dtm-wifi kit');
    return file.kit_id === kitId ? fromBase64(file.private_key) : undefined;
  } catch (error) {
    if (Problem.is(error, 'malformed')) return undefined;
    throw error;
  }
}
