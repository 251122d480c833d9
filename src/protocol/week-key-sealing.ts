/**
 * How a week's key is sealed to one kit, and opened there. HPKE as for envelopes (hpke-suite.ts); the context is bound to what it is
 * for, the associated data to the kit, the week and the key's id, so that no sealed key passes for another's. The kit's own key pair is
 * derived from its enrolment's seed under a label of its own: whoever enrols the kit can tell the officer the public half.
 */
import { hkdfSync } from 'node:crypto';
import { ByteWriter } from './bytes.ts';
import { type OpeningKey, openingKey, publicKeyOf, suite } from './envelope.ts';
import { fromHex, type KitId } from './ids.ts';
import { Problem } from './problems.ts';
import { sealedKeyLength } from './week-keys.ts';
import type { Week } from './weeks.ts';

export const weekKeyLength = 32;
const kitKeyLabel = 'dtm-wifi/count-kit-key/1';
const info = new TextEncoder().encode('dtm-wifi/week-key/1');
const encLength = 32;

export interface WeekKeyBinding {
  readonly kitId: KitId;
  readonly week: Pick<Week, 'fromUtcMs'>;
  readonly keyId: string;
}

/** The kit's X25519 key for week keys, raw. @param seed the enrolment's signing seed, 32 bytes. */
function kitCountKey(seed: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', seed, new Uint8Array(), kitKeyLabel, 32));
}

/** 32 bytes. What the officer seals to. */
export const kitCountPublicKey = (seed: Uint8Array): Uint8Array => publicKeyOf(kitCountKey(seed));

/** What opens it, at the kit. */
export const kitCountOpeningKey = (seed: Uint8Array): Promise<OpeningKey> => openingKey(kitCountKey(seed));

/** @param key 32 bytes. Returns enc 32 ‖ ciphertext 48. Throws `malformed` where the kit's key is none. */
export async function sealWeekKey(
  key: Uint8Array,
  binding: WeekKeyBinding,
  kitPublicKey: Uint8Array,
): Promise<Uint8Array> {
  try {
    const recipient = await suite.DeserializePublicKey(kitPublicKey);
    const { encapsulatedSecret, ciphertext } = await suite.Seal(recipient, key, {
      aad: associatedData(binding),
      info,
    });
    return new ByteWriter().raw(encapsulatedSecret).raw(ciphertext).finish();
  } catch (cause) {
    throw new Problem('malformed', `kit ${binding.kitId} has no usable public key`, { cause });
  }
}

/** Throws `cannot_open`: another kit's, another week's, or changed. */
export async function openWeekKey(
  sealed: Uint8Array,
  binding: WeekKeyBinding,
  key: OpeningKey,
): Promise<Uint8Array> {
  if (sealed.length !== sealedKeyLength) throw new Problem('cannot_open', 'week key');
  try {
    const enc = sealed.subarray(0, encLength);
    return await suite.Open(key.pair, enc, sealed.subarray(encLength), {
      aad: associatedData(binding),
      info,
    });
  } catch (cause) {
    throw new Problem('cannot_open', 'week key', { cause });
  }
}

const associatedData = ({ kitId, week, keyId }: WeekKeyBinding): Uint8Array =>
  new ByteWriter().raw(fromHex(kitId)).varint(week.fromUtcMs).raw(fromHex(keyId)).finish();
