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

/**
 * Joins what is held without a gap up to `contiguousSeq` with further ranges, sorted by their first. A receipt has room for
 * sixteen: the range that holds `about` is always among them, or a kit whose records lie in many pieces would never hear
 * that what it just sent has come, and send it for ever.
 */
export function joinRanges(contiguousSeq: number, further: readonly SeqRange[], about: number): Held {
  const ranges: { first: number; last: number }[] = [];
  let held = contiguousSeq;
  for (const { first, last } of further) {
    const open = ranges.at(-1);
    if (!open && first <= held + 1) held = Math.max(held, last);
    else if (open && first <= open.last + 1) open.last = Math.max(open.last, last);
    else ranges.push({ first, last });
  }
  const at = ranges.findIndex(({ first, last }) => first <= about && about <= last);
  const isFar = at >= maxRanges;
  const said = isFar
    ? [...ranges.slice(0, maxRanges - 1), ...ranges.slice(at, at + 1)]
    : ranges.slice(0, maxRanges);
  return { contiguousSeq: held, ranges: said };
}

/** @param about a seq of the bundle that is being answered. */
export async function findHolding(
  reader: Reader,
  kitId: string,
  incarnation: string,
  about: number,
): Promise<Holding> {
  const progress = await findProgress(reader, kitId, incarnation);
  const rows = await listSeqRangesBeyond(reader, kitId, incarnation, progress.contiguousSeq);
  const held = joinRanges(
    progress.contiguousSeq,
    rows.map((row) => ({ first: row.first_seq, last: row.last_seq })),
    about,
  );
  return { kitId, incarnation, ...held, headNumber: progress.headNumber, headHash: progress.headHash };
}

/** After a bundle was archived: moves what is held without a gap forward. The head moves with chained bundles only. */
export async function advanceHolding(
  writer: Writer,
  kitId: string,
  incarnation: string,
  about: number,
  chained: { readonly number: number; readonly hash: string } | undefined,
): Promise<Holding> {
  const holding = await findHolding(writer, kitId, incarnation, about);
  const isHead = chained !== undefined && chained.number > holding.headNumber;
  const advanced = isHead ? { ...holding, headNumber: chained.number, headHash: chained.hash } : holding;
  await saveProgress(writer, kitId, incarnation, advanced);
  return advanced;
}
