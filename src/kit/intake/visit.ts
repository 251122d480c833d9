/**
 * One visit: a phone, from its first answer to thanks. This is what the routes know of the intake; visits.ts does it.
 * The readable draft lives in memory only; on the disk there is one sealed row a visit, overwritten by each answer.
 */
import type { Answers, Form } from '../../protocol/form.ts';
import type { Handle } from '../../protocol/gate.ts';

export type VisitState = 'open' | 'complete' | 'stopped' | 'removed';

export interface Visit {
  /** Under which it was begun. An ended visit of an earlier campaign does not keep its phone from a new one. */
  readonly campaign: string;
  readonly language: string;
  readonly form: Form;
  readonly answers: Answers;
  /** Pages answered or skipped, in the order they were given. */
  readonly pagesDone: readonly string[];
  /** The visitor said yes to the pages after `offer_after`. */
  readonly wantsMore: boolean;
  readonly state: VisitState;
  /** Varies from visit to visit, for questions whose choices rotate. */
  readonly rotation: number;
}

export interface Visits {
  /** The phone's visit, open or ended (an ended one is remembered so that a reload shows thanks, not a new form). */
  find(handle: Handle): Visit | undefined;
  /** False: this phone has given as many forms within the hour as one may. A visit that goes on may always end. */
  hasRoom(handle: Handle): boolean;
  /** Whether a new visit would begin: none is open, and none of this campaign has ended. */
  mayBegin(handle: Handle): boolean;
  /** Consent was given: a visit begins, in memory; nothing is stored before the first answer. Repeats return the same one. */
  begin(handle: Handle, language: string): Visit;
  setLanguage(handle: Handle, language: string): Visit | undefined;
  /** Yes to "a few more questions?". */
  wantMore(handle: Handle): Visit | undefined;
  /**
   * Keeps the answers of one page: resolves after they are sealed and durably committed. Answers that became
   * irrelevant by these are dropped. When no page is left the visit is complete, its row gets its seq. An ended visit
   * is returned as it is. Throws `storage_full` or `storage_failed`: then nothing was kept and the page may be sent again.
   */
  answer(handle: Handle, page: string, answers: Answers): Promise<Visit | undefined>;
  /** No to "a few more questions?": complete. */
  finish(handle: Handle): Promise<Visit | undefined>;
  /** The visitor stops: what was answered is kept as an abandoned submission. */
  stop(handle: Handle): Promise<Visit | undefined>;
  /** "Delete what I answered": open or ended, it is gone when this resolves; if it was uploaded, a withdrawal is queued. */
  remove(handle: Handle): Promise<Visit | undefined>;
}
