/** What is held of one incarnation of a kit, kept up to date with every bundle and said in every receipt. */
import { maxRanges, type Receipt, type SeqRange } from '../../protocol/receipt.ts';
import { listSeqRangesBeyond } from '../store/bundles-table.ts';
import { findProgress, saveProgress } from '../store/incarnations-table.ts';
import type { Reader, Writer } from '../store/open-store.ts';

export type Holding = Omit<Receipt, 'serverTime' | 'nonce'>;

interface Held {
  readonly contiguousSeq: number;
  readonly ranges: readonly SeqRange[];
}

/** Joins what is held without a gap up to `contiguousSeq` with further ranges, sorted by their first. */
export function joinRanges(contiguousSeq: number, further: readonly SeqRange[]): Held {
  const ranges: { first: number; last: number }[] = [];
  let held = contiguousSeq;
  for (const { first, last } of further) {
    const open = ranges.at(-1);
    if (!open && first <= held + 1) held = Math.max(held, last);
    else if (open && first <= open.last + 1) open.last = Math.max(open.last, last);
    else ranges.push({ first, last });
  }
  return { contiguousSeq: held, ranges: ranges.slice(0, maxRanges) };
}

export async function findHolding(reader: Reader, kitId: string, incarnation: string): Promise<Holding> {
  const progress = await findProgress(reader, kitId, incarnation);
  const rows = await listSeqRangesBeyond(reader, kitId, incarnation, progress.contiguousSeq);
  const held = joinRanges(
    progress.contiguousSeq,
    rows.map((row) => ({ first: row.first_seq, last: row.last_seq })),
  );
  return { kitId, incarnation, ...held, headNumber: progress.headNumber, headHash: progress.headHash };
}

/** After a bundle was archived: moves what is held without a gap forward. The head moves with chained bundles only. */
export async function advanceHolding(
  writer: Writer,
  kitId: string,
  incarnation: string,
  chained: { readonly number: number; readonly hash: string } | undefined,
): Promise<Holding> {
  const holding = await findHolding(writer, kitId, incarnation);
  const isHead = chained !== undefined && chained.number > holding.headNumber;
  const advanced = isHead ? { ...holding, headNumber: chained.number, headHash: chained.hash } : holding;
  await saveProgress(writer, kitId, incarnation, advanced);
  return advanced;
}
