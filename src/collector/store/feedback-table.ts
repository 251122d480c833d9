/** Feedback, unified: one row each. The text and the ticket are erased in time; type, sector, place and date stay, to be counted. */
import type { FeedbackStatus } from '../../protocol/feedback.ts';
import type { Reader, Writer } from './open-store.ts';
import type { FeedbackTable } from './tables.ts';

export interface FeedbackKey {
  readonly kitId: string;
  readonly feedbackId: string;
}

/** What lists and pages show: no key. */
export type FeedbackItem = Omit<FeedbackTable, 'reply_key'>;

const itemColumns = [
  'kit_id',
  'feedback_id',
  'site_id',
  'form_ref',
  'operation',
  'round',
  'earliest_date',
  'latest_date',
  'language',
  'type',
  'sector',
  'body',
  'lookup',
  'status',
  'received_at',
  'changed_at',
  'closed_at',
  'erased_at',
] as const;

/** False: it is there already, and nothing was changed. */
export async function insertFeedback(writer: Writer, row: FeedbackTable): Promise<boolean> {
  const result = await writer
    .insertInto('feedback')
    .values({ ...row, reply_key: row.reply_key && Buffer.from(row.reply_key) })
    .onConflict((conflict) => conflict.columns(['kit_id', 'feedback_id']).doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n) > 0;
}

export function findFeedback(reader: Reader, key: FeedbackKey): Promise<FeedbackTable | undefined> {
  return reader
    .selectFrom('feedback')
    .selectAll()
    .where('kit_id', '=', key.kitId)
    .where('feedback_id', '=', key.feedbackId)
    .executeTakeFirst();
}

export interface FeedbackFilter {
  readonly type?: string | undefined;
  readonly sector?: string | undefined;
  readonly siteId?: string | undefined;
  readonly status?: FeedbackStatus | undefined;
}

/** Where a list goes on. Not a number of rows: what comes in meanwhile moves nothing. */
export type FeedbackPlace = Pick<FeedbackTable, 'received_at' | 'kit_id' | 'feedback_id'>;

/** The newest first; of one bundle in the order of their ids. */
export function listFeedback(
  reader: Reader,
  filter: FeedbackFilter,
  limit: number,
  after?: FeedbackPlace,
): Promise<FeedbackItem[]> {
  let query = reader.selectFrom('feedback').select(itemColumns);
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  if (filter.sector !== undefined) query = query.where('sector', '=', filter.sector);
  if (filter.siteId !== undefined) query = query.where('site_id', '=', filter.siteId);
  if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (after !== undefined)
    query = query.where((is) =>
      is.or([
        is('received_at', '<', after.received_at),
        is.and([
          is('received_at', '=', after.received_at),
          is(is.refTuple('kit_id', 'feedback_id'), '>', is.tuple(after.kit_id, after.feedback_id)),
        ]),
      ]),
    );
  return query.orderBy('received_at', 'desc').orderBy('kit_id').orderBy('feedback_id').limit(limit).execute();
}

export async function markStatus(
  writer: Writer,
  key: FeedbackKey,
  status: FeedbackStatus,
  at: number,
): Promise<void> {
  await writer
    .updateTable('feedback')
    .set({ status, changed_at: at, closed_at: status === 'closed' ? at : null })
    .where('kit_id', '=', key.kitId)
    .where('feedback_id', '=', key.feedbackId)
    .execute();
}

/** Those with a ticket, the latest changed first, with their reply as it goes to the kits. */
export function listTickets(reader: Reader, limit: number) {
  return reader
    .selectFrom('feedback')
    .leftJoin('feedback_replies', (join) =>
      join
        .onRef('feedback_replies.kit_id', '=', 'feedback.kit_id')
        .onRef('feedback_replies.feedback_id', '=', 'feedback.feedback_id'),
    )
    .select(['feedback.lookup', 'feedback.status', 'feedback_replies.sealed'])
    .where('feedback.lookup', 'is not', null)
    .orderBy('feedback.changed_at', 'desc')
    .orderBy('feedback.lookup')
    .limit(limit)
    .execute();
}

/** Not erased yet, and closed before the one time or received before the other. */
export async function listToErase(
  reader: Reader,
  closedBefore: number,
  receivedBefore: number,
): Promise<FeedbackKey[]> {
  const rows = await reader
    .selectFrom('feedback')
    .select(['kit_id', 'feedback_id'])
    .where('erased_at', 'is', null)
    .where((is) => is.or([is('closed_at', '<', closedBefore), is('received_at', '<', receivedBefore)]))
    .execute();
  return rows.map((row) => ({ kitId: row.kit_id, feedbackId: row.feedback_id }));
}

/** The text, the ticket and the reply go; the row stays, closed. */
export async function markErased(writer: Writer, key: FeedbackKey, at: number): Promise<void> {
  await writer
    .updateTable('feedback')
    .set((is) => ({
      body: null,
      lookup: null,
      reply_key: null,
      status: 'closed',
      closed_at: is.fn.coalesce('closed_at', is.val(at)),
      erased_at: at,
    }))
    .where('kit_id', '=', key.kitId)
    .where('feedback_id', '=', key.feedbackId)
    .execute();
  await writer
    .deleteFrom('feedback_replies')
    .where('kit_id', '=', key.kitId)
    .where('feedback_id', '=', key.feedbackId)
    .execute();
}

/** @returns whether there was one. Its reply and its events go with it. */
export async function deleteFeedback(writer: Writer, key: FeedbackKey): Promise<boolean> {
  for (const table of ['feedback_replies', 'feedback_events'] as const)
    await writer
      .deleteFrom(table)
      .where('kit_id', '=', key.kitId)
      .where('feedback_id', '=', key.feedbackId)
      .execute();
  const result = await writer
    .deleteFrom('feedback')
    .where('kit_id', '=', key.kitId)
    .where('feedback_id', '=', key.feedbackId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export interface FeedbackCount {
  readonly siteId: string;
  readonly earliestDate: string;
  readonly latestDate: string;
  readonly type: string;
  readonly sector: string;
  readonly count: number;
}

export async function countFeedback(reader: Reader): Promise<FeedbackCount[]> {
  const rows = await reader
    .selectFrom('feedback')
    .select((is) => [
      'site_id',
      'earliest_date',
      'latest_date',
      'type',
      'sector',
      is.fn.countAll<number>().as('n'),
    ])
    .groupBy(['site_id', 'earliest_date', 'latest_date', 'type', 'sector'])
    .execute();
  return rows.map((row) => ({
    siteId: row.site_id,
    earliestDate: row.earliest_date,
    latestDate: row.latest_date,
    type: row.type,
    sector: row.sector,
    count: Number(row.n),
  }));
}

/** Nobody has done anything with it yet. */
export async function countUnanswered(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('feedback')
    .select((is) => is.fn.countAll<number>().as('n'))
    .where('status', '=', 'received')
    .executeTakeFirstOrThrow();
  return Number(row.n);
}
