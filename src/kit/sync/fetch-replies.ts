/**
 * Asks the collector for replies newer than those held. Called on a timer; a line that is down, slow or somebody else's changes
 * nothing. The document is signed, so where it comes from does not matter.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type ExchangeLimits, exchange } from '../../platform/bounded-exchange.ts';
import type { Log } from '../../platform/log.ts';
import type { KitId } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import { maxRepliesBytes } from '../../protocol/replies.ts';
import type { ReplyBook } from './reply-book.ts';

export type Fetched =
  | { readonly kind: 'taken' | 'nothing_new' | 'older' }
  | { readonly kind: 'failed'; readonly code: string };

export interface ReplyFetcher {
  fetch(): Promise<Fetched>;
  /** Breaks off what is under way. */
  close(): void;
}

export interface ReplyFetcherParts {
  readonly collectorUrl: string;
  readonly kitId: KitId;
  readonly book: ReplyBook;
  readonly limits: ExchangeLimits;
  readonly log: Log;
}

export function createReplyFetcher({
  collectorUrl,
  kitId,
  book,
  limits,
  log,
}: ReplyFetcherParts): ReplyFetcher {
  const base = `${collectorUrl.replace(/\/+$/, '')}/api/v1/kits/${kitId}/replies`;
  const agent = base.startsWith('https:') ? new HttpsAgent() : new HttpAgent();
  const closing = new AbortController();
  /** Told once: a line that is down all day would fill the log. */
  let toldFailure: string | undefined;

  const fetchNewer = async (): Promise<Fetched> => {
    const answer = await exchange({
      agent,
      url: new URL(`${base}?after=${book.current()?.number ?? 0}`),
      method: 'GET',
      headers: {},
      maxAnswerBytes: maxRepliesBytes,
      limits,
      signal: closing.signal,
    });
    if (answer.kind !== 'answered') return { kind: 'failed', code: answer.kind };
    if (answer.status === 204) return { kind: 'nothing_new' };
    if (answer.status !== 200) return { kind: 'failed', code: `status ${answer.status}` };
    try {
      return { kind: book.take(answer.bytes) };
    } catch (error) {
      if (Problem.is(error)) return { kind: 'failed', code: error.code };
      throw error;
    }
  };

  return {
    fetch: async () => {
      const fetched = await fetchNewer();
      const failure = fetched.kind === 'failed' ? fetched.code : undefined;
      if (failure !== undefined && failure !== toldFailure) log.info({ failure }, 'no replies were fetched');
      toldFailure = failure;
      if (fetched.kind === 'taken') log.info({}, 'newer replies are here');
      return fetched;
    },
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
}
