/**
 * Asks the collector for week keys newer than those held, in a request that only this kit can sign. Called on a timer; a line that is
 * down, slow or somebody else's changes nothing. What is wrong with a document is told to the staff by an incident, once.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type ExchangeLimits, exchange } from '../../platform/bounded-exchange.ts';
import type { Log } from '../../platform/log.ts';
import type { KitId } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Signer } from '../../protocol/signing.ts';
import { maxWeekKeysBytes } from '../../protocol/week-keys.ts';
import { requestHeaders } from '../../protocol/week-keys-request.ts';
import type { StateStore } from '../store/open-store.ts';
import type { TimeKeeper } from './time-keeper.ts';
import type { WeekKeyBook } from './week-key-book.ts';

export type FetchedWeekKeys =
  /** `time_unknown`: nothing was asked. */
  | { readonly kind: 'taken' | 'nothing_new' | 'time_unknown' }
  | { readonly kind: 'failed'; readonly code: string }
  /** A document came, and was not one to take. */
  | { readonly kind: 'refused'; readonly code: string; readonly sentence: string };

export interface WeekKeyFetcher {
  fetch(): Promise<FetchedWeekKeys>;
  /** Breaks off what is under way. */
  close(): void;
}

export interface WeekKeyFetcherParts {
  readonly collectorUrl: string;
  readonly kitId: KitId;
  readonly signer: Signer;
  readonly book: Pick<WeekKeyBook, 'number' | 'take'>;
  readonly timeKeeper: Pick<TimeKeeper, 'estimateUtc'>;
  readonly incidents: Pick<StateStore['incidents'], 'insert'>;
  readonly limits: ExchangeLimits;
  readonly log: Log;
}

export function createWeekKeyFetcher(parts: WeekKeyFetcherParts): WeekKeyFetcher {
  const { collectorUrl, kitId, signer, book, timeKeeper, incidents, limits, log } = parts;
  const base = `${collectorUrl.replace(/\/+$/, '')}/api/v1/kits/${kitId}/week-keys`;
  const agent = base.startsWith('https:') ? new HttpsAgent() : new HttpAgent();
  const closing = new AbortController();
  /** Told once: a line that is down all day would fill the log. */
  let told: string | undefined;

  const fetchNewer = async (): Promise<FetchedWeekKeys> => {
    const now = timeKeeper.estimateUtc();
    if (!now) return { kind: 'time_unknown' };
    const after = book.number();
    const answer = await exchange({
      agent,
      url: new URL(`${base}?after=${after}`),
      method: 'GET',
      headers: requestHeaders({ kitId, after, utcMs: Math.round(now.utcMs) }, signer),
      maxAnswerBytes: maxWeekKeysBytes,
      limits,
      signal: closing.signal,
    });
    if (answer.kind !== 'answered') return { kind: 'failed', code: answer.kind };
    if (answer.status === 204) return { kind: 'nothing_new' };
    if (answer.status !== 200) return { kind: 'failed', code: `status ${answer.status}` };
    try {
      await book.take(answer.bytes);
      return { kind: 'taken' };
    } catch (error) {
      if (Problem.is(error)) return { kind: 'refused', code: error.code, sentence: error.sentence };
      throw error;
    }
  };

  return {
    fetch: async () => {
      const fetched = await fetchNewer();
      if (fetched.kind === 'time_unknown') return fetched;
      const trouble = 'code' in fetched ? fetched.code : undefined;
      if (trouble !== undefined && trouble !== told) {
        log.info({ trouble }, 'no week keys were fetched');
        if (fetched.kind === 'refused')
          incidents.insert({ code: 'week_keys_refused', detail: fetched.sentence });
      }
      told = trouble;
      return fetched;
    },
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
}
