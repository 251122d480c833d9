/**
 * Whether a verified bundle fits into what is held of its kit's chain. Bundles may come in any order (a USB stick), so a
 * gap is no fault; each link is checked when its second end arrives.
 */
import { type Bundle, noHash } from '../../protocol/bundle.ts';
import type { BundleSummary } from '../store/bundles-table.ts';
import type { RecordsTable } from '../store/tables.ts';

export type Place =
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'fits' }
  /** Two histories of one kit: a restored or a cloned card. */
  | {
      readonly kind: 'quarantined';
      readonly reason: 'equivocation' | 'chain_broken';
      readonly detail: string;
    };

/**
 * @param around held bundles with this number and the two beside it
 * @param taken held records within this bundle's sequence
 * @param envelopeHashes of the bundle's records, in order
 */
export function judgePlace(
  bundle: Bundle,
  hash: string,
  around: readonly BundleSummary[],
  taken: readonly Pick<RecordsTable, 'seq' | 'record_id' | 'envelope_hash'>[],
  envelopeHashes: readonly string[],
): Place {
  if (around.some((held) => held.number === bundle.number && held.hash === hash))
    return { kind: 'duplicate' };
  const chained = (number: number) =>
    around.find((held) => held.number === number && held.state === 'chained');
  if (chained(bundle.number)) return quarantined('equivocation', `another bundle ${bundle.number} is held`);
  for (const { seq, record_id, envelope_hash } of taken) {
    const index = seq - bundle.firstSeq;
    if (bundle.records[index]?.recordId !== record_id || envelopeHashes[index] !== envelope_hash)
      return quarantined('equivocation', `another record ${seq} is held`);
  }
  const before = bundle.number === 1 ? noHash : chained(bundle.number - 1)?.hash;
  if (before !== undefined && before !== bundle.previousHash)
    return quarantined('chain_broken', `does not follow bundle ${bundle.number - 1} as held`);
  const after = chained(bundle.number + 1);
  if (after && after.previous_hash !== hash)
    return quarantined('chain_broken', `bundle ${after.number} as held does not follow it`);
  return { kind: 'fits' };
}

const quarantined = (reason: 'equivocation' | 'chain_broken', detail: string): Place => ({
  kind: 'quarantined',
  reason,
  detail,
});
