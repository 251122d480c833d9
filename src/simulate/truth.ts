/**
 * The truth the simulation played, one line a visit, to be compared with what arrives in the export. An answer is in
 * `answers` only when its next page was seen; one that was sent while no answer came back is in `unacknowledged`, and may
 * or may not have been kept.
 */

export type TruthValue = string | number | readonly string[] | null;

/** A press that changes what is kept. */
export type Step = 'answer' | 'finish' | 'stop' | 'delete';

export type VisitStatus = 'none' | 'abandoned' | 'complete' | 'deleted';

export interface VisitTruth {
  readonly phone: number;
  readonly os: string;
  /** Of the page on which consent was given; '' before. */
  readonly language: string;
  readonly startedAtMs: number;
  /** null: never asked. */
  readonly consent: boolean | null;
  /** 'none': no answer and no skipped question was kept. */
  readonly status: VisitStatus;
  /** By question; null is shown and skipped; several choices in alphabetical order. */
  readonly answers: Readonly<Record<string, TruthValue>>;
  readonly unacknowledged: Readonly<Record<string, TruthValue>>;
  /** The connection broke at this step, and it could not be seen afterwards whether it went through. */
  readonly unsureOf: Step | null;
  readonly online: boolean;
  /** Every probe was judged as it should be: portal before, online after. */
  readonly probesOk: boolean;
}

export function truthValue(kind: 'checkbox' | 'number' | 'other', values: readonly string[]): TruthValue {
  const [first] = values;
  if (first === undefined || first === '') return null;
  if (kind === 'checkbox') return [...values].sort();
  return kind === 'number' ? Number(first) : first;
}
