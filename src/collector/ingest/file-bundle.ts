/**
 * The transaction of an ingest: a verified bundle, its records already opened, goes into the archive and the unified
 * tables as one, or not at all. What must stay true: after the commit every record of the bundle is held, whatever
 * became of it, so the receipt may cover them all.
 */
import { createHash } from 'node:crypto';
import type { Bundle } from '../../protocol/bundle.ts';
import { insertBundle, listAround } from '../store/bundles-table.ts';
import { markSeen } from '../store/kits-table.ts';
import type { Writer } from '../store/open-store.ts';
import { insertRecords, listRecords } from '../store/records-table.ts';
import { insertSetAside } from '../store/set-aside-table.ts';
import type { RecordsTable } from '../store/tables.ts';
import { listWithdrawn } from '../store/withdrawals-table.ts';
import { blankEnvelopes } from './archived-bundle.ts';
import { createFiling, type Filing, fileRecord } from './file-record.ts';
import { storedKind } from './held-kinds.ts';
import { advanceHolding, findHolding, type Holding } from './holding.ts';
import { judgePlace, type Place } from './judge-place.ts';
import type { ReadRecord } from './read-record.ts';
import { settleTimes } from './settle-times.ts';
import { withdrawRecord } from './withdraw-record.ts';

/** A bundle whose signature holds, with what was read of its records, in their order. */
export interface VerifiedBundle {
  readonly bundle: Bundle;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly reads: readonly ReadRecord[];
}

export type Filed =
  | {
      readonly kind: 'accepted';
      readonly holding: Holding;
      readonly unified: number;
      readonly setAside: number;
    }
  | { readonly kind: 'duplicate'; readonly holding: Holding }
  /** Contradicts what is held; both are kept. */
  | {
      readonly kind: 'quarantined';
      readonly reason: 'equivocation' | 'chain_broken';
      readonly holding: Holding;
    }
  /** Between its signature's check and the transaction the kit was revoked. */
  | { readonly kind: 'revoked' };

export async function fileBundle(
  writer: Writer,
  verified: VerifiedBundle,
  receivedAt: number,
): Promise<Filed> {
  const { bundle, hash, reads } = verified;
  const { kitId, incarnation, number, firstSeq } = bundle;
  const kit = await markSeen(writer, kitId, receivedAt);
  if (!kit) return { kind: 'revoked' };
  const lastSeq = firstSeq + bundle.records.length - 1;
  const place = judgePlace(
    bundle,
    hash,
    await listAround(writer, bundle),
    await listRecords(writer, kitId, incarnation, firstSeq, lastSeq),
    bundle.records.map(({ envelope }) => envelopeHash(envelope)),
  );
  if (place.kind === 'duplicate')
    return { kind: 'duplicate', holding: await findHolding(writer, kitId, incarnation, firstSeq) };

  // What was taken back is taken back, in whatever bundle the kit says so.
  for (const read of reads)
    if (read.kind === 'withdrawal') await withdrawRecord(writer, kitId, read.withdrawn, receivedAt);
  const ids = bundle.records.map(({ recordId }) => recordId);
  const withdrawn = await listWithdrawn(writer, kitId, ids);
  await insertBundle(writer, {
    kit_id: kitId,
    incarnation,
    number,
    hash,
    previous_hash: bundle.previousHash,
    first_seq: firstSeq,
    last_seq: lastSeq,
    state: place.kind === 'fits' ? 'chained' : 'quarantined',
    bytes: blankEnvelopes(verified.bytes, withdrawn),
    received_at: receivedAt,
  });
  if (place.kind === 'quarantined') {
    await noteQuarantine(writer, verified, place, receivedAt);
    const holding = await advanceHolding(writer, kitId, incarnation, firstSeq, undefined);
    return { kind: 'quarantined', reason: place.reason, holding };
  }
  const rows = await fileRecords(writer, verified, createFiling(kit, receivedAt), withdrawn);
  for (const read of reads) if (read.kind === 'clock') await settleTimes(writer, kit, read.reading);
  return {
    kind: 'accepted',
    holding: await advanceHolding(writer, kitId, incarnation, firstSeq, { number, hash }),
    unified: rows.filter(({ state }) => state === 'unified').length,
    setAside: rows.filter(({ state }) => state === 'set_aside').length,
  };
}

async function fileRecords(
  writer: Writer,
  { bundle, reads }: VerifiedBundle,
  filing: Filing,
  withdrawn: ReadonlySet<string>,
): Promise<RecordsTable[]> {
  const { kitId, incarnation, firstSeq, number, records } = bundle;
  const held = new Set(
    (await listRecords(writer, kitId, incarnation, firstSeq, firstSeq + records.length - 1)).map(
      ({ seq }) => seq,
    ),
  );
  const work = records.flatMap((record, index) => {
    const read = reads[index];
    const seq = firstSeq + index;
    if (!read || held.has(seq)) return [];
    const row = {
      kit_id: kitId,
      incarnation,
      seq,
      record_id: record.recordId,
      kind: storedKind(record),
      envelope_hash: envelopeHash(record.envelope),
      bundle_number: number,
    };
    return [{ row, read }];
  });
  // Clock readings first: the dates of this very bundle's submissions are computed with them.
  work.sort((a, b) => Number(b.read.kind === 'clock') - Number(a.read.kind === 'clock'));
  const rows: RecordsTable[] = [];
  for (const { row, read } of work) {
    const state = withdrawn.has(row.record_id) ? 'withdrawn' : await fileRecord(writer, filing, row, read);
    rows.push({ ...row, state });
  }
  await insertRecords(writer, rows);
  return rows;
}

async function noteQuarantine(
  writer: Writer,
  { bundle, bytes, hash }: VerifiedBundle,
  place: Extract<Place, { kind: 'quarantined' }>,
  receivedAt: number,
): Promise<void> {
  await insertSetAside(writer, {
    item_id: hash,
    what: 'bundle',
    reason: place.reason,
    detail: place.detail,
    kit_id: bundle.kitId,
    incarnation: bundle.incarnation,
    number: bundle.number,
    seq: bundle.firstSeq,
    is_authenticated: 1,
    size_bytes: bytes.length,
    // They are in the archive.
    bytes: null,
    set_aside_at: receivedAt,
  });
}

const envelopeHash = (envelope: Uint8Array): string => createHash('sha256').update(envelope).digest('hex');
