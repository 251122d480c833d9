/**
 * One visit: a phone, from its first answer to thanks. This is what the routes know of the intake; visits.ts does it.
 * The readable draft lives in memory only; on the disk there is one sealed row a visit, overwritten by each answer.
 */
import type { Answers, EndingPage, Form } from '../../protocol/form.ts';
import type { Handle } from '../../protocol/gate.ts';

/**
 * idle: quiet for a while and queued as abandoned; it may go on. lapsed: quiet for too long, or sent meanwhile; what was answered is
 * kept and nothing is added.
 */
export type VisitState = 'open' | 'idle' | 'complete' | 'stopped' | 'lapsed' | 'removed';

export interface Visit {
  /** Under which it was begun. An ended visit of an earlier campaign does not keep its phone from a new one. */
  readonly campaign: string;
  readonly language: string;
  readonly form: Form;
  /** Empty once the visit has ended. */
  readonly answers: Answers;
  /** Pages answered or skipped, in the order they were given. */
  readonly pagesDone: readonly string[];
  /** The visitor said yes to the pages after `offer_after`. */
  readonly wantsMore: boolean;
  readonly state: VisitState;
  /** Complete: its closing page. */
  readonly ending?: 'thanks' | EndingPage;
  /** Ended: something it gave is with the kit, or went to the collector. */
  readonly isKept?: boolean;
  /** Varies from visit to visit, for questions whose choices rotate. */
  readonly rotation: number;
}

export interface Visits {
  /** The phone's visit, open, idle or ended (an ended one is remembered so that a reload shows thanks, not a new form). */
  find(handle: Handle): Visit | undefined;
  /** False: this phone has given as many forms within the hour as one may. A visit that goes on may always end. */
  hasRoom(handle: Handle): boolean;
  /** Whether a new visit would begin: none is open, and none of this campaign has ended. */
  mayBegin(handle: Handle): boolean;
  /** Consent was given: a visit begins, in memory; nothing is stored before the first answer. Repeats return the same one. */
  begin(handle: Handle, language: string): Visit;
  /** The phone has come back to the form: an idle visit is open again, or has lapsed. Throws as `answer` does. */
  resume(handle: Handle): Promise<Visit | undefined>;
  setLanguage(handle: Handle, language: string): Visit | undefined;
  /** Yes to "a few more questions?". */
  wantMore(handle: Handle): Visit | undefined;
  /**
   * Keeps the answers of one page: resolves after they are sealed and durably committed. Answers that became
   * irrelevant by these are dropped. An idle visit is resumed first. When no page is left the visit is complete, its row
   * gets its seq. An ended visit is returned as it is. Throws `storage_full` or `storage_failed`: then nothing was kept and the page may be sent again.
   */
  answer(handle: Handle, page: string, answers: Answers): Promise<Visit | undefined>;
  /** No to "a few more questions?": complete. */
  finish(handle: Handle): Promise<Visit | undefined>;
  /** The visitor stops: what was answered is kept as an abandoned submission. */
  stop(handle: Handle): Promise<Visit | undefined>;
  /** "Delete what I answered": open or ended, it is gone when this resolves; if it was uploaded, a withdrawal is queued. */
  remove(handle: Handle): Promise<Visit | undefined>;
}
