/**
 * What is known here of tickets and the board. What must stay true: only a document that carries the collector's signature and a
 * higher number than the one held takes its place; what stands on the disk is checked again at each start.
 */
import { Problem } from '../../protocol/problems.ts';
import { decodeReplies, type Replies } from '../../protocol/replies.ts';
import type { Verifier } from '../../protocol/signing.ts';
import type { RepliesTable } from '../store/replies-table.ts';

export interface ReplyBook {
  /** undefined: none has come yet. */
  current(): Replies | undefined;
  /** `older`: not newer than what is held. Throws what decodeReplies throws, or a storage problem. */
  take(document: Uint8Array): 'taken' | 'older';
}

export function openReplyBook(table: RepliesTable, collector: Verifier): ReplyBook {
  let held = readHeld(table, collector);
  return {
    current: () => held,
    take: (document) => {
      const replies = decodeReplies(document, collector);
      if (held && replies.number <= held.number) return 'older';
      table.insert(replies.number, document);
      held = replies;
      return 'taken';
    },
  };
}

/** A card that was damaged, or tampered with, holds nothing to show: the next fetch brings it anew. */
function readHeld(table: RepliesTable, collector: Verifier): Replies | undefined {
  const document = table.find();
  if (!document) return undefined;
  try {
    return decodeReplies(document, collector);
  } catch (error) {
    if (Problem.is(error)) return undefined;
    throw error;
  }
}
