/**
 * Starts a kit and stops it. The ports are taken first: they keep a second kit from opening the same store. Then the store,
 * the services, the pages, and only then the road up. Closing drains what was acknowledged and lets everything go.
 */
import { readFileSync } from 'node:fs';
import { type Clock, systemClock } from '../platform/clock.ts';
import { closeServer, listen, type Running } from '../platform/lifecycle.ts';
import { createLog, type Log } from '../platform/log.ts';
import { missingMedia } from '../platform/message-content.ts';
import { runPaths } from '../platform/network-config.ts';
import { resourcePath } from '../platform/resources.ts';
import type { Gate } from '../protocol/gate.ts';
import { type RandomBytes, systemRandom } from '../protocol/ids.ts';
import { createAnnouncer } from './access/announce-captive-api.ts';
import { timeForCertificates } from './access/captive-certificate.ts';
import { createConnectionGuard } from './access/limit-connections.ts';
import { createStartingListener } from './access/starting.ts';
import { toldInternetIn } from './access/told-internet.ts';
import { alwaysUp, createUplinkCheck } from './access/uplink-check.ts';
import { createKitApp } from './app.ts';
import type { KitConfig } from './config.ts';
import { loadContext } from './context.ts';
import { createFace, createSecureFace } from './faces.ts';
import { type Job, startJobs } from './jobs.ts';
import { createServices, type KitServices } from './services.ts';

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
  const lost = missingMedia(context.messages, context.media);
  if (lost.length > 0) log.warn({ missing: lost }, 'messages name media that are not there');
  for (const [language, missing] of Object.entries(context.incomplete))
    log.warn({ language, missing }, 'a language is not offered: it lacks phrases');
  const visitorFace = createFace();
  const secureFace = createSecureFace();
  const fieldFace = createFace();
  const guard = createConnectionGuard(connectionLimits(config), clock);
  guard.guard(visitorFace.server);
  guard.guard(secureFace.server);
  const closeFaces = () =>
    Promise.all([visitorFace, secureFace, fieldFace].map(({ server }) => closeServer(server)));
  try {
    const visitorAddress = await listen(visitorFace.server, { ...config.visitor, key: 'visitor.port' });
    const ownUrl = urlOf(config.visitor.host, visitorAddress.port);
    const visitorUrl = config.visitor.public_url?.replace(/\/+$/, '') ?? ownUrl;
    const portalUrl = `${visitorUrl}/`;
    const ownHosts = [new URL(visitorUrl).host, ...config.visitor.hosts];
    visitorFace.show(createStartingListener({ ownHosts, portalUrl }));
    const fieldAddress = await listen(fieldFace.server, { ...config.field, key: 'field.port' });
    const fieldUrl = urlOf(config.field.host, fieldAddress.port);

    const services = await createServices({
      config,
      context,
      gate,
      clock,
      random,
      log,
      version: ownVersion(),
    });
    const uplinkCheck = createInternet(config, { gate, clock, log, onReturn: () => services.sync.nudge() });
    const announcer = createCaptiveAnnouncer(config, services, clock, log);
    const app = createKitApp({
      config,
      context,
      services,
      gate,
      clock,
      log,
      visitorUrl,
      internet: uplinkCheck.state,
      certificate: () => announcer?.finding(),
    });
    visitorFace.show(app.visitors);
    secureFace.show(app.secureVisitors);
    fieldFace.show(app.field);

    const refreshCertificate = async () => {
      const finding = announcer?.refresh();
      if (!config.network || !finding || !('credentials' in finding)) return;
      const { portal_tls_port: port } = config.network;
      const address = { host: config.visitor.host, port, key: 'network.portal_tls_port' };
      await secureFace.offer(finding.credentials, address);
    };
    await refreshCertificate();
    // Without one configured, too: what could not be taken back at the start is taken back later.
    const everyMs = config.captive_api?.look_every_ms ?? 60_000;
    const certificateJob: Job = { name: 'certificate', everyMs, run: refreshCertificate };
    const jobs = startJobs([...services.jobs, certificateJob], log);
    uplinkCheck.start();
    services.sync.start();
    log.info({ site: context.enrolment.site.id }, 'the kit runs');

    const close = async () => {
      services.voice?.close();
      services.weekKeys.close();
      await Promise.all([closeFaces(), jobs.stop(), uplinkCheck.stop(), services.sync.stop()]);
      await services.visits.drain();
      await services.voice?.feedback.drain();
      await services.viewReport.finish();
      await services.counting.finish();
      services.library.close();
      services.store.close();
      log.info({}, 'the kit has stopped');
    };
    return { visitorUrl, fieldUrl, close };
  } catch (error) {
    await closeFaces();
    throw error;
  }
}

const connectionLimits = ({ limits }: KitConfig) => ({
  total: limits.connections,
  perPhone: limits.connections_per_phone,
  // A phone may open a new connection for each request, and no more often than it may ask.
  perSecond: limits.requests_per_second,
  burst: limits.request_burst,
});

type InternetParts = Pick<Parameters<typeof createUplinkCheck>[0], 'gate' | 'clock' | 'log' | 'onReturn'>;

function createInternet({ uplink_check: check, network }: KitConfig, parts: InternetParts) {
  if (!check) return alwaysUp;
  return createUplinkCheck({
    ...parts,
    urls: check.urls,
    everyMs: check.every_ms,
    timeoutMs: check.timeout_ms,
    nameServer: network?.address,
    told: network && toldInternetIn(runPaths(network).internet, parts.log),
  });
}

/** undefined: the kit runs no network, so there is no DHCP to tell anybody anything by. */
function createCaptiveAnnouncer(
  config: KitConfig,
  { timeKeeper, campaign }: KitServices,
  clock: Clock,
  log: Log,
) {
  if (!config.network) return undefined;
  return createAnnouncer({
    api: config.captive_api,
    campaign,
    optionsFile: runPaths(config.network).dhcpOptions,
    now: () => timeForCertificates(timeKeeper.estimateUtc(), timeKeeper.earliestUtcMs(), clock.now()),
    log,
  });
}

const urlOf = (host: string, port: number): string =>
  new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;

const ownVersion = (): string =>
  (JSON.parse(readFileSync(resourcePath('package.json'), 'utf8')) as { version: string }).version;
