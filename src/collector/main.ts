/**
 * Starts the collector: context, HTTP server with limits, and a close that ends within two seconds. Signals are the
 * caller's.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type Clock, systemClock } from '../platform/clock.ts';
import { closeServer, listen } from '../platform/lifecycle.ts';
import { createLog, failureFields, type Log } from '../platform/log.ts';
import { collectorApp } from './app.ts';
import type { CollectorConfig } from './config.ts';
import { openContext } from './context.ts';
import { closeCounts } from './ingest/close-counts.ts';
import { eraseFeedback } from './ingest/erase-feedback.ts';
import type { IngestTools } from './ingest/ingest-bundle.ts';
import { rerunHeld } from './ingest/rerun-set-aside.ts';
import { eraseOverWeekKeys } from './publish/relay-week-keys.ts';
import type { Store } from './store/open-store.ts';

/** A slow sender ends here: headers within 5 s, a whole request within 30 s. */
const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1000,
};

export interface RunningCollector {
  readonly url: string;
  close(): Promise<void>;
}

/** Throws `bad_config`, `port_taken` or a storage problem. */
export async function startCollector(
  config: CollectorConfig,
  deps: { readonly clock?: Clock; readonly log?: Log } = {},
): Promise<RunningCollector> {
  const log = deps.log ?? createLog('collector', config.log_level);
  const context = await openContext(config, deps.clock ?? systemClock(), log);
  const server = createAdaptorServer({
    fetch: collectorApp(context).fetch,
    serverOptions: limits,
  }) as Server;
  try {
    await listen(server, { host: config.host, port: config.port, key: 'port' });
  } catch (error) {
    await context.store.close();
    throw error;
  }
  const erasing = startErasing(context.store, context.clock, log);
  const erasingKeys = startErasingKeys(context.store, context.clock, log);
  const stopping = new AbortController();
  const closing = startClosingCounts(context.store, context.clock, stopping.signal, log);
  const reading = readHeld(context.ingest, stopping.signal, log);
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  log.info({ url }, 'collector ready');
  return {
    url,
    close: async () => {
      stopping.abort();
      await Promise.all([closeServer(server), erasing.stop(), erasingKeys.stop(), closing.stop(), reading]);
      await context.store.close();
    },
  };
}

/** After an upgrade: what the version before could only hold. Beside the work of the server, which goes on. */
async function readHeld(ingest: IngestTools, stop: AbortSignal, log: Log): Promise<void> {
  try {
    const { tried, mended } = await rerunHeld(ingest, stop);
    if (tried > 0) log.info({ tried, mended }, 'records that an earlier version held were read');
  } catch (error) {
    log.error(failureFields(error), 'held records could not be read');
  }
}

const eraseEveryMs = 6 * 3_600_000;
const eraseKeysEveryMs = 600_000;
const closeCountsEveryMs = 3_600_000;

/** At the start, and several times a day: what visitors wrote does not stay longer than was promised. */
const startErasing = (store: Store, clock: Clock, log: Log) =>
  startRepeating(eraseEveryMs, () =>
    eraseFeedback(store, clock.now())
      .then((erased) => erased > 0 && log.info({ erased }, 'feedback whose time was over was erased'))
      .catch((error: unknown) => log.error(failureFields(error), 'feedback could not be erased')),
  );

/** Kits destroy a week's key when the week ends; what was sealed to them does not outlive it here. */
const startErasingKeys = (store: Store, clock: Clock, log: Log) =>
  startRepeating(eraseKeysEveryMs, () =>
    eraseOverWeekKeys(store, clock.now())
      .then((erased) => erased > 0 && log.info({ erased }, 'week keys of weeks that are over were erased'))
      .catch((error: unknown) => log.error(failureFields(error), 'week keys could not be erased')),
  );

/** Bitmaps of which all was said. */
const startClosingCounts = (store: Store, clock: Clock, stop: AbortSignal, log: Log) =>
  startRepeating(closeCountsEveryMs, () =>
    closeCounts(store, clock.now(), { stop })
      .then(
        (closed) => closed.bitmaps > 0 && log.info({ ...closed }, 'counts whose time was over were closed'),
      )
      .catch((error: unknown) => log.error(failureFields(error), 'counts could not be closed')),
  );

/** At once, then again and again, never beside itself. */
function startRepeating(everyMs: number, work: () => Promise<unknown>): { stop(): Promise<void> } {
  let underWay: Promise<unknown> = Promise.resolve();
  const run = () => {
    underWay = underWay.then(work);
  };
  run();
  const timer = setInterval(run, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
