/**
 * What of a visit is on the disk: one sealed record, first in `visits`, overwritten by each answer, then in the outbox. What must
 * stay true: a visit has one record id from beginning to end, also when it leaves the outbox to go on; each promise resolves after
 * the commit, and what is noted of it changes only then.
 */
import type { Answers, Form, FormRef } from '../../protocol/form.ts';
import { newId, type RandomBytes, type RecordId } from '../../protocol/ids.ts';
import { type BootTime, encodeSubmission } from '../../protocol/records.ts';
import type { KitSite } from '../../protocol/site.ts';
import { compressionDictionary } from '../../survey/dictionary.ts';
import { encodeAnswers } from '../../survey/encode-answers.ts';
import type { SubmissionStore } from '../store/submission-store.ts';
import type { GrowingRecord, GrowingSealer } from './sealer.ts';

export interface VisitRecordsParts {
  readonly submissions: SubmissionStore;
  readonly sealer: GrowingSealer;
  readonly form: Form;
  readonly formRef: FormRef;
  readonly site: KitSite;
  readonly round: number;
  readonly random: RandomBytes;
}

export interface StoredVisit {
  readonly recordId: RecordId;
  readonly begun: BootTime;
  /** Holds a key while the visit goes on in `visits`, as long as its readable draft; see `beginSealing`. */
  readonly growing: GrowingRecord;
  /** At least one answer is in `visits`. */
  hasRow: boolean;
  /** The submission has entered the outbox, and may have left it since. */
  wasQueued: boolean;
}

export interface VisitRecords {
  /** Nothing is on the disk yet. */
  begin(begun: BootTime): StoredVisit;
  /** The answers so far, in place of those before. */
  keep(visit: StoredVisit, language: string, answers: Answers): Promise<void>;
  complete(visit: StoredVisit, language: string, answers: Answers): Promise<void>;
  /** What was given so far enters the outbox as it is; nothing where nothing was. */
  abandon(visit: StoredVisit): Promise<void>;
  /** Back from the outbox. False: it may be on its way already. */
  reopen(visit: StoredVisit): Promise<boolean>;
}

export function createVisitRecords(parts: VisitRecordsParts): VisitRecords {
  const { submissions, sealer, form, formRef, site, round, random } = parts;
  const dictionary = compressionDictionary(form);

  const seal = (visit: StoredVisit, language: string, answers: Answers, isComplete: boolean) => {
    const { growing, begun } = visit;
    const record = {
      isComplete,
      begun,
      language,
      siteId: site.id,
      round,
      answers: encodeAnswers(form, answers),
    };
    return growing.seal(encodeSubmission(record, dictionary));
  };
  const note = (visit: StoredVisit, hasRow: boolean, wasQueued: boolean) => {
    Object.assign(visit, { hasRow, wasQueued });
    if (!hasRow) visit.growing.rest();
  };

  return {
    begin: (begun) => {
      const recordId = newId(16, random);
      const growing = sealer.growing('submission', recordId, formRef);
      return { recordId, begun, growing, hasRow: false, wasQueued: false };
    },

    keep: async (visit, language, answers) => {
      const record = await seal(visit, language, answers, false);
      await submissions.commits.write(() => submissions.visits.mark(record));
      note(visit, true, false);
    },

    complete: async (visit, language, answers) => {
      const record = await seal(visit, language, answers, true);
      await submissions.commits.write(() => {
        submissions.visits.delete(visit.recordId);
        submissions.outbox.insert(record);
      });
      note(visit, false, true);
    },

    abandon: async (visit) => {
      // Sealed, but never kept: the disk was full.
      if (!visit.hasRow) return visit.growing.rest();
      await submissions.commits.write(() => submissions.finishVisit(visit.recordId));
      note(visit, false, true);
    },

    reopen: async (visit) => {
      if (!visit.wasQueued) return true;
      const placeId = newId(16, random);
      const isBack = await submissions.commits.write(() => submissions.reopenVisit(visit.recordId, placeId));
      if (isBack) note(visit, true, false);
      return isBack;
    },
  };
}

/**
 * Visits that were open when the power went: each becomes an abandoned submission, with every answer that was acknowledged.
 * Returns how many.
 */
export async function abandonLeftOver(submissions: SubmissionStore): Promise<number> {
  const left = submissions.visits.list();
  await submissions.commits.write(() => {
    for (const { recordId } of left) submissions.finishVisit(recordId);
  });
  return left.length;
}
