/**
 * Writes what was read of one record into the unified tables, within the transaction of its bundle or of a re-run. What
 * must stay true: a record id enters the tables once, and a withdrawn one not at all.
 */

import { type RandomBits, randomBits } from '../../counting/random-bits.ts';
import { type LocalClock, localClock } from '../../platform/local-clock.ts';
import type { Answers, Form } from '../../protocol/form.ts';
import { systemRandom } from '../../protocol/ids.ts';
import type { BootTime, ClockRecord } from '../../protocol/records.ts';
import { type Interval, resolveTime } from '../../protocol/time.ts';
import { exportedOnly } from '../../survey/references.ts';
import { insertClockReading, listReadingsAround } from '../store/clock-readings-table.ts';
import { insertHealth } from '../store/health-table.ts';
import { type Kit, markCountKey } from '../store/kits-table.ts';
import type { Writer } from '../store/open-store.ts';
import { insertSetAside, recordItemId } from '../store/set-aside-table.ts';
import { insertSubmission } from '../store/submissions-table.ts';
import type { RecordState, RecordsTable } from '../store/tables.ts';
import { countResolutionMs, fileCount } from './file-count.ts';
import { fileFeedback } from './file-feedback.ts';
import { fileViews, viewResolutionMs } from './file-views.ts';
import { localTimes } from './local-times.ts';
import type { ReadRecord, ReadSubmission } from './read-record.ts';
import type { SetAsideReason } from './reasons.ts';

/** A visit's begin is recorded to the minute. */
export const submissionResolutionMs = 60_000;

/** Records of one kit that are filed in one transaction: what they share is looked up once. */
export interface Filing {
  readonly kit: Kit;
  readonly receivedAt: number;
  /** Clock readings by boot number, until another reading comes. */
  readonly readings: Map<number, ClockRecord[]>;
  /** By timezone. */
  readonly clocks: Map<string, LocalClock>;
  /** For the noise of counts. */
  readonly noise: RandomBits;
}

export const createFiling = (
  kit: Kit,
  receivedAt: number,
  noise: RandomBits = randomBits(systemRandom),
): Filing => ({
  kit,
  receivedAt,
  noise,
  readings: new Map(),
  clocks: new Map(),
});

export type RecordToFile = Omit<RecordsTable, 'state'>;

/** @returns what the record's row is to say became of it. */
export async function fileRecord(
  writer: Writer,
  filing: Filing,
  record: RecordToFile,
  read: ReadRecord,
): Promise<RecordState> {
  const { kit, receivedAt } = filing;
  switch (read.kind) {
    case 'void':
      return 'void';
    case 'held':
      return 'held';
    case 'withdrawal':
      return 'unified';
    case 'clock':
      filing.readings.clear();
      await insertClockReading(writer, kit.kitId, record.record_id, read.reading);
      return 'unified';
    case 'health':
      await insertHealth(writer, kit.kitId, record.record_id, read.health, receivedAt);
      await markCountKey(writer, kit.kitId, read.health.countPublicKey ?? null);
      return 'unified';
    case 'feedback': {
      const { begun } = read.feedback.record.submission;
      return fileFeedback(writer, read.feedback, {
        kitId: kit.kitId,
        feedbackId: record.record_id,
        told: await timeOf(writer, filing, begun),
        receivedAt,
      });
    }
    case 'tally':
      return fileViews(writer, read.views, {
        kitId: kit.kitId,
        recordId: record.record_id,
        hour: await timeOf(writer, filing, read.views.record.at, viewResolutionMs),
        receivedAt,
      });
    case 'count': {
      const { began, until } = read.count.record;
      const filed = await fileCount(writer, read.count, {
        kitId: kit.kitId,
        recordId: record.record_id,
        began: await timeOf(writer, filing, began, countResolutionMs),
        until: await timeOf(writer, filing, until, countResolutionMs),
        receivedAt,
        noise: filing.noise,
      });
      if (typeof filed === 'string') return filed;
      return setAside(writer, record, 'impossible_count', filed.detail, receivedAt);
    }
    case 'submission':
      return fileSubmission(writer, filing, record.record_id, read.submission);
    case 'set_aside':
      return setAside(writer, record, read.reason, read.detail, receivedAt);
  }
}

async function setAside(
  writer: Writer,
  record: RecordToFile,
  reason: SetAsideReason,
  detail: string,
  receivedAt: number,
): Promise<RecordState> {
  await insertSetAside(writer, {
    item_id: recordItemId(record),
    what: 'record',
    reason,
    detail,
    kit_id: record.kit_id,
    incarnation: record.incarnation,
    number: record.bundle_number,
    seq: record.seq,
    is_authenticated: 1,
    size_bytes: 0,
    bytes: null,
    set_aside_at: receivedAt,
  });
  return 'set_aside';
}

/** What is known of a time without any clock: not before the kit was enrolled, not after its bundle came. */
export const timeBounds = (kit: Pick<Kit, 'enrolledAt'>, receivedAt: number): Interval => ({
  earliest: kit.enrolledAt,
  latest: Math.max(receivedAt, kit.enrolledAt),
});

/** When something of this kit happened, as far as its clock readings say. */
async function timeOf(
  writer: Writer,
  filing: Filing,
  begun: BootTime,
  resolutionMs = submissionResolutionMs,
): Promise<Interval> {
  const { kit, receivedAt, readings: known } = filing;
  const readings =
    known.get(begun.bootNumber) ?? (await listReadingsAround(writer, kit.kitId, begun.bootNumber));
  known.set(begun.bootNumber, readings);
  return resolveTime(begun, readings, timeBounds(kit, receivedAt), resolutionMs);
}

async function fileSubmission(
  writer: Writer,
  filing: Filing,
  submissionId: string,
  { form, site, record, answers }: ReadSubmission,
): Promise<RecordState> {
  const { kit, receivedAt, clocks } = filing;
  const { begun } = record;
  const clock = clocks.get(site.timezone) ?? localClock(site.timezone);
  clocks.set(site.timezone, clock);
  const interval = await timeOf(writer, filing, begun);
  const isNew = await insertSubmission(
    writer,
    {
      kit_id: kit.kitId,
      submission_id: submissionId,
      site_id: site.id,
      form_ref: form.ref,
      form_name: form.form.name,
      form_version: form.form.version,
      operation: site.operation,
      round: record.round,
      admin1_pcode: site.admin1.pcode,
      admin2_pcode: site.admin2.pcode,
      boot_number: begun.bootNumber,
      boot_id: begun.bootId,
      minutes_since_boot: Math.floor(begun.msSinceBoot / submissionResolutionMs),
      ...localTimes(interval, clock),
      language: record.language,
      status: record.isComplete ? 'complete' : 'abandoned',
      received_at: receivedAt,
    },
    answers,
    withoutTexts(form.form, answers),
  );
  return isNew ? 'unified' : 'duplicate';
}

/** Free text is exported, never charted; nor are dates and exact figures. */
function withoutTexts(form: Form, answers: Answers): Answers {
  const texts = exportedOnly(form);
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !texts.has(name)));
}
