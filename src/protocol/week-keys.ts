/**
 * The mission's weekly counting keys on their way to one kit. Made offline by the mission's data-protection officer, sealed to the
 * kit's own key; the collector in between relays what it cannot open. What must stay true: a key is in here sealed, never in the clear.
 *
 *   magic "DTMW" │ version 1 │ kit_id 8 │ number varint │ weeks n 1, from 1 to 5
 *   n × ( begins at, ms since 1970, varint: a Monday 00:00 UTC │ key id 8 │ SHA-256 of the sealed key 32 ), rising, a week apart or more
 *   Ed25519 signature of the officer 64, over all before it
 *   n × ( sealed key: length varint, then 80 bytes; or length 0: the week is over, and it was taken away )
 *
 * The signature covers the sealed keys by their hashes. So those of a week that is over can be taken out wherever the document lies,
 * and what is left can still be checked.
 */
import { createHash } from 'node:crypto';
import { ByteReader, ByteWriter } from './bytes.ts';
import { fromHex, type KitId, toHex } from './ids.ts';
import { Problem } from './problems.ts';
import { type Signer, signatureLength, type Verifier } from './signing.ts';
import { isWeekBegin, type Week, weekAt, weekMs } from './weeks.ts';

export const weekKeysContext = 'dtm-wifi/week-keys/1';
export const maxWeekKeysBytes = 2048;
/** The current week and four ahead. */
export const maxWeeks = 5;
/** HPKE: enc 32, key 32, tag 16. */
export const sealedKeyLength = 80;

const magic = new TextEncoder().encode('DTMW');
const version = 1;
const keyIdLength = 8;
const hashLength = 32;

export interface SealedWeek extends Week {
  /** Of the week's key, the same at every kit: 16 hexadecimal digits, random. */
  readonly keyId: string;
  /** undefined: the week is over, and it was taken away. */
  readonly sealed: Uint8Array | undefined;
}

export interface WeekKeys {
  readonly kitId: KitId;
  /** Only rises. */
  readonly number: number;
  readonly weeks: readonly SealedWeek[];
}

type Entry = Omit<SealedWeek, 'sealed'> & { readonly sealed: Uint8Array };

export function encodeWeekKeys(
  { kitId, number, weeks }: Omit<WeekKeys, 'weeks'> & { readonly weeks: readonly Entry[] },
  officer: Signer,
): Uint8Array {
  const out = new ByteWriter().raw(magic).u8(version).raw(fromHex(kitId)).varint(number).u8(weeks.length);
  for (const { fromUtcMs, keyId, sealed } of weeks)
    out.varint(fromUtcMs).raw(fromHex(keyId)).raw(hashOf(sealed));
  out.raw(officer.sign(weekKeysContext, out.finish()));
  for (const { sealed } of weeks) out.bytes(sealed);
  return out.finish();
}

/**
 * Verifies and reads. Throws `too_large`, `truncated`, `malformed`, `unsupported_version`, or `not_officers` where the signature, or
 * the hash of a sealed key under it, does not match.
 */
export function decodeWeekKeys(bytes: Uint8Array, officer: Verifier): WeekKeys {
  const { signed, signature, ...keys } = readWeekKeys(bytes);
  if (!officer.verify(weekKeysContext, signed, signature)) throw new Problem('not_officers');
  return keys;
}

/** The same document without the sealed keys of weeks that are over. undefined: nothing is left. Throws as decodeWeekKeys does. */
export function withoutOver(bytes: Uint8Array, utcMs: number): Uint8Array | undefined {
  const { signed, signature, weeks } = readWeekKeys(bytes);
  const left = weeks.map(({ untilUtcMs, sealed }) => (untilUtcMs > utcMs ? sealed : undefined));
  if (left.every((sealed) => sealed === undefined)) return undefined;
  const out = new ByteWriter().raw(signed).raw(signature);
  for (const sealed of left) out.bytes(sealed ?? new Uint8Array());
  return out.finish();
}

interface ReadKeys extends WeekKeys {
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Who signed is not looked at. The hashes are: a sealed key that was changed is refused here. */
function readWeekKeys(bytes: Uint8Array): ReadKeys {
  if (bytes.length > maxWeekKeysBytes) throw new Problem('too_large', 'week keys');
  const reader = new ByteReader(bytes);
  if (toHex(reader.raw(magic.length)) !== toHex(magic)) throw new Problem('malformed', 'not week keys');
  if (reader.u8() !== version) throw new Problem('unsupported_version', 'week keys');
  const kitId = toHex(reader.raw(8));
  const number = reader.varint();
  const count = reader.u8();
  if (count < 1 || count > maxWeeks) throw new Problem('malformed', `${count} weeks`);
  const heads = Array.from({ length: count }, () => ({
    fromUtcMs: reader.varint(),
    keyId: toHex(reader.raw(keyIdLength)),
    hash: toHex(reader.raw(hashLength)),
  }));
  const signed = bytes.subarray(0, reader.offset);
  const signature = reader.raw(signatureLength);
  const weeks = heads.map(({ fromUtcMs, keyId, hash }): SealedWeek => {
    const sealed = reader.bytes(sealedKeyLength);
    if (sealed.length > 0 && sealed.length !== sealedKeyLength)
      throw new Problem('malformed', 'a sealed key of another length');
    if (sealed.length > 0 && toHex(hashOf(sealed)) !== hash)
      throw new Problem('not_officers', 'a sealed key was changed');
    if (!isWeekBegin(fromUtcMs)) throw new Problem('malformed', 'a week begins on Monday, 00:00 UTC');
    return { ...weekAt(fromUtcMs), keyId, sealed: sealed.length > 0 ? Uint8Array.from(sealed) : undefined };
  });
  reader.end();
  for (const [index, { fromUtcMs }] of weeks.entries())
    if (index > 0 && fromUtcMs < (weeks[index - 1]?.fromUtcMs ?? 0) + weekMs)
      throw new Problem('malformed', 'the weeks are not in order');
  return { kitId, number, weeks, signed, signature };
}

const hashOf = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
