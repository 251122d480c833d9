/** Bearer tokens (RFC 6750): `dtm_<id>_<secret>`. The id finds the row, the secret is compared by hash in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../protocol/problems.ts';
import { findApiToken } from '../store/api-tokens-table.ts';
import type { Reader } from '../store/open-store.ts';

export const apiTokenOf = (tokenId: string, secret: string): string => `dtm_${tokenId}_${secret}`;

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** @param header the request's Authorization. Throws `bad_token`. */
export async function checkApiToken(reader: Reader, header: string | undefined): Promise<void> {
  const [, tokenId, secret] = /^Bearer dtm_([0-9a-f]{16})_([\w-]{43})$/i.exec(header ?? '') ?? [];
  if (tokenId === undefined || secret === undefined) throw new Problem('bad_token');
  const row = await findApiToken(reader, tokenId.toLowerCase());
  const expected = Buffer.from(row?.secret_hash ?? '0'.repeat(64), 'hex');
  if (!timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), expected) || !row)
    throw new Problem('bad_token');
}
