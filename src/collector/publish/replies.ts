/**
 * The document of replies as kits fetch it: made when something changed, signed, kept in memory until the next change. What must stay
 * true: it is never larger than a kit takes; the tickets longest unchanged are left out first.
 */
import type { Clock } from '../../platform/clock.ts';
import { type BoardEntry, encodeReplies, maxRepliesBytes, type TicketState } from '../../protocol/replies.ts';
import { type Signer, signatureLength } from '../../protocol/signing.ts';
import { listBoardEntries } from '../store/board-table.ts';
import { listTickets } from '../store/feedback-table.ts';
import type { ReadStore } from '../store/open-store.ts';
import { findRepliesNumber } from '../store/replies-number.ts';
import type { BoardEntriesTable } from '../store/tables.ts';

export interface RepliesPublisher {
  /** undefined: there is nothing newer than number `after`. */
  findNewer(after: number): Promise<Uint8Array | undefined>;
}

export interface RepliesPublisherParts {
  readonly store: ReadStore;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** Far more would not fit anyway. */
const maxTickets = 12_000;
const maxBoardEntries = 60;
/** Compressed; the rest is for tickets. */
const boardBytes = 64 * 1024;

export function createRepliesPublisher({ store, signer, clock }: RepliesPublisherParts): RepliesPublisher {
  let made: { readonly number: number; readonly bytes: Uint8Array } | undefined;

  const make = async (number: number) => {
    const entries = (await listBoardEntries(store.read)).filter((row) => row.is_published === 1);
    const board = entries.slice(0, maxBoardEntries).map(boardEntry);
    const tickets = new Map<string, TicketState>();
    let left = maxRepliesBytes - boardBytes - signatureLength;
    for (const { lookup, status, sealed } of await listTickets(store.read, maxTickets)) {
      if (lookup === null || tickets.has(lookup)) continue;
      // Id, status, and the length in front of the reply.
      left -= 16 + 1 + 3 + (sealed?.length ?? 0);
      if (left < 0) break;
      tickets.set(lookup, { status, sealedReply: sealed ? new Uint8Array(sealed) : undefined });
    }
    return { number, bytes: encodeReplies({ number, madeAt: clock.now(), tickets, board }, signer) };
  };

  return {
    findNewer: async (after) => {
      const number = await findRepliesNumber(store.read);
      if (number <= after) return undefined;
      if (made?.number !== number) made = await make(number);
      return made.bytes;
    },
  };
}

const boardEntry = (row: BoardEntriesTable): BoardEntry => ({
  id: row.entry_id,
  sector: row.sector,
  ...(row.site_id === null ? {} : { site: row.site_id }),
  month: new Date(row.written_at).toISOString().slice(0, 7),
  said: JSON.parse(row.said),
  did: JSON.parse(row.did),
});
