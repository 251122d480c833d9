/**
 * Week keys, wired together: those held, those fetched, those destroyed. A kit that counts under the profile local has none, nor a key
 * to open them with, and lets go those of a time when it did not.
 */
import { failureFields, type Log } from '../platform/log.ts';
import type { RandomBytes } from '../protocol/ids.ts';
import type { KitConfig } from './config.ts';
import type { KitContext } from './context.ts';
import { discardCountKey, type KitCountKey, openCountKey } from './count-key.ts';
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
  /** X25519, 32 bytes: what they are sealed to. undefined: this kit has none. */
  readonly publicKey: Uint8Array | undefined;
  readonly jobs: readonly Job[];
  /** Breaks off what is under way towards the collector; no key stays in memory. */
  close(): void;
}

export interface WeekKeysParts {
  readonly config: Pick<KitConfig, 'counting' | 'sync' | 'data_dir'>;
  readonly context: Pick<KitContext, 'enrolment' | 'signer'>;
  readonly state: StateStore;
  readonly timeKeeper: TimeKeeper;
  readonly random: RandomBytes;
  readonly log: Log;
}

const refreshMs = 5000;

export async function createWeekKeys(parts: WeekKeysParts): Promise<WeekKeys> {
  const { config, context, state, timeKeeper, log } = parts;
  const { profile, officer_public_key: officerPublicKey } = config.counting;
  const { enrolment, signer } = context;
  const { incidents, weekKeys: table } = state;
  const kitId = enrolment.kit_id;
  if (profile === 'local' || officerPublicKey === undefined)
    return { ...noWeekKeys, jobs: [lettingGo(table, config.data_dir)] };
  const own = await openOwnKey(parts);
  if (!own) return noWeekKeys;
  if (enrolment.collector_url.startsWith('http:'))
    log.warn({}, 'week keys come over plain HTTP: who records them can open them with a kit that is taken');
  const { opening, publicKey } = own;
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
    publicKey,
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

const noWeekKeys: WeekKeys = {
  list: () => [],
  refresh: async () => undefined,
  publicKey: undefined,
  jobs: [],
  close: () => undefined,
};

/** undefined: the storage does not give or take it, and phones are counted for this site alone until the next start. */
async function openOwnKey({
  config,
  context,
  state,
  random,
  log,
}: WeekKeysParts): Promise<KitCountKey | undefined> {
  const { kit_id: kitId } = context.enrolment;
  try {
    const own = await openCountKey({ folder: config.data_dir, kitId, random });
    if (own.origin === 'replaced')
      state.incidents.insert({ code: 'count_key_replaced', detail: 'the officer is to compare the new one' });
    return own;
  } catch (error) {
    log.error(failureFields(error), 'the key to which week keys are sealed is not there');
    return undefined;
  }
}

/** Once, and again as long as the storage does not let go of them. */
function lettingGo(table: StateStore['weekKeys'], folder: string): Job {
  let isDone = false;
  const run = async () => {
    if (isDone) return;
    const fate = table.destroy(table.list().map(({ fromUtcMs }) => fromUtcMs));
    discardCountKey(folder);
    isDone = fate === 'gone';
  };
  return { name: 'week keys', firstAfterMs: 0, everyMs: 60_000, run };
}
