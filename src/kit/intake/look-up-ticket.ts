/**
 * From a code on paper to what is known of it here. What must stay true: one code is stretched at a time (memory), a phone gets few
 * tries (guessing), and neither the code nor its id is kept.
 */
import type { FeedbackStatus } from '../../protocol/feedback.ts';
import { Problem } from '../../protocol/problems.ts';
import { openReply, type Replies } from '../../protocol/replies.ts';
import { readTicketCode, type TicketCode, ticketKeys } from '../../protocol/tickets.ts';

export type TicketAnswer =
  | { readonly kind: 'found'; readonly status: FeedbackStatus; readonly reply: string | undefined }
  /** Its check sign does not fit: it was copied wrongly. */
  | { readonly kind: 'code_wrong' }
  /** Not known here, or not yet. */
  | { readonly kind: 'code_unknown' }
  | { readonly kind: 'code_wait' };

export type TicketLookup = (phone: string, typed: string) => Promise<TicketAnswer>;

export interface TicketLookupParts {
  readonly replies: () => Replies | undefined;
  /** Whether this phone may try again now. */
  readonly mayTry: (phone: string) => boolean;
}

export function createTicketLookup({ replies, mayTry }: TicketLookupParts): TicketLookup {
  let turn: Promise<unknown> = Promise.resolve();

  const look = async (code: TicketCode): Promise<TicketAnswer> => {
    const keys = await ticketKeys(code);
    const state = replies()?.tickets.get(keys.lookup);
    if (!state) return { kind: 'code_unknown' };
    try {
      const reply = state.sealedReply && openReply(state.sealedReply, keys);
      return { kind: 'found', status: state.status, reply };
    } catch (error) {
      if (Problem.is(error, 'cannot_open')) return { kind: 'found', status: state.status, reply: undefined };
      throw error;
    }
  };

  return async (phone, typed) => {
    const code = readTicketCode(typed);
    if (code === undefined) return { kind: 'code_wrong' };
    if (!mayTry(phone)) return { kind: 'code_wait' };
    const answer = turn.then(() => look(code));
    turn = answer.catch(() => undefined);
    return answer;
  };
}
