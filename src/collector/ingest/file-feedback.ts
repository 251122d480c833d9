/** Writes what was read of a feedback record into its table, once, and lets the kits know of its ticket. */
import { localClock } from '../../platform/local-clock.ts';
import type { FeedbackRecord } from '../../protocol/feedback.ts';
import type { Answer, Answers } from '../../protocol/form.ts';
import type { Site } from '../../protocol/site.ts';
import type { Interval } from '../../protocol/time.ts';
import { insertFeedback } from '../store/feedback-table.ts';
import type { Writer } from '../store/open-store.ts';
import { raiseRepliesNumber } from '../store/replies-number.ts';
import type { RecordState } from '../store/tables.ts';
import type { ReadableForm } from './form-library.ts';
import { localTimes } from './local-times.ts';

export interface ReadFeedback {
  readonly form: ReadableForm;
  readonly site: Site;
  readonly record: FeedbackRecord;
  readonly answers: Answers;
}

export interface FeedbackPlace {
  readonly kitId: string;
  readonly feedbackId: string;
  /** When it was told, as far as is known. */
  readonly told: Interval;
  readonly receivedAt: number;
}

export async function fileFeedback(
  writer: Writer,
  { form, site, record, answers }: ReadFeedback,
  { kitId, feedbackId, told, receivedAt }: FeedbackPlace,
): Promise<RecordState> {
  const { ticket, submission } = record;
  const { earliest_date, latest_date } = localTimes(told, localClock(site.timezone));
  const isNew = await insertFeedback(writer, {
    kit_id: kitId,
    feedback_id: feedbackId,
    site_id: site.id,
    form_ref: form.ref,
    operation: site.operation,
    round: submission.round,
    earliest_date,
    latest_date,
    language: submission.language,
    type: textOf(answers.type),
    sector: textOf(answers.sector),
    body: textOf(answers.text) || null,
    lookup: ticket?.lookup ?? null,
    reply_key: ticket?.replyKey ?? null,
    status: 'received',
    received_at: receivedAt,
    changed_at: receivedAt,
    closed_at: null,
    erased_at: null,
  });
  if (!isNew) return 'duplicate';
  if (ticket) await raiseRepliesNumber(writer, receivedAt);
  return 'unified';
}

const textOf = (answer: Answer | undefined): string => (typeof answer === 'string' ? answer : '');
