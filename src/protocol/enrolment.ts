/**
 * The one file that makes a machine a kit of one collector: made by `dtm-wifi collector enrol`, carried to the kit by
 * hand, kept readable by the kit's user only. It holds the kit's own signing key and everyone else's public keys;
 * no key in it opens an envelope. Keys are base64 of the raw 32 bytes.
 */
import { z } from 'zod';
import { kitId } from './ids.ts';
import { siteSchema } from './site.ts';

const key = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32, '32 bytes in base64');

export const recipientSchema = z.strictObject({
  /** operations: at the collector. recovery: kept offline, for the day the operations key is lost. */
  role: z.enum(['operations', 'recovery']),
  public_key: key,
});

export const enrolmentSchema = z.strictObject({
  format: z.literal('dtm-wifi-enrolment/1'),
  kit_id: kitId,
  /** Ed25519 seed. The only secret in the file. */
  kit_signing_key: key,
  collector_url: z.url({ protocol: /^https?$/ }),
  /** Ed25519: receipts are checked with it. */
  collector_public_key: key,
  recipients: z.array(recipientSchema).min(1).max(4),
  round: z.int().min(1),
  site: siteSchema,
});
export type Enrolment = z.infer<typeof enrolmentSchema>;
