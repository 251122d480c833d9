/**
 * How a week's key is sealed to one kit, and opened there. HPKE as for envelopes (hpke-suite.ts); the context is bound to what it is
 * for, the associated data to the kit, the week and the key's id, so that no sealed key passes for another's. The kit's own key pair is
 * made at the kit: whoever enrols it knows the public half at most, once the kit has told it.
 */
import { ByteWriter } from './bytes.ts';
import { type OpeningKey, suite } from './envelope.ts';
import { fromHex, type KitId } from './ids.ts';
import { Problem } from './problems.ts';
import { sealedKeyLength } from './week-keys.ts';
import type { Week } from './weeks.ts';

export const weekKeyLength = 32;
const info = new TextEncoder().encode('dtm-wifi/week-key/1');
const encLength = 32;

export interface WeekKeyBinding {
  readonly kitId: KitId;
  readonly week: Pick<Week, 'fromUtcMs'>;
  readonly keyId: string;
}

/** @param key 32 bytes. @param kitPublicKey X25519, 32 bytes. Returns enc 32 ‖ ciphertext 48. Throws `malformed` where the kit's key is none. */
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
