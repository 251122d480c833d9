/**
 * A visitor took back what was already on its way: the submission goes from the tables, and its envelope becomes zeros in
 * the archive, so that no key opens it again. Remembered, so that a copy that comes later is refused the same way.
 */
import { randomBits } from '../../counting/random-bits.ts';
import { systemRandom } from '../../protocol/ids.ts';
import { findChained, listQuarantined, replaceBytes } from '../store/bundles-table.ts';
import { deleteFragment } from '../store/count-fragments-table.ts';
import { deleteFeedback } from '../store/feedback-table.ts';
import type { Writer } from '../store/open-store.ts';
import { listRecordsById, markRecord } from '../store/records-table.ts';
import { raiseRepliesNumber } from '../store/replies-number.ts';
import { deleteSetAside, recordItemId } from '../store/set-aside-table.ts';
import { deleteSubmission } from '../store/submissions-table.ts';
import { insertWithdrawal } from '../store/withdrawals-table.ts';
import { blankEnvelopes } from './archived-bundle.ts';
import { joinDay } from './join-day.ts';

export async function withdrawRecord(
  writer: Writer,
  kitId: string,
  recordId: string,
  at: number,
): Promise<void> {
  await insertWithdrawal(writer, kitId, recordId, at);
  await deleteSubmission(writer, kitId, recordId);
  // Its ticket is answered no more.
  if (await deleteFeedback(writer, { kitId, feedbackId: recordId })) await raiseRepliesNumber(writer, at);
  const day = await deleteFragment(writer, kitId, recordId);
  if (day) await joinDay(writer, day, randomBits(systemRandom));
  await blankInArchive(writer, kitId, recordId);
  for (const record of await listRecordsById(writer, kitId, recordId)) {
    await markRecord(writer, record, 'withdrawn');
    await deleteSetAside(writer, recordItemId(record));
  }
}

/** Its sealed bytes become zeros wherever the archive has them. */
export async function blankInArchive(writer: Writer, kitId: string, recordId: string): Promise<void> {
  const withdrawn = new Set([recordId]);
  for (const record of await listRecordsById(writer, kitId, recordId)) {
    const key = { kitId, incarnation: record.incarnation, number: record.bundle_number };
    const bundle = await findChained(writer, key);
    if (bundle) await replaceBytes(writer, bundle, blankEnvelopes(bundle.bytes, withdrawn));
  }
  for (const bundle of await listQuarantined(writer, kitId)) {
    const blanked = blankEnvelopes(bundle.bytes, withdrawn);
    if (blanked !== bundle.bytes) await replaceBytes(writer, bundle, blanked);
  }
}
