/** Week keys on their way to kits: one signed document a kit, which only that kit can open. */
import type { Reader, Writer } from './open-store.ts';

export interface WeekKeysRow {
  readonly kitId: string;
  readonly number: number;
  readonly document: Uint8Array;
  /** Milliseconds since 1970, UTC. */
  readonly receivedAt: number;
}

/** Takes the place of the kit's earlier one. False: that one has the same number or a higher one, and stays. */
export async function insertWeekKeys(writer: Writer, row: WeekKeysRow): Promise<boolean> {
  const changing = {
    number: row.number,
    document: Buffer.from(row.document),
    received_at: row.receivedAt,
  };
  const result = await writer
    .insertInto('week_keys')
    .values({ kit_id: row.kitId, ...changing })
    .onConflict((conflict) =>
      conflict.column('kit_id').doUpdateSet(changing).where('week_keys.number', '<', row.number),
    )
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function findWeekKeys(reader: Reader, kitId: string): Promise<WeekKeysRow | undefined> {
  const row = await reader.selectFrom('week_keys').selectAll().where('kit_id', '=', kitId).executeTakeFirst();
  return (
    row && {
      kitId: row.kit_id,
      number: row.number,
      document: new Uint8Array(row.document),
      receivedAt: row.received_at,
    }
  );
}

export async function listWeekKeys(reader: Reader): Promise<Pick<WeekKeysRow, 'kitId' | 'document'>[]> {
  const rows = await reader.selectFrom('week_keys').select(['kit_id', 'document']).execute();
  return rows.map((row) => ({ kitId: row.kit_id, document: new Uint8Array(row.document) }));
}

/** The same document with less in it. */
export async function markTakenOut(writer: Writer, kitId: string, document: Uint8Array): Promise<void> {
  await writer
    .updateTable('week_keys')
    .set({ document: Buffer.from(document) })
    .where('kit_id', '=', kitId)
    .execute();
}

export async function deleteWeekKeys(writer: Writer, kitId: string): Promise<void> {
  await writer.deleteFrom('week_keys').where('kit_id', '=', kitId).execute();
}
