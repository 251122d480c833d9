/**
 * After a cause is mended (a form registered, a key restored, a kit enrolled or its revocation taken back) what was set
 * aside is tried again; and what an earlier version held because it did not know such records. What still fails stays,
 * with its present reason.
 */

import { findChained } from '../store/bundles-table.ts';
import { findKit } from '../store/kits-table.ts';
import type { Reader, Store } from '../store/open-store.ts';
import { countHeld, findRecord, listHeldAfter, markRecord, nameKind } from '../store/records-table.ts';
import { deleteSetAside, listSetAsideAfter, recordItemId } from '../store/set-aside-table.ts';
import type { SetAsideTable } from '../store/tables.ts';
import { readArchivedBundle } from './archived-bundle.ts';
import { createFiling, fileRecord } from './file-record.ts';
import { isOfLater, isReadNow, storedKind } from './held-kinds.ts';
import { type IngestTools, ingestBundle } from './ingest-bundle.ts';
import { readRecord } from './read-record.ts';
import { settleTimes } from './settle-times.ts';
import { withdrawRecord } from './withdraw-record.ts';

/** Items read at once: a bundle has up to 64 KiB. */
const pageSize = 50;

export interface RerunReport {
  readonly tried: number;
  readonly mended: number;
}

export async function rerunSetAside(tools: IngestTools): Promise<RerunReport> {
  const held = await rerunHeld(tools);
  const aside = await rerunItems(tools);
  return { tried: held.tried + aside.tried, mended: held.mended + aside.mended };
}

/**
 * Only what this version reads and an earlier one did not: after an upgrade, once; otherwise nothing.
 * @param stop ends it between two records; the rest is read another time.
 */
export async function rerunHeld(tools: IngestTools, stop?: AbortSignal): Promise<RerunReport> {
  const { read } = tools.store;
  let tried = 0;
  let mended = 0;
  for (const kind of [...(await countHeld(read)).keys()].filter(isReadNow)) {
    let after = { kit_id: '', incarnation: '', seq: 0 };
    for (;;) {
      const rows = await listHeldAfter(read, kind, after, pageSize);
      for (const row of rows) {
        if (stop?.aborted) break;
        tried += 1;
        if (await rerunRecord(tools, { ...row, number: row.bundle_number })) mended += 1;
      }
      const last = rows.at(-1);
      if (!last || rows.length < pageSize || stop?.aborted) break;
      after = last;
    }
  }
  // A withdrawal may have been among them.
  if (mended > 0) await tools.store.forgetDeleted();
  return { tried, mended };
}

/** Records that stay sealed until this collector is upgraded. */
export async function countOfLater(reader: Reader): Promise<number> {
  let count = 0;
  for (const [kind, records] of await countHeld(reader)) if (isOfLater(kind)) count += records;
  return count;
}

async function rerunItems(tools: IngestTools): Promise<RerunReport> {
  let tried = 0;
  let mended = 0;
  let after = '';
  for (;;) {
    const items = await listSetAsideAfter(tools.store.read, after, pageSize);
    for (const item of items) {
      // Two histories of one kit stay two: there is nothing to mend.
      if (item.reason === 'equivocation' || item.reason === 'chain_broken') continue;
      tried += 1;
      const isMended = item.bytes
        ? await rerunBundle(tools, item, item.bytes)
        : await rerunRecord(tools, item);
      if (isMended) mended += 1;
    }
    const last = items.at(-1);
    if (!last || items.length < pageSize) break;
    after = last.item_id;
  }
  // A withdrawal may have been among them, and the bytes of a bundle that another one took something back from.
  if (mended > 0) await tools.store.forgetDeleted();
  return { tried, mended };
}

async function rerunBundle(tools: IngestTools, item: SetAsideTable, bytes: Uint8Array): Promise<boolean> {
  const outcome = await ingestBundle(tools, new Uint8Array(bytes), item.set_aside_at);
  if (outcome.kind === 'refused') return false;
  // A quarantined bundle has a new item under the same id: that one stays.
  if (outcome.kind !== 'quarantined') await discard(tools.store, item);
  return true;
}

/** @returns whether its row says now what became of it. */
async function rerunRecord(
  tools: IngestTools,
  item: Pick<SetAsideTable, 'kit_id' | 'incarnation' | 'number' | 'seq'>,
): Promise<boolean> {
  const { kit_id: kitId, incarnation, number, seq } = item;
  const archived = await findChained(tools.store.read, { kitId, incarnation, number });
  if (!archived || seq === null) return false;
  const bundle = readArchivedBundle(new Uint8Array(archived.bytes));
  const record = bundle.records[seq - bundle.firstSeq];
  if (!record) return false;
  const read = await readRecord(record, bundle, tools);
  return tools.store.transaction(async (writer) => {
    const row = await findRecord(writer, kitId, incarnation, seq);
    const kit = await findKit(writer, kitId);
    // Withdrawn or mended by somebody else meanwhile.
    if (!kit || !row || (row.state !== 'set_aside' && row.state !== 'held')) return false;
    const state = await fileRecord(writer, createFiling(kit, archived.received_at), row, read);
    await markRecord(writer, row, state);
    await nameKind(writer, row, storedKind(record));
    if (state === 'set_aside') return false;
    if (read.kind === 'clock') await settleTimes(writer, kit, read.reading);
    if (read.kind === 'withdrawal') await withdrawRecord(writer, kitId, read.withdrawn, archived.received_at);
    await deleteSetAside(writer, recordItemId(row));
    return true;
  });
}

const discard = (store: Store, item: SetAsideTable): Promise<void> =>
  store.transaction((writer) => deleteSetAside(writer, item.item_id));
