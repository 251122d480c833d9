/** The raw archive: every bundle that an enrolled kit signed, byte for byte, but for envelopes that were withdrawn or whose time is over. */
import type { Reader, Writer } from './open-store.ts';
import type { BundlesTable } from './tables.ts';

export type BundleSummary = Omit<BundlesTable, 'bytes'>;

export interface BundleKey {
  readonly kitId: string;
  readonly incarnation: string;
  readonly number: number;
}

const summary = [
  'kit_id',
  'incarnation',
  'number',
  'hash',
  'previous_hash',
  'first_seq',
  'last_seq',
  'state',
  'received_at',
] as const;

export async function insertBundle(writer: Writer, row: BundlesTable): Promise<void> {
  await writer
    .insertInto('bundles')
    .values({ ...row, bytes: Buffer.from(row.bytes) })
    .execute();
}

/** The bundles of this number and its two neighbours, quarantined ones included. */
export function listAround(reader: Reader, key: BundleKey): Promise<BundleSummary[]> {
  return reader
    .selectFrom('bundles')
    .select(summary)
    .where('kit_id', '=', key.kitId)
    .where('incarnation', '=', key.incarnation)
    .where('number', '>=', key.number - 1)
    .where('number', '<=', key.number + 1)
    .execute();
}

/** What is held of the sequence beyond `seq`, in order. */
export function listSeqRangesBeyond(reader: Reader, kitId: string, incarnation: string, seq: number) {
  return reader
    .selectFrom('bundles')
    .select(['first_seq', 'last_seq'])
    .where('kit_id', '=', kitId)
    .where('incarnation', '=', incarnation)
    .where('last_seq', '>', seq)
    .orderBy('first_seq')
    .execute();
}

export function findChained(reader: Reader, key: BundleKey): Promise<BundlesTable | undefined> {
  return reader
    .selectFrom('bundles')
    .selectAll()
    .where('kit_id', '=', key.kitId)
    .where('incarnation', '=', key.incarnation)
    .where('number', '=', key.number)
    .where('state', '=', 'chained')
    .executeTakeFirst();
}

export function listQuarantined(reader: Reader, kitId: string): Promise<BundlesTable[]> {
  return reader
    .selectFrom('bundles')
    .selectAll()
    .where('kit_id', '=', kitId)
    .where('state', '=', 'quarantined')
    .execute();
}

/** The archive in order of its key, a few at a time: bundles are up to 64 KiB each. */
export function listChainedAfter(reader: Reader, after: BundleKey, limit: number): Promise<BundlesTable[]> {
  return reader
    .selectFrom('bundles')
    .selectAll()
    .where('state', '=', 'chained')
    .where((is) =>
      is(
        is.refTuple('kit_id', 'incarnation', 'number'),
        '>',
        is.tuple(after.kitId, after.incarnation, after.number),
      ),
    )
    .orderBy('kit_id')
    .orderBy('incarnation')
    .orderBy('number')
    .limit(limit)
    .execute();
}

/** Puts bytes with a blanked envelope in the place of the original. */
export async function replaceBytes(
  writer: Writer,
  row: Pick<BundlesTable, 'kit_id' | 'incarnation' | 'number' | 'hash'>,
  bytes: Uint8Array,
): Promise<void> {
  await writer
    .updateTable('bundles')
    .set({ bytes: Buffer.from(bytes) })
    .where('kit_id', '=', row.kit_id)
    .where('incarnation', '=', row.incarnation)
    .where('number', '=', row.number)
    .where('hash', '=', row.hash)
    .execute();
}
