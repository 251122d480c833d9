/**
 * What a verified receipt says about this kit's own history. The collector's memory is longer than an SD card's: when it
 * holds more of this incarnation than the file does, or something else under the same number, the file is a restored
 * copy, and nothing of the receipt may be applied to it.
 */
import { covers, type Receipt } from '../../protocol/receipt.ts';
import type { BundleRow } from '../store/bundles-table.ts';

export type Judgement =
  | { readonly kind: 'covers_sent' }
  | { readonly kind: 'leaves_out_sent' }
  /** The collector knows a later or another history than this file. */
  | { readonly kind: 'restored_file'; readonly detail: string };

export interface OwnHistory {
  readonly maxSeq: number;
  findBundle(number: number): Pick<BundleRow, 'hash'> | undefined;
}

export function judgeReceipt(
  receipt: Receipt,
  sent: Pick<BundleRow, 'firstSeq' | 'lastSeq'>,
  own: OwnHistory,
): Judgement {
  const { headNumber, headHash, contiguousSeq, ranges } = receipt;
  const lastHeld = ranges.at(-1)?.last ?? contiguousSeq;
  const head = own.findBundle(headNumber);
  if (headNumber > 0 && !head)
    return { kind: 'restored_file', detail: `the collector holds bundle ${headNumber}, unknown here` };
  if (head && head.hash !== headHash)
    return { kind: 'restored_file', detail: `the collector holds another bundle ${headNumber}` };
  if (lastHeld > own.maxSeq)
    return {
      kind: 'restored_file',
      detail: `the collector holds record ${lastHeld}, here are ${own.maxSeq}`,
    };
  for (let seq = sent.firstSeq; seq <= sent.lastSeq; seq++)
    if (!covers(receipt, seq)) return { kind: 'leaves_out_sent' };
  return { kind: 'covers_sent' };
}
