/**
 * The files of week keys, all JSON. Between a collector and its mission's data-protection officer: the list of kits (collector →
 * officer), the officer's own key (stays with the officer, offline), and the week keys (officer → collector). And a kit's own key, to
 * which they are sealed, which stays on that kit. Two hold a secret: the officer's and the kit's.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { kitId, toHex } from './ids.ts';

const key = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32, '32 bytes in base64');

export const countKitsFile = z.strictObject({
  format: z.literal('dtm-wifi-count-kits/1'),
  kits: z
    .array(
      z.strictObject({
        kit_id: kitId,
        site_id: z.string().min(1).max(12),
        site_name: z.string().max(200),
        /** X25519: week keys are sealed to it. */
        public_key: key,
      }),
    )
    .max(10_000),
});
export type CountKitsFile = z.infer<typeof countKitsFile>;

/** In a kit's data folder. */
export const countKeyFileName = 'count-key.json';

export const countKeyFile = z.strictObject({
  format: z.literal('dtm-wifi-count-key/1'),
  /** Whose it is: another enrolment of the same machine gets another. */
  kit_id: kitId,
  /** X25519. */
  private_key: key,
});
export type CountKeyFile = z.infer<typeof countKeyFile>;

export const officerKeyFile = z.strictObject({
  format: z.literal('dtm-wifi-officer-key/1'),
  /** Ed25519 seed. */
  private_key: key,
  public_key: key,
});
export type OfficerKeyFile = z.infer<typeof officerKeyFile>;

export const weekKeysFile = z.strictObject({
  format: z.literal('dtm-wifi-week-keys/1'),
  officer_public_key: key,
  documents: z.array(z.strictObject({ kit_id: kitId, document: z.base64().max(3000) })).max(10_000),
});
export type WeekKeysFile = z.infer<typeof weekKeysFile>;

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** For two people to read to each other: 80 bits of a key's SHA-256, "3f2a 91bc 0d7e 44a1 5b90". */
export function fingerprint(publicKey: Uint8Array): string {
  const hex = toHex(new Uint8Array(createHash('sha256').update(publicKey).digest())).slice(0, 20);
  return hex.match(/.{4}/g)?.join(' ') ?? '';
}
