/**
 * Starts a kit and stops it. The ports are taken first: they keep a second kit from opening the same store. Then the store,
 * the services, the pages, and only then the road up. Closing drains what was acknowledged and lets everything go.
 */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type Clock, systemClock } from '../platform/clock.ts';
import { closeServer, listen, type Running } from '../platform/lifecycle.ts';
import { createLog, type Log } from '../platform/log.ts';
import { resourcePath } from '../platform/resources.ts';
import type { Gate } from '../protocol/gate.ts';
import { type RandomBytes, systemRandom } from '../protocol/ids.ts';
import { createKitApp } from './app.ts';
import type { KitConfig } from './config.ts';
import { loadContext } from './context.ts';
import { startJobs } from './jobs.ts';
import { createServices } from './services.ts';

export interface KitParts {
  /** Handed in: the kit knows the gate's interface only. */
  readonly gate: Gate;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  readonly log?: Log;
}

export interface RunningKit extends Running {
  readonly visitorUrl: string;
  readonly fieldUrl: string;
}

/** Throws `bad_config`, `port_taken`, `storage_full` or `storage_failed`. */
export async function startKit(config: KitConfig, parts: KitParts): Promise<RunningKit> {
  const { gate, clock = systemClock(), random = systemRandom } = parts;
  const log = parts.log ?? createLog('kit', config.log_level);
  const context = await loadContext(config);
  const visitorFace = createFace();
  const fieldFace = createFace();
  const faces = [visitorFace, fieldFace];
  const closeFaces = () => Promise.all(faces.map(({ server }) => closeServer(server)));
  try {
    const visitorAddress = await listen(visitorFace.server, { ...config.visitor, key: 'visitor.port' });
    const fieldAddress = await listen(fieldFace.server, { ...config.field, key: 'field.port' });
    const ownUrl = urlOf(config.visitor.host, visitorAddress.port);
    const visitorUrl = config.visitor.public_url?.replace(/\/+$/, '') ?? ownUrl;
    const fieldUrl = urlOf(config.field.host, fieldAddress.port);

    const services = await createServices({ config, context, clock, random, log, version: ownVersion() });
    const app = createKitApp({ config, context, services, gate, clock, log, visitorUrl });
    visitorFace.show(app.visitors);
    fieldFace.show(app.field);
    const jobs = startJobs(services.jobs, log);
    services.sync.start();
    log.info({ site: context.enrolment.site.id }, 'the kit runs');

    const close = async () => {
      await Promise.all([closeFaces(), jobs.stop(), services.sync.stop()]);
      await services.visits.drain();
      services.store.close();
      log.info({}, 'the kit has stopped');
    };
    return { visitorUrl, fieldUrl, close };
  } catch (error) {
    await closeFaces();
    throw error;
  }
}

interface Face {
  readonly server: Server;
  show(listener: RequestListener): void;
}

/** A server with a phone network's limits: many slow and broken clients, nothing large to read. */
function createFace(): Face {
  let listener: RequestListener = (_, response) => {
    // Still starting: the store is being checked.
    response.writeHead(503, { 'Retry-After': '2', 'Content-Length': '0' }).end();
  };
  const limits = {
    maxHeaderSize: 8 * 1024,
    headersTimeout: 5000,
    requestTimeout: 15_000,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 2000,
  };
  const server = createServer(limits, (request, response) => listener(request, response));
  return {
    server,
    show: (next) => {
      listener = next;
    },
  };
}

const urlOf = (host: string, port: number): string =>
  new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;

const ownVersion = (): string =>
  (JSON.parse(readFileSync(resourcePath('package.json'), 'utf8')) as { version: string }).version;
