/**
 * Submissions, unified: one row each, its answers as JSON and, for the charts, one row a choice. Whatever changes here is carried into
 * the sums of finished-days-table.ts.
 */
import type { Answers } from '../../protocol/form.ts';
import { addFinished, removeFinished, type Summed, summedColumns } from './finished-days-table.ts';
import type { Reader, Writer } from './open-store.ts';
import type { SubmissionsTable } from './tables.ts';

/** A statement's parameters are limited; four a row. */
const answersPerInsert = 1000;

export type SubmissionTimes = Pick<
  SubmissionsTable,
  'earliest_at' | 'latest_at' | 'earliest_date' | 'latest_date' | 'hour'
>;

/**
 * False: it is there already, and nothing was changed.
 * @param charted the answers that charts may count: no free text
 */
export async function insertSubmission(
  writer: Writer,
  row: Omit<SubmissionsTable, 'answers'>,
  answers: Answers,
  charted: Answers,
): Promise<boolean> {
  const result = await writer
    .insertInto('submissions')
    .values({ ...row, answers: JSON.stringify(answers) })
    .onConflict((conflict) => conflict.columns(['kit_id', 'submission_id']).doNothing())
    .executeTakeFirst();
  if (Number(result.numInsertedOrUpdatedRows ?? 0n) === 0) return false;
  await addFinished(writer, row);
  const rows = answerRows(row.kit_id, row.submission_id, charted);
  for (let at = 0; at < rows.length; at += answersPerInsert)
    await writer
      .insertInto('answers')
      .values(rows.slice(at, at + answersPerInsert))
      .execute();
  return true;
}

/** Its answers go with it. */
export async function deleteSubmission(writer: Writer, kitId: string, submissionId: string): Promise<void> {
  const before = await findSummed(writer, kitId, submissionId);
  if (!before) return;
  await removeFinished(writer, before);
  for (const table of ['answers', 'submissions'] as const)
    await writer
      .deleteFrom(table)
      .where('kit_id', '=', kitId)
      .where('submission_id', '=', submissionId)
      .execute();
}

/** Submissions of these boots whose interval is wider than `widthMs`: those that a new clock reading can say more of. */
export function listVague(
  reader: Reader,
  kitId: string,
  boots: { readonly from: number; readonly to: number },
  widthMs: number,
) {
  return reader
    .selectFrom('submissions')
    .select(['submission_id', 'site_id', 'boot_number', 'boot_id', 'minutes_since_boot', 'received_at'])
    .where('kit_id', '=', kitId)
    .where('boot_number', '>=', boots.from)
    .where('boot_number', '<=', boots.to)
    .where((is) => is(is('latest_at', '-', is.ref('earliest_at')), '>', widthMs))
    .execute();
}

export async function markTimes(
  writer: Writer,
  kitId: string,
  submissionId: string,
  times: SubmissionTimes,
): Promise<void> {
  const before = await findSummed(writer, kitId, submissionId);
  if (!before) return;
  await removeFinished(writer, before);
  await addFinished(writer, { ...before, ...times });
  await writer
    .updateTable('submissions')
    .set(times)
    .where('kit_id', '=', kitId)
    .where('submission_id', '=', submissionId)
    .execute();
}

function findSummed(reader: Reader, kitId: string, submissionId: string): Promise<Summed | undefined> {
  return reader
    .selectFrom('submissions')
    .select(summedColumns)
    .where('kit_id', '=', kitId)
    .where('submission_id', '=', submissionId)
    .executeTakeFirst();
}

/** What staff and programs may filter by. Dates are the site's; a row whose date is not known is in where it may be. */
export interface SubmissionFilter {
  readonly formName: string;
  readonly formVersion: number;
  readonly siteId?: string | undefined;
  /** YYYY-MM-DD, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface SubmissionKey {
  readonly kitId: string;
  readonly submissionId: string;
}

/**
 * The key `count` rows further on, undefined when the table ends before. A page of an export is what the filter leaves of
 * one such stretch: however narrow the filter, a page's work is bounded.
 */
export async function findKeyAhead(
  reader: Reader,
  after: SubmissionKey,
  count: number,
): Promise<SubmissionKey | undefined> {
  const row = await reader
    .selectFrom('submissions')
    .select(['kit_id', 'submission_id'])
    .where((is) => is(is.refTuple('kit_id', 'submission_id'), '>', is.tuple(after.kitId, after.submissionId)))
    .orderBy('kit_id')
    .orderBy('submission_id')
    .offset(count - 1)
    .limit(1)
    .executeTakeFirst();
  return row && { kitId: row.kit_id, submissionId: row.submission_id };
}

/** The filtered rows after one key, up to and with another, in the key's order. */
export function listSubmissions(
  reader: Reader,
  filter: SubmissionFilter,
  after: SubmissionKey,
  upTo: SubmissionKey | undefined,
): Promise<SubmissionsTable[]> {
  let query = reader
    .selectFrom('submissions')
    .selectAll()
    .where((is) => is(is.refTuple('kit_id', 'submission_id'), '>', is.tuple(after.kitId, after.submissionId)))
    .where('form_name', '=', filter.formName)
    .where('form_version', '=', filter.formVersion);
  if (upTo)
    query = query.where((is) =>
      is(is.refTuple('kit_id', 'submission_id'), '<=', is.tuple(upTo.kitId, upTo.submissionId)),
    );
  if (filter.siteId !== undefined) query = query.where('site_id', '=', filter.siteId);
  if (filter.from !== undefined) query = query.where('latest_date', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('earliest_date', '<=', filter.to);
  return query.orderBy('kit_id').orderBy('submission_id').execute();
}

/** Whether anybody ever answered a form of this name. */
export async function hasSubmissions(reader: Reader, formName: string): Promise<boolean> {
  const row = await reader
    .selectFrom('submissions')
    .select('form_name')
    .where('form_name', '=', formName)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function answerRows(kitId: string, submissionId: string, answers: Answers) {
  return Object.entries(answers).flatMap(([question, answer]) => {
    const choices = answer === null ? [''] : Array.isArray(answer) ? (answer as string[]) : [String(answer)];
    return choices.map((choice) => ({ kit_id: kitId, submission_id: submissionId, question, choice }));
  });
}
