/** How far each incarnation of a kit is held without a gap, and its newest bundle: what a receipt says. */
import { noHash } from '../../protocol/bundle.ts';
import type { Reader, Writer } from './open-store.ts';

export interface Progress {
  /** Every seq up to this one is held. */
  readonly contiguousSeq: number;
  readonly headNumber: number;
  readonly headHash: string;
}

export async function findProgress(reader: Reader, kitId: string, incarnation: string): Promise<Progress> {
  const row = await reader
    .selectFrom('incarnations')
    .selectAll()
    .where('kit_id', '=', kitId)
    .where('incarnation', '=', incarnation)
    .executeTakeFirst();
  return row
    ? { contiguousSeq: row.contiguous_seq, headNumber: row.head_number, headHash: row.head_hash }
    : { contiguousSeq: 0, headNumber: 0, headHash: noHash };
}

export async function saveProgress(
  writer: Writer,
  kitId: string,
  incarnation: string,
  progress: Progress,
): Promise<void> {
  const values = {
    contiguous_seq: progress.contiguousSeq,
    head_number: progress.headNumber,
    head_hash: progress.headHash,
  };
  await writer
    .insertInto('incarnations')
    .values({ kit_id: kitId, incarnation, ...values })
    .onConflict((conflict) => conflict.columns(['kit_id', 'incarnation']).doUpdateSet(values))
    .execute();
}

/** How often this kit began anew: more than once is worth a look. */
export async function countIncarnations(reader: Reader, kitId: string): Promise<number> {
  const row = await reader
    .selectFrom('incarnations')
    .select((is) => is.fn.countAll<number>().as('n'))
    .where('kit_id', '=', kitId)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}
