/** Kits: which machines may send, with which key, and when they were last heard of. */
import type { Reader, Writer } from './open-store.ts';
import type { KitsTable } from './tables.ts';

export interface Kit {
  readonly kitId: string;
  readonly siteId: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** X25519, 32 bytes: week keys are sealed to it. As the kit told last; null: it has none, or has told none yet. */
  readonly countPublicKey: Uint8Array | null;
  readonly enrolledAt: number;
  readonly revokedAt: number | null;
  readonly lastSeenAt: number | null;
}

export async function insertKit(
  writer: Writer,
  kit: Pick<Kit, 'kitId' | 'siteId' | 'publicKey' | 'enrolledAt'>,
): Promise<void> {
  await writer
    .insertInto('kits')
    .values({
      kit_id: kit.kitId,
      site_id: kit.siteId,
      public_key: toBase64(kit.publicKey),
      count_public_key: null,
      enrolled_at: kit.enrolledAt,
      revoked_at: null,
      last_seen_at: null,
    })
    .execute();
}

export async function findKit(reader: Reader, kitId: string): Promise<Kit | undefined> {
  const row = await reader.selectFrom('kits').selectAll().where('kit_id', '=', kitId).executeTakeFirst();
  return row && toKit(row);
}

export async function listKits(reader: Reader): Promise<Kit[]> {
  return (await reader.selectFrom('kits').selectAll().orderBy('site_id').orderBy('kit_id').execute()).map(
    toKit,
  );
}

/**
 * Notes that the kit was heard of, and holds its row until the transaction ends: two processes that ingest for one kit
 * take turns. Undefined: there is no such kit, or it has been revoked.
 */
export async function markSeen(writer: Writer, kitId: string, at: number): Promise<Kit | undefined> {
  const row = await writer
    .updateTable('kits')
    .set((is) => ({
      // What is read again later does not turn the time back.
      last_seen_at: is.case().when('last_seen_at', '>', at).then(is.ref('last_seen_at')).else(at).end(),
    }))
    .where('kit_id', '=', kitId)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && toKit(row);
}

/** @param countPublicKey base64. */
export async function markCountKey(
  writer: Writer,
  kitId: string,
  countPublicKey: string | null,
): Promise<void> {
  await writer
    .updateTable('kits')
    .set({ count_public_key: countPublicKey })
    .where('kit_id', '=', kitId)
    .execute();
}

/** @param revokedAt null takes the revocation back. False: there is no such kit. */
export async function markRevoked(writer: Writer, kitId: string, revokedAt: number | null): Promise<boolean> {
  const result = await writer
    .updateTable('kits')
    .set({ revoked_at: revokedAt })
    .where('kit_id', '=', kitId)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

const toKit = (row: KitsTable): Kit => ({
  kitId: row.kit_id,
  siteId: row.site_id,
  publicKey: fromBase64(row.public_key),
  countPublicKey: row.count_public_key === null ? null : fromBase64(row.count_public_key),
  enrolledAt: row.enrolled_at,
  revokedAt: row.revoked_at,
  lastSeenAt: row.last_seen_at,
});

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
