/** What visitors took back. It is remembered, because the record may arrive after its withdrawal. */
import type { Reader, Writer } from './open-store.ts';

export async function insertWithdrawal(
  writer: Writer,
  kitId: string,
  recordId: string,
  at: number,
): Promise<void> {
  await writer
    .insertInto('withdrawals')
    .values({ kit_id: kitId, record_id: recordId, withdrawn_at: at })
    .onConflict((conflict) => conflict.columns(['kit_id', 'record_id']).doNothing())
    .execute();
}

/** Which of these records were withdrawn. */
export async function listWithdrawn(
  reader: Reader,
  kitId: string,
  recordIds: readonly string[],
): Promise<Set<string>> {
  if (recordIds.length === 0) return new Set();
  const rows = await reader
    .selectFrom('withdrawals')
    .select('record_id')
    .where('kit_id', '=', kitId)
    .where('record_id', 'in', recordIds)
    .execute();
  return new Set(rows.map((row) => row.record_id));
}
