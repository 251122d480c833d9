/**
 * Ingest: from the bytes a kit sent, by network or USB stick, to rows and a receipt's content. Verify, open, then one
 * transaction. What must stay true: exactly once by (kit, incarnation, seq); nothing an enrolled kit signed is dropped;
 * nothing that is wrong with one bundle or record holds up what follows.
 */
import {
  type Bundle,
  type BundleHead,
  bundleContext,
  bundleHash,
  decodeBundle,
  maxBundleBytes,
  readBundleHead,
} from '../../protocol/bundle.ts';
import { Problem } from '../../protocol/problems.ts';
import { signatureLength, type Verifier, verifierFromPublicKey } from '../../protocol/signing.ts';
import { findKit } from '../store/kits-table.ts';
import type { Store } from '../store/open-store.ts';
import { insertSetAside } from '../store/set-aside-table.ts';
import { type Filed, fileBundle } from './file-bundle.ts';
import { type ReadingTools, readRecord } from './read-record.ts';
import type { SetAsideReason } from './reasons.ts';

export interface IngestTools extends ReadingTools {
  readonly store: Store;
}

export type IngestOutcome =
  | Exclude<Filed, { kind: 'revoked' }>
  /** No receipt. Kept for staff where `isSetAside`; what is no bundle at all, or beyond the limit, is not. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly isSetAside: boolean };

/** @param receivedAt milliseconds since 1970: submissions in it are not later. */
export async function ingestBundle(
  tools: IngestTools,
  bytes: Uint8Array,
  receivedAt: number,
): Promise<IngestOutcome> {
  if (bytes.length > maxBundleBytes) return refused(new Problem('too_large', 'bundle'));
  let head: BundleHead;
  try {
    head = readBundleHead(bytes);
  } catch (error) {
    if (Problem.is(error)) return refused(error);
    throw error;
  }
  const setAside = async (reason: SetAsideReason, problem: Problem, isAuthenticated = false) => {
    const row = rowOf(bytes, head, reason, problem, isAuthenticated, receivedAt);
    const kept = await tools.store.transaction((writer) => insertSetAside(writer, row));
    return refused(problem, kept === 'kept');
  };
  const kit = await findKit(tools.store.read, head.kitId);
  if (!kit) return setAside('unknown_kit', new Problem('unknown_kit'));
  const verifier = verifierFromPublicKey(kit.publicKey);
  if (kit.revokedAt !== null && isSigned(bytes, verifier))
    return setAside('revoked_kit', new Problem('revoked_kit'));
  let bundle: Bundle;
  try {
    bundle = decodeBundle(bytes, verifier);
  } catch (error) {
    if (!Problem.is(error)) throw error;
    return isSigned(bytes, verifier)
      ? setAside('unreadable_bundle', error, true)
      : setAside('bad_signature', new Problem('bad_signature'));
  }
  const reads = await Promise.all(bundle.records.map((record) => readRecord(record, bundle, tools)));
  const hash = bundleHash(bytes);
  const filed = await tools.store.transaction((writer) =>
    fileBundle(writer, { bundle, bytes, hash, reads }, receivedAt),
  );
  if (reads.some(({ kind }) => kind === 'withdrawal')) await tools.store.forgetDeleted();
  return filed.kind === 'revoked' ? setAside('revoked_kit', new Problem('revoked_kit')) : filed;
}

const refused = (problem: Problem, isSetAside = false): IngestOutcome => ({
  kind: 'refused',
  problem,
  isSetAside,
});

const isSigned = (bytes: Uint8Array, verifier: Verifier): boolean =>
  bytes.length > signatureLength &&
  verifier.verify(
    bundleContext,
    bytes.subarray(0, bytes.length - signatureLength),
    bytes.subarray(bytes.length - signatureLength),
  );

const rowOf = (
  bytes: Uint8Array,
  head: BundleHead,
  reason: SetAsideReason,
  problem: Problem,
  isAuthenticated: boolean,
  at: number,
) => ({
  item_id: bundleHash(bytes),
  what: 'bundle' as const,
  reason,
  detail: problem.detail ?? '',
  kit_id: head.kitId,
  incarnation: head.incarnation,
  number: head.number,
  seq: null,
  is_authenticated: isAuthenticated ? (1 as const) : (0 as const),
  size_bytes: bytes.length,
  bytes,
  set_aside_at: at,
});
