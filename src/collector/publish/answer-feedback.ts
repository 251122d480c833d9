/** What staff do with feedback: pass it on, answer it, close it; and what they make public. Every change is noted with who made it. */
import type { Clock } from '../../platform/clock.ts';
import { type FeedbackStatus, feedbackStatuses } from '../../protocol/feedback.ts';
import { newId } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import { maxReplyCharacters, sealReply } from '../../protocol/replies.ts';
import { deleteBoardEntry, insertBoardEntry } from '../store/board-table.ts';
import { insertEvent } from '../store/feedback-events-table.ts';
import { insertReply } from '../store/feedback-replies-table.ts';
import { type FeedbackKey, findFeedback, markStatus } from '../store/feedback-table.ts';
import type { Store, Writer } from '../store/open-store.ts';
import { raiseRepliesNumber } from '../store/replies-number.ts';
import type { FeedbackEventsTable } from '../store/tables.ts';

export interface AnsweringTools {
  readonly store: Pick<Store, 'transaction'>;
  readonly clock: Clock;
}

/** Throws `not_found` or `invalid_request`. */
export async function changeStatus(
  { store, clock }: AnsweringTools,
  key: FeedbackKey,
  status: string,
  email: string,
): Promise<void> {
  const wanted = feedbackStatuses.find((each) => each === status);
  if (!wanted) throw new Problem('invalid_request', `status: one of ${feedbackStatuses.join(', ')}`);
  await store.transaction(async (writer) => {
    const feedback = await findFeedback(writer, key);
    if (!feedback || feedback.erased_at !== null) throw new Problem('not_found');
    if (feedback.status === wanted) return;
    await mark(writer, key, wanted, email, clock.now());
  });
}

/** The reply goes to the kits, sealed to the ticket, and the feedback counts as answered. Throws `not_found` or `invalid_request`. */
export async function writeReply(
  { store, clock }: AnsweringTools,
  key: FeedbackKey,
  text: string,
  email: string,
): Promise<void> {
  const body = text.replaceAll('\r\n', '\n').replaceAll('\0', '').trim();
  if (body === '') throw new Problem('invalid_request', 'reply: write something');
  if ([...body].length > maxReplyCharacters)
    throw new Problem('invalid_request', `reply: at most ${maxReplyCharacters} characters`);
  await store.transaction(async (writer) => {
    const feedback = await findFeedback(writer, key);
    if (!feedback || feedback.erased_at !== null) throw new Problem('not_found');
    const { lookup, reply_key: replyKey } = feedback;
    if (lookup === null || replyKey === null)
      throw new Problem('invalid_request', 'nobody waits for a reply to this');
    const at = clock.now();
    await insertReply(writer, {
      kit_id: key.kitId,
      feedback_id: key.feedbackId,
      body,
      sealed: sealReply(body, { lookup, replyKey: new Uint8Array(replyKey) }),
      written_by: email,
      written_at: at,
    });
    await note(writer, key, 'reply', email, at);
    await mark(writer, key, 'answered', email, at);
  });
}

export interface BoardDraft {
  readonly entryId: string | undefined;
  readonly sector: string;
  readonly siteId: string | undefined;
  /** By language. */
  readonly said: Readonly<Record<string, string>>;
  readonly did: Readonly<Record<string, string>>;
  readonly isPublished: boolean;
}

/** Throws `invalid_request` where the source language is missing, or one side of another. */
export async function saveBoardEntry(
  { store, clock }: AnsweringTools,
  draft: BoardDraft,
  email: string,
): Promise<void> {
  const { said, did } = draft;
  const languages = [...new Set([...Object.keys(said), ...Object.keys(did)])];
  if (languages.length === 0)
    throw new Problem('invalid_request', 'write both texts in one language at least');
  for (const language of languages)
    if (!said[language] || !did[language])
      throw new Problem('invalid_request', `${language}: both texts are needed, or none`);
  if ([...Object.values(said), ...Object.values(did)].some((text) => [...text].length > 400))
    throw new Problem('invalid_request', 'at most 400 characters a text');
  await store.transaction(async (writer) => {
    await insertBoardEntry(writer, {
      entry_id: draft.entryId ?? newId(16),
      sector: draft.sector,
      site_id: draft.siteId ?? null,
      said: JSON.stringify(said),
      did: JSON.stringify(did),
      is_published: draft.isPublished ? 1 : 0,
      written_by: email,
      written_at: clock.now(),
    });
    await raiseRepliesNumber(writer, clock.now());
  });
}

export async function removeBoardEntry({ store, clock }: AnsweringTools, entryId: string): Promise<void> {
  await store.transaction(async (writer) => {
    await deleteBoardEntry(writer, entryId);
    await raiseRepliesNumber(writer, clock.now());
  });
}

async function mark(
  writer: Writer,
  key: FeedbackKey,
  status: FeedbackStatus,
  email: string,
  at: number,
): Promise<void> {
  await markStatus(writer, key, status, at);
  await note(writer, key, status, email, at);
  await raiseRepliesNumber(writer, at);
}

const note = (
  writer: Writer,
  { kitId, feedbackId }: FeedbackKey,
  action: FeedbackEventsTable['action'],
  email: string,
  at: number,
): Promise<void> =>
  insertEvent(writer, {
    event_id: newId(16),
    kit_id: kitId,
    feedback_id: feedbackId,
    email,
    action,
    happened_at: at,
  });
