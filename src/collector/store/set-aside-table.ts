/**
 * What was set aside, and why. Unauthenticated bundles are bounded in number and bytes, since anybody can send them;
 * what an enrolled kit signed is always kept.
 */
import type { RecordKind } from '../../protocol/envelope.ts';
import type { Reader, Writer } from './open-store.ts';
import type { RecordsTable, SetAsideTable } from './tables.ts';

export const maxUnauthenticatedItems = 10_000;
export const maxUnauthenticatedBytes = 64 * 1024 * 1024;
/** Of bundles that no kit known here has signed. The signature of a revoked kit still says whose they are. */
const unvouchedReasons = ['unknown_kit', 'bad_signature'];
const droppedTally = 'unauthenticated_bundles_dropped';

export type SetAsideItem = Omit<SetAsideTable, 'bytes'>;
const itemColumns = [
  'item_id',
  'what',
  'reason',
  'detail',
  'kit_id',
  'incarnation',
  'number',
  'seq',
  'is_authenticated',
  'size_bytes',
  'set_aside_at',
] as const;

export const recordItemId = (row: { kit_id: string; incarnation: string; seq: number }): string =>
  `${row.kit_id}-${row.incarnation}-${row.seq}`;

/** The same item again is one item, with its present reason. */
export async function insertSetAside(writer: Writer, row: SetAsideTable): Promise<'kept' | 'dropped'> {
  if (row.is_authenticated === 0 && !(await hasRoom(writer, row))) {
    await addToTally(writer, droppedTally);
    return 'dropped';
  }
  const { item_id, set_aside_at, ...changing } = { ...row, bytes: row.bytes && Buffer.from(row.bytes) };
  await writer
    .insertInto('set_aside')
    .values({ item_id, set_aside_at, ...changing })
    .onConflict((conflict) => conflict.column('item_id').doUpdateSet(changing))
    .execute();
  return 'kept';
}

/** What enrolled kits signed first, so that nobody else can push it off the list; then the newest. */
export function listSetAside(reader: Reader, limit: number): Promise<SetAsideItem[]> {
  return reader
    .selectFrom('set_aside')
    .select(itemColumns)
    .orderBy('is_authenticated', 'desc')
    .orderBy('set_aside_at', 'desc')
    .orderBy('item_id')
    .limit(limit)
    .execute();
}

/** In the order of a kit's chain, with the bytes, after an item of the last page. */
export function listSetAsideAfter(reader: Reader, itemId: string, limit: number): Promise<SetAsideTable[]> {
  return reader
    .selectFrom('set_aside')
    .selectAll()
    .where('item_id', '>', itemId)
    .orderBy('item_id')
    .limit(limit)
    .execute();
}

/** Single records of a kind that have been aside since before a time. */
export function listRecordsAside(
  reader: Reader,
  kind: RecordKind,
  before: number,
): Promise<Pick<RecordsTable, 'kit_id' | 'incarnation' | 'seq' | 'record_id'>[]> {
  return reader
    .selectFrom('set_aside')
    .innerJoin('records', (join) =>
      join
        .onRef('records.kit_id', '=', 'set_aside.kit_id')
        .onRef('records.incarnation', '=', 'set_aside.incarnation')
        .onRef('records.seq', '=', 'set_aside.seq'),
    )
    .select(['records.kit_id', 'records.incarnation', 'records.seq', 'records.record_id'])
    .where('set_aside.what', '=', 'record')
    .where('set_aside.set_aside_at', '<', before)
    .where('records.kind', '=', kind)
    .where('records.state', '=', 'set_aside')
    .execute();
}

/** By kit, without what anybody could have sent in its name. */
export async function countSetAside(reader: Reader): Promise<Map<string, number>> {
  const rows = await reader
    .selectFrom('set_aside')
    .select((is) => ['kit_id', is.fn.countAll<number>().as('n')])
    .where('reason', 'not in', unvouchedReasons)
    .groupBy('kit_id')
    .execute();
  return new Map(rows.map((row) => [row.kit_id, Number(row.n)]));
}

export async function countUnvouched(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('set_aside')
    .select((is) => is.fn.countAll<number>().as('n'))
    .where('reason', 'in', unvouchedReasons)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

export async function findDroppedCount(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('tallies')
    .select('value')
    .where('name', '=', droppedTally)
    .executeTakeFirst();
  return row?.value ?? 0;
}

export async function deleteSetAside(writer: Writer, itemId: string): Promise<void> {
  await writer.deleteFrom('set_aside').where('item_id', '=', itemId).execute();
}

/** @returns how many there were. */
export async function deleteUnvouched(writer: Writer): Promise<number> {
  const result = await writer
    .deleteFrom('set_aside')
    .where('reason', 'in', unvouchedReasons)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

async function hasRoom(writer: Writer, row: SetAsideTable): Promise<boolean> {
  const known = await writer
    .selectFrom('set_aside')
    .select('item_id')
    .where('item_id', '=', row.item_id)
    .executeTakeFirst();
  if (known) return true;
  const used = await writer
    .selectFrom('set_aside')
    .select((is) => [is.fn.countAll<number>().as('n'), is.fn.sum<number | null>('size_bytes').as('bytes')])
    .where('is_authenticated', '=', 0)
    .executeTakeFirstOrThrow();
  return (
    Number(used.n) < maxUnauthenticatedItems &&
    Number(used.bytes ?? 0) + row.size_bytes <= maxUnauthenticatedBytes
  );
}

async function addToTally(writer: Writer, name: string): Promise<void> {
  await writer
    .insertInto('tallies')
    .values({ name, value: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((is) => ({ value: is('tallies.value', '+', 1) })),
    )
    .execute();
}
