/**
 * Feedback on its way up: what is inside a `feedback` envelope. The answers are those of the feedback form, checked by the
 * same code as any submission's; in front of them stand the ticket's lookup id and reply key, if a reply is wanted.
 *
 *   version 1 │ has ticket 1 │ lookup id 16 │ reply key 32 │ a submission (records.ts), to the end
 */
import { ByteReader, ByteWriter } from './bytes.ts';
import { fromHex, toHex } from './ids.ts';
import { Problem } from './problems.ts';
import { decodeSubmission, encodeSubmission, type SubmissionRecord } from './records.ts';
import type { TicketKeys } from './tickets.ts';

/** The form whose answers feedback is. */
export const feedbackFormName = 'dtm-wifi-feedback';

/** In the order in which staff take them on. A closed one may be opened again. */
export const feedbackStatuses = ['received', 'referred', 'answered', 'closed'] as const;
export type FeedbackStatus = (typeof feedbackStatuses)[number];

/** What a visitor wrote, and the reply to it, are erased so long after the matter was closed, and so long after they came at the latest. */
export const daysAfterClosing = 90;
export const daysAtMost = 180;

export interface FeedbackRecord {
  readonly ticket: TicketKeys | undefined;
  readonly submission: SubmissionRecord;
}

const version = 1;
const lookupLength = 16;
const replyKeyLength = 32;

export function encodeFeedback({ ticket, submission }: FeedbackRecord, dictionary: Uint8Array): Uint8Array {
  const out = new ByteWriter().u8(version).u8(ticket ? 1 : 0);
  // Without a ticket as long as with one: the length of the envelope does not say who waits for a reply.
  out.raw(ticket ? fromHex(ticket.lookup) : new Uint8Array(lookupLength));
  out.raw(ticket ? ticket.replyKey : new Uint8Array(replyKeyLength));
  return out.raw(encodeSubmission(submission, dictionary)).finish();
}

/** Throws `truncated`, `malformed` or `unsupported_version`. */
export function decodeFeedback(bytes: Uint8Array, dictionary: Uint8Array): FeedbackRecord {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== version) throw new Problem('unsupported_version', 'feedback');
  const flag = reader.u8();
  if (flag > 1) throw new Problem('malformed', 'feedback flags');
  const lookup = toHex(reader.raw(lookupLength));
  const replyKey = Uint8Array.from(reader.raw(replyKeyLength));
  const submission = decodeSubmission(reader.raw(reader.left), dictionary);
  return { ticket: flag === 1 ? { lookup, replyKey } : undefined, submission };
}
