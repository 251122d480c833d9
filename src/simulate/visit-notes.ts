/**
 * What is noted of the visit a phone is in, until it becomes a line of truth. The rule: an answer is kept when the page
 * after it shows; if the connection broke first, it is pending until a later page tells.
 */
import type { Step, TruthValue, VisitStatus, VisitTruth } from './truth.ts';

type Answers = Readonly<Record<string, TruthValue>>;

const statusAfter: Readonly<Record<Step, VisitStatus>> = {
  answer: 'complete',
  finish: 'complete',
  stop: 'abandoned',
  delete: 'deleted',
};

export interface VisitNotes {
  consented(yes: boolean, language: string): void;
  readonly hasAnswers: boolean;
  /** Something was sent that may have been kept, answered or not. */
  readonly hasTrace: boolean;
  readonly isEnded: boolean;
  knows(question: string): boolean;
  /** The page after it was seen. */
  kept(answers: Answers): void;
  /** The step went through, and the visit is over by it. */
  ended(step: Step): void;
  broke(step: Step, answers?: Answers): void;
  /** After a break a page of the same visit shows: `isAsking` says whether a question is on it. */
  seenOpen(isAsking: (question: string) => boolean): void;
  /** After a break the page after the end shows. */
  seenEnded(): void;
  /** The kit certainly had no visit when the last answers were sent. */
  refused(): void;
  line(about: Pick<VisitTruth, 'phone' | 'os' | 'online' | 'probesOk'>): VisitTruth;
}

export function createVisitNotes(startedAtMs: number): VisitNotes {
  let consent: boolean | null = null;
  let language = '';
  let answers: Answers = {};
  let pending: { step: Step; answers: Answers } | undefined;
  let end: VisitStatus | undefined;
  // A changed answer that got lost on the way cannot be told from one that arrived.
  let lost: Answers = {};

  const hasAnswers = () => Object.keys(answers).length > 0;
  const endBy = (step: Step) => {
    // Nothing was ever stored of a visit without an answer, so there is nothing to abandon or delete.
    end = hasAnswers() ? statusAfter[step] : 'none';
    pending = undefined;
  };

  return {
    consented: (yes, pageLanguage) => {
      consent = yes;
      if (yes) language = pageLanguage;
    },
    get hasAnswers() {
      return hasAnswers();
    },
    get hasTrace() {
      return hasAnswers() || pending !== undefined;
    },
    get isEnded() {
      return end !== undefined;
    },
    knows: (question) => question in answers,
    kept: (given) => {
      answers = { ...answers, ...given };
    },
    ended: endBy,
    broke: (step, given = {}) => {
      pending = { step, answers: given };
    },
    seenOpen: (isAsking) => {
      if (!pending) return;
      const { answers: sent } = pending;
      pending = undefined;
      const questions = Object.keys(sent);
      if (questions.some((question) => question in answers)) lost = { ...lost, ...sent };
      else if (!questions.some(isAsking)) answers = { ...answers, ...sent };
    },
    seenEnded: () => {
      if (!pending) return;
      answers = { ...answers, ...pending.answers };
      endBy(pending.step);
    },
    refused: () => {
      pending = undefined;
    },
    line: (about) => ({
      phone: about.phone,
      os: about.os,
      language,
      startedAtMs,
      consent,
      status: end ?? (hasAnswers() ? 'abandoned' : 'none'),
      answers,
      unacknowledged: { ...lost, ...pending?.answers },
      unsureOf: pending?.step ?? (Object.keys(lost).length > 0 ? 'answer' : null),
      online: about.online,
      probesOk: about.probesOk,
    }),
  };
}
