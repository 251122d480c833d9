/**
 * The two HTTP faces of the kit, each a plain request listener: one for phones, which answers for every host in the world,
 * and one for the field team. Nothing here opens a port.
 */
import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Gate } from '../protocol/gate.ts';
import type { CertificateFinding } from './access/captive-certificate.ts';
import { maxPhones } from './access/limit-connections.ts';
import { createWaitingGuard, waitingLimits } from './access/limit-waiting.ts';
import { createAccessListener } from './access/listener.ts';
import { createPagesGate } from './access/pages-gate.ts';
import { createTokenBuckets } from './access/token-buckets.ts';
import type { InternetState } from './access/uplink-check.ts';
import type { KitConfig } from './config.ts';
import type { KitContext } from './context.ts';
import { createAssets, readPhoneScripts } from './routes/assets.ts';
import { fieldApp } from './routes/field.tsx';
import { siteClock } from './routes/help-at-site.ts';
import { createMediaListener } from './routes/media.ts';
import { createFieldStatus } from './routes/read-field-status.ts';
import { visitorApp } from './routes/visitor.tsx';
import type { KitServices } from './services.ts';

export interface AppParts {
  readonly config: KitConfig;
  readonly context: KitContext;
  readonly services: KitServices;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly log: Log;
  /** How phones name the portal. */
  readonly visitorUrl: string;
  readonly internet: () => InternetState;
  /** What is to be said of the portal's certificate; undefined: none is configured. */
  readonly certificate: () => CertificateFinding['kind'] | undefined;
}

export interface KitApp {
  readonly visitors: RequestListener;
  /** The same behind TLS, with the captive API. */
  readonly secureVisitors: RequestListener;
  readonly field: RequestListener;
}

export function createKitApp(parts: AppParts): KitApp {
  const { config, context, services, gate, clock, log, visitorUrl, internet, certificate } = parts;
  const { site } = context;
  const { limits } = config;
  const pages = visitorApp({
    visits: services.visits,
    gate: createPagesGate(gate, clock),
    internet: () => internet().kind,
    disk: services.disk,
    form: context.form,
    lists: context.lists,
    phrases: context.phrases,
    audio: context.audio,
    assets: createAssets({ lists: context.lists, ...readPhoneScripts() }),
    site,
    help: {
      directory: context.directory,
      now: siteClock(site.timezone, services.timeKeeper.estimateUtc),
    },
    voice: services.voice,
    retentionDays: config.retention_days,
    sessionSeconds: config.session_seconds,
    messages: { shelf: services.shelf, views: services.views, library: services.library },
    counting: { funnel: services.funnel, profile: config.counting.profile },
    log,
  });
  const common = {
    ownHosts: [new URL(visitorUrl).host, ...config.visitor.hosts],
    portalUrl: `${visitorUrl}/`,
    // Behind the demonstration's gate there is no internet.
    playsInternet: config.gate === 'fake',
    gate,
    internet: () => internet().kind,
    buckets: createTokenBuckets({
      perSecond: limits.requests_per_second,
      burst: limits.request_burst,
      maxKeys: maxPhones,
      clock,
    }),
    pages: getRequestListener(pages.fetch),
    media: createMediaListener({
      library: services.library,
      gate,
      onServed: (handle, served) => services.views.served(handle, served),
      log,
    }),
    log,
  };
  const guard = createWaitingGuard(waitingLimits);
  const visitors = guard(createAccessListener(common));
  const secureHost = config.captive_api?.host;
  const secureVisitors = secureHost
    ? guard(
        createAccessListener({
          ...common,
          ownHosts: [secureHost],
          secureOrigin: `https://${secureHost}`,
        }),
      )
    : visitors;
  const readStatus = createFieldStatus({
    services,
    gate,
    site,
    clock,
    internet: config.uplink_check ? internet : undefined,
    certificate,
  });
  const field = fieldApp({ readStatus, log });
  return { visitors, secureVisitors, field: getRequestListener(field.fetch) };
}
