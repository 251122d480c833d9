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
import { eraseFeedback } from './ingest/erase-feedback.ts';
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
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  log.info({ url }, 'collector ready');
  return {
    url,
    close: async () => {
      await Promise.all([closeServer(server), erasing.stop()]);
      await context.store.close();
    },
  };
}

const eraseEveryMs = 6 * 3_600_000;

/** At the start, and several times a day: what visitors wrote does not stay longer than was promised. */
function startErasing(store: Store, clock: Clock, log: Log): { stop(): Promise<void> } {
  let underWay: Promise<unknown> = Promise.resolve();
  const run = () => {
    underWay = underWay
      .then(() => eraseFeedback(store, clock.now()))
      .then((erased) => erased > 0 && log.info({ erased }, 'feedback whose time was over was erased'))
      .catch((error: unknown) => log.error(failureFields(error), 'feedback could not be erased'));
  };
  run();
  const timer = setInterval(run, eraseEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
