/** An officer, week keys of theirs, and a time that a test sets. */
import { randomBytes } from 'node:crypto';
import { makeWeekKeys } from '../../src/count/make-week-keys.ts';
import type { Signer } from '../../src/protocol/signing.ts';
import { signerFromSeed } from '../../src/protocol/signing.ts';
import { type CountKitsFile, toBase64, type WeekKeysFile } from '../../src/protocol/week-key-files.ts';
import type { Week } from '../../src/protocol/weeks.ts';

export const officer: Signer = signerFromSeed(new Uint8Array(32).fill(0x66));
export const officerPublicKey = toBase64(officer.publicKey);

export interface MadeWeekKeys {
  readonly file: WeekKeysFile;
  /** In the clear, as nothing but a test sees them, in the order of the weeks. */
  readonly keys: readonly Uint8Array[];
}

export async function makeTestWeekKeys(
  kits: readonly { readonly kitId: string; readonly publicKey: Uint8Array }[],
  weeks: readonly Week[],
  utcMs: number,
  by: Signer = officer,
): Promise<MadeWeekKeys> {
  const keys: Uint8Array[] = [];
  const listed: CountKitsFile['kits'] = kits.map(({ kitId, publicKey }) => ({
    kit_id: kitId,
    site_id: 'XD-01',
    site_name: 'a site',
    public_key: toBase64(publicKey),
  }));
  const random = (length: number) => {
    const bytes = new Uint8Array(randomBytes(length));
    if (length === 32) keys.push(bytes.slice());
    return bytes;
  };
  return { file: await makeWeekKeys({ kits: listed, officer: by, weeks, utcMs, random }), keys };
}

/** What a kit knows of the time. */
export interface SetTime {
  now: { utcMs: number; uncertaintyMs: number } | undefined;
  /** Had passed for certain at the start, by earlier readings. */
  earliest: number | undefined;
  estimateUtc(): SetTime['now'];
  earliestUtcMs(): number | undefined;
}

export function settableTime(utcMs?: number): SetTime {
  const time: SetTime = {
    now: utcMs === undefined ? undefined : { utcMs, uncertaintyMs: 500 },
    earliest: undefined,
    estimateUtc: () => time.now,
    earliestUtcMs: () => (time.now ? time.now.utcMs - time.now.uncertaintyMs : time.earliest),
  };
  return time;
}
