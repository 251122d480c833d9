/**
 * Week keys, wired together: those held, those fetched, those destroyed. A kit that counts under the profile local has none, and lets
 * go those of a time when it did not.
 */
import type { Log } from '../platform/log.ts';
import { fromBase64 } from '../protocol/week-key-files.ts';
import { kitCountOpeningKey } from '../protocol/week-key-sealing.ts';
import type { KitConfig } from './config.ts';
import type { KitContext } from './context.ts';
import type { Job } from './jobs.ts';
import type { StateStore } from './store/open-store.ts';
import { createWeekKeyFetcher } from './sync/fetch-week-keys.ts';
import type { TimeKeeper } from './sync/time-keeper.ts';
import { openWeekKeyBook, type WeekKey } from './sync/week-key-book.ts';

export interface WeekKeys {
  /** Those that may be used now, or soon: see WeekKeyBook.list. */
  list(): readonly WeekKey[];
  /** Brings list up to date with the time: before a key is chosen. */
  refresh(): Promise<void>;
  readonly jobs: readonly Job[];
  /** Breaks off what is under way towards the collector; no key stays in memory. */
  close(): void;
}

export interface WeekKeysParts {
  readonly config: Pick<KitConfig, 'counting' | 'sync'>;
  readonly context: Pick<KitContext, 'enrolment' | 'signer'>;
  readonly state: StateStore;
  readonly timeKeeper: TimeKeeper;
  readonly log: Log;
}

const refreshMs = 5000;

export async function createWeekKeys(parts: WeekKeysParts): Promise<WeekKeys> {
  const { config, context, state, timeKeeper, log } = parts;
  const { profile, officer_public_key: officerPublicKey } = config.counting;
  if (profile === 'local' || officerPublicKey === undefined) {
    return {
      list: () => [],
      refresh: async () => undefined,
      jobs: [lettingGo(state.weekKeys)],
      close: () => undefined,
    };
  }
  const { enrolment, signer } = context;
  const { incidents, weekKeys: table } = state;
  const kitId = enrolment.kit_id;
  if (enrolment.collector_url.startsWith('http:'))
    log.warn({}, 'week keys come over plain HTTP: who records them can open them with a kit that is taken');
  const opening = await kitCountOpeningKey(fromBase64(enrolment.kit_signing_key));
  const book = openWeekKeyBook({ table, incidents, officerPublicKey, kitId, opening, timeKeeper, log });
  const fetcher = createWeekKeyFetcher({
    collectorUrl: enrolment.collector_url,
    kitId,
    signer,
    book,
    timeKeeper,
    incidents,
    limits: {
      connectTimeoutMs: config.sync.connect_timeout_ms,
      idleTimeoutMs: config.sync.idle_timeout_ms,
      deadlineMs: config.sync.deadline_ms,
    },
    log,
  });
  /** The first time once the clock is known: at a start nobody knows when that is. */
  let hasAsked = false;
  return {
    list: book.list,
    refresh: book.refresh,
    jobs: [
      {
        name: 'week keys',
        firstAfterMs: 0,
        everyMs: refreshMs,
        run: async () => {
          await book.refresh();
          if (hasAsked || !timeKeeper.estimateUtc()) return;
          hasAsked = true;
          await fetcher.fetch();
        },
      },
      { name: 'fetch week keys', everyMs: config.sync.replies_ms, run: () => fetcher.fetch() },
    ],
    close: () => {
      fetcher.close();
      book.close();
    },
  };
}

/** Once, and again as long as the storage does not let go of them. */
function lettingGo(table: StateStore['weekKeys']): Job {
  let isDone = false;
  const run = async () => {
    if (isDone) return;
    isDone = table.destroy(table.list().map(({ fromUtcMs }) => fromUtcMs)) === 'gone';
  };
  return { name: 'week keys', firstAfterMs: 0, everyMs: 60_000, run };
}
