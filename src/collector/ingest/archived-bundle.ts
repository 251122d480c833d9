/**
 * Bundles as the archive keeps them. Their signature was checked when they came; it does not hold any longer where a
 * withdrawn or a closed count's envelope was blanked, so it is not asked again.
 */
import { type Bundle, decodeBundle, envelopeRanges } from '../../protocol/bundle.ts';
import type { Verifier } from '../../protocol/signing.ts';

const checkedBefore: Verifier = { verify: () => true };

export const readArchivedBundle = (bytes: Uint8Array): Bundle => decodeBundle(bytes, checkedBefore);

/** A copy with zeros for the envelopes of these records; the very same bytes where it has none of them. */
export function blankEnvelopes(bytes: Uint8Array, recordIds: ReadonlySet<string>): Uint8Array {
  const ranges = envelopeRanges(bytes).filter(({ recordId }) => recordIds.has(recordId));
  if (ranges.length === 0) return bytes;
  const blanked = Uint8Array.from(bytes);
  for (const { start, end } of ranges) blanked.fill(0, start, end);
  return blanked;
}
