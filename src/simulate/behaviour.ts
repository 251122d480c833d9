/**
 * How people behave at the portal, as probabilities. The defaults are a guess at a busy bus terminal, kept rich in
 * trouble on purpose: the rarer ways through the pages are where faults hide.
 */

export interface Behaviour {
  /** Never looks at the portal at all. */
  readonly ignoresPortal: number;
  readonly declinesConsent: number;
  /** Goes online at once and is gone. */
  readonly goesOnlineFirst: number;
  /** On each question: */
  readonly skips: number;
  readonly stops: number;
  readonly walksAway: number;
  readonly goesOnlineMidway: number;
  /** After going online midway: comes back to the form. */
  readonly staysAfterOnline: number;
  /** Leaves the page and reopens the portal later, where the form should go on. */
  readonly leavesAndReturns: number;
  readonly goesBack: number;
  /** Having gone back to a question that decides no other: answers it differently. */
  readonly changesAnswer: number;
  readonly tapsTwice: number;
  readonly reloads: number;
  /** Chooses more than is allowed, and mends it. */
  readonly choosesTooMany: number;
  /** Uses the search of a long list although some of it is shown. */
  readonly searches: number;
  /** Of the "few more questions". */
  readonly wantsMore: number;
  /** Has what was answered deleted, once done. */
  readonly deletes: number;
  /** On each question: has it deleted then and there, and leaves. */
  readonly deletesMidway: number;
  /** Goes online in the end, of those who have not yet. */
  readonly goesOnlineAtEnd: number;
}

export const usualBehaviour: Behaviour = {
  ignoresPortal: 0.2,
  declinesConsent: 0.15,
  goesOnlineFirst: 0.1,
  skips: 0.08,
  stops: 0.008,
  walksAway: 0.015,
  goesOnlineMidway: 0.03,
  staysAfterOnline: 0.4,
  leavesAndReturns: 0.04,
  goesBack: 0.05,
  changesAnswer: 0.5,
  tapsTwice: 0.03,
  reloads: 0.03,
  choosesTooMany: 0.02,
  searches: 0.15,
  wantsMore: 0.6,
  deletes: 0.03,
  deletesMidway: 0.004,
  goesOnlineAtEnd: 0.85,
};
