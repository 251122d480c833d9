/** What kits learned of the world's time, by boot: what their submissions' dates are computed from. */
import type { ClockRecord } from '../../protocol/records.ts';
import type { Reader, Writer } from './open-store.ts';
import type { ClockReadingsTable } from './tables.ts';

export async function insertClockReading(
  writer: Writer,
  kitId: string,
  recordId: string,
  reading: ClockRecord,
): Promise<void> {
  await writer
    .insertInto('clock_readings')
    .values({
      kit_id: kitId,
      record_id: recordId,
      boot_number: reading.at.bootNumber,
      boot_id: reading.at.bootId,
      ms_since_boot: Math.round(reading.at.msSinceBoot),
      utc_ms: Math.round(reading.utcMs),
      uncertainty_ms: Math.ceil(reading.uncertaintyMs),
      source: reading.source,
    })
    .onConflict((conflict) => conflict.columns(['kit_id', 'record_id']).doNothing())
    .execute();
}

/**
 * The readings that can say something of a boot: its own, and those of the nearest boots with any, before and after.
 * Farther ones can only say the same less exactly.
 */
export async function listReadingsAround(
  reader: Reader,
  kitId: string,
  bootNumber: number,
): Promise<ClockRecord[]> {
  const [before, after] = await Promise.all([
    nearest(reader, kitId, bootNumber, '<'),
    nearest(reader, kitId, bootNumber, '>'),
  ]);
  const rows = await reader
    .selectFrom('clock_readings')
    .selectAll()
    .where('kit_id', '=', kitId)
    .where('boot_number', 'in', [before ?? bootNumber, bootNumber, after ?? bootNumber])
    .execute();
  return rows.map(toReading);
}

/** The number of the nearest boot with a reading on that side; undefined: there is none. */
export async function nearest(
  reader: Reader,
  kitId: string,
  bootNumber: number,
  side: '<' | '>',
): Promise<number | undefined> {
  const row = await reader
    .selectFrom('clock_readings')
    .select('boot_number')
    .where('kit_id', '=', kitId)
    .where('boot_number', side, bootNumber)
    .orderBy('boot_number', side === '<' ? 'desc' : 'asc')
    .limit(1)
    .executeTakeFirst();
  return row?.boot_number;
}

const toReading = (row: ClockReadingsTable): ClockRecord => ({
  at: { bootNumber: row.boot_number, bootId: row.boot_id, msSinceBoot: row.ms_since_boot },
  utcMs: row.utc_ms,
  uncertaintyMs: row.uncertainty_ms,
  source: row.source,
});
