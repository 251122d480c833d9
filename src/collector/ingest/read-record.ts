/**
 * One record of a verified bundle, opened and checked: everything that can be known of it without the database's state.
 * It is asynchronous, so it is done before the transaction. What is wrong with a record is a result, never thrown.
 */
import type { BundleRecord } from '../../protocol/bundle.ts';
import { type CountRecord, countRecord } from '../../protocol/counts.ts';
import { type OpeningKey, openEnvelope } from '../../protocol/envelope.ts';
import { decodeFeedback } from '../../protocol/feedback.ts';
import type { Answers, Lists } from '../../protocol/form.ts';
import type { Incarnation, KitId } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import {
  type ClockRecord,
  clockRecord,
  decodeJsonRecord,
  decodeSubmission,
  type HealthRecord,
  healthRecord,
  type SubmissionRecord,
  type TallyRecord,
  tallyRecord,
  withdrawalRecord,
} from '../../protocol/records.ts';
import { type Site, siteModules } from '../../protocol/site.ts';
import { checkSubmission } from '../../survey/check.ts';
import { decodeAnswers } from '../../survey/encode-answers.ts';
import { endingOf, settle } from '../../survey/order.ts';
import type { ReadFeedback } from './file-feedback.ts';
import type { ReadViews } from './file-views.ts';
import type { FormLibrary, ReadableForm } from './form-library.ts';
import { readableKind } from './held-kinds.ts';
import { type ReadCount, readCount } from './read-count.ts';
import type { SetAsideReason } from './reasons.ts';

export interface ReadingTools {
  readonly key: OpeningKey;
  readonly forms: FormLibrary;
  readonly findSite: (siteId: string) => Promise<Site | undefined>;
  /** The lists of a country: throws where there are none. */
  readonly listsOf: (country: string) => Lists;
}

export interface ReadSubmission {
  readonly form: ReadableForm;
  readonly site: Site;
  readonly record: SubmissionRecord;
  /** With the form's calculations. */
  readonly answers: Answers;
}

export type ReadRecord =
  | { readonly kind: 'submission'; readonly submission: ReadSubmission }
  | { readonly kind: 'health'; readonly health: HealthRecord }
  | { readonly kind: 'clock'; readonly reading: ClockRecord }
  | { readonly kind: 'withdrawal'; readonly withdrawn: string }
  | { readonly kind: 'feedback'; readonly feedback: ReadFeedback }
  | { readonly kind: 'tally'; readonly views: ReadViews }
  | { readonly kind: 'count'; readonly count: ReadCount }
  | { readonly kind: 'void' }
  /** Kept sealed in the archive: this version does not unify such records. */
  | { readonly kind: 'held' }
  | { readonly kind: 'set_aside'; readonly reason: SetAsideReason; readonly detail: string };

export async function readRecord(
  record: BundleRecord,
  from: { readonly kitId: KitId; readonly incarnation: Incarnation },
  tools: ReadingTools,
): Promise<ReadRecord> {
  const kind = readableKind(record.kind);
  if (kind === undefined) return { kind: 'held' };
  if (kind === 'void') return { kind: 'void' };
  let opened: Uint8Array;
  try {
    const { recordId, formRef } = record;
    const incarnation = record.sealedUnder ?? from.incarnation;
    const binding = { kind, kitId: from.kitId, incarnation, recordId, formRef };
    opened = await openEnvelope(record.envelope, binding, tools.key);
  } catch (error) {
    return setAside('cannot_open', error);
  }
  try {
    switch (kind) {
      case 'health':
        return { kind: 'health', health: decodeJsonRecord(opened, healthRecord) };
      case 'clock':
        return { kind: 'clock', reading: decodeJsonRecord(opened, clockRecord) };
      case 'withdrawal':
        return { kind: 'withdrawal', withdrawn: decodeJsonRecord(opened, withdrawalRecord).recordId };
      case 'submission':
        return await readSubmission(record, opened, tools);
      case 'tally':
        return await readViews(decodeJsonRecord(opened, tallyRecord), tools);
      case 'count':
        return await readPresence(decodeJsonRecord(opened, countRecord), tools);
      case 'feedback':
        return await readFeedback(record, opened, tools);
    }
  } catch (error) {
    return setAside('unreadable_record', error);
  }
}

async function readViews(record: TallyRecord, tools: ReadingTools): Promise<ReadRecord> {
  const site = await tools.findSite(record.siteId);
  if (!site) return { kind: 'set_aside', reason: 'unknown_site', detail: record.siteId };
  return { kind: 'tally', views: { site, record } };
}

async function readPresence(record: CountRecord, tools: ReadingTools): Promise<ReadRecord> {
  const site = await tools.findSite(record.siteId);
  if (!site) return { kind: 'set_aside', reason: 'unknown_site', detail: record.siteId };
  return readCount(record, site);
}

async function readSubmission(
  { formRef }: BundleRecord,
  opened: Uint8Array,
  tools: ReadingTools,
): Promise<ReadRecord> {
  const form = await tools.forms.find(formRef);
  if (!form) return unknownForm(formRef);
  const record = decodeSubmission(opened, form.dictionary);
  const judged = await judgeAnswers(form, record, tools);
  if (judged.kind === 'set_aside') return judged;
  const { site, answers } = judged;
  return { kind: 'submission', submission: { form, site, record, answers } };
}

async function readFeedback(
  { formRef }: BundleRecord,
  opened: Uint8Array,
  tools: ReadingTools,
): Promise<ReadRecord> {
  const form = await tools.forms.find(formRef);
  if (!form) return unknownForm(formRef);
  const record = decodeFeedback(opened, form.dictionary);
  const judged = await judgeAnswers(form, record.submission, tools);
  if (judged.kind === 'set_aside') return judged;
  const { site, answers } = judged;
  // A kit stores nothing of it; what says otherwise is not taken in here either.
  if (endingOf(form.form, answers, site) === 'safe')
    return { kind: 'set_aside', reason: 'failed_check', detail: 'feedback of which nothing is kept' };
  return { kind: 'feedback', feedback: { form, site, record, answers } };
}

const unknownForm = (formRef: string): ReadRecord => ({
  kind: 'set_aside',
  reason: 'unknown_form',
  detail: formRef,
});

type Judged =
  | Extract<ReadRecord, { kind: 'set_aside' }>
  | { readonly kind: 'fits'; readonly site: Site; readonly answers: Answers };

async function judgeAnswers(
  { form }: ReadableForm,
  record: SubmissionRecord,
  tools: ReadingTools,
): Promise<Judged> {
  const site = await tools.findSite(record.siteId);
  if (!site) return { kind: 'set_aside', reason: 'unknown_site', detail: record.siteId };
  const given = decodeAnswers(form, record.answers);
  const lists = tools.listsOf(site.country);
  // Which modules were switched on when it was asked, nobody here knows: any may have been.
  const place = { ...site, modules: siteModules };
  const problems = checkSubmission(form, given, lists, place);
  if (problems.length > 0)
    return { kind: 'set_aside', reason: 'failed_check', detail: problems.slice(0, 5).join('; ') };
  return { kind: 'fits', site, answers: settle(form, given, lists, place) };
}

/** Readers throw Problems, and RangeError or TypeError where bytes are not what they should be. */
function setAside(reason: SetAsideReason, error: unknown): ReadRecord {
  if (!Problem.is(error) && !(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
  const detail = Problem.is(error) ? (error.detail ?? error.code) : error.message;
  return { kind: 'set_aside', reason, detail: detail.slice(0, 200) };
}
