/**
 * A visitor took back what was already on its way: the submission goes from the tables, and its envelope becomes zeros in
 * the archive, so that no key opens it again. Remembered, so that a copy that comes later is refused the same way.
 */
import { findChained, listQuarantined, replaceBytes } from '../store/bundles-table.ts';
import type { Writer } from '../store/open-store.ts';
import { listRecordsById, markRecord } from '../store/records-table.ts';
import { deleteSetAside, recordItemId } from '../store/set-aside-table.ts';
import { deleteSubmission } from '../store/submissions-table.ts';
import { insertWithdrawal } from '../store/withdrawals-table.ts';
import { blankEnvelopes } from './archived-bundle.ts';

export async function withdrawRecord(
  writer: Writer,
  kitId: string,
  recordId: string,
  at: number,
): Promise<void> {
  await insertWithdrawal(writer, kitId, recordId, at);
  await deleteSubmission(writer, kitId, recordId);
  const withdrawn = new Set([recordId]);
  for (const record of await listRecordsById(writer, kitId, recordId)) {
    const key = { kitId, incarnation: record.incarnation, number: record.bundle_number };
    const bundle = await findChained(writer, key);
    if (bundle) await replaceBytes(writer, bundle, blankEnvelopes(bundle.bytes, withdrawn));
    await markRecord(writer, record, 'withdrawn');
    await deleteSetAside(writer, recordItemId(record));
  }
  for (const bundle of await listQuarantined(writer, kitId)) {
    const blanked = blankEnvelopes(bundle.bytes, withdrawn);
    if (blanked !== bundle.bytes) await replaceBytes(writer, bundle, blanked);
  }
}
