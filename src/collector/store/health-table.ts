/** Health reports: how each kit is, and how it was. */
import { type HealthRecord, healthRecord } from '../../protocol/records.ts';
import type { Reader, Writer } from './open-store.ts';
import type { HealthTable } from './tables.ts';

export interface HealthReport {
  readonly kitId: string;
  readonly receivedAt: number;
  readonly health: HealthRecord;
}

export async function insertHealth(
  writer: Writer,
  kitId: string,
  recordId: string,
  health: HealthRecord,
  receivedAt: number,
): Promise<void> {
  await writer
    .insertInto('health')
    .values({
      kit_id: kitId,
      record_id: recordId,
      boot_number: health.at.bootNumber,
      ms_since_boot: Math.round(health.at.msSinceBoot),
      report: JSON.stringify(health),
      received_at: receivedAt,
    })
    .onConflict((conflict) => conflict.columns(['kit_id', 'record_id']).doNothing())
    .execute();
}

/** The newest first, by the kit's own count: reports may arrive out of order. */
export async function listHealth(reader: Reader, kitId: string, limit: number): Promise<HealthReport[]> {
  const rows = await reader
    .selectFrom('health')
    .selectAll()
    .where('kit_id', '=', kitId)
    .orderBy('boot_number', 'desc')
    .orderBy('ms_since_boot', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toReport);
}

const toReport = (row: HealthTable): HealthReport => ({
  kitId: row.kit_id,
  receivedAt: row.received_at,
  health: healthRecord.parse(JSON.parse(row.report)),
});
