/**
 * The two HTTP faces of the kit, each a plain request listener: one for phones, which answers for every host in the world,
 * and one for the field team. Nothing here opens a port.
 */
import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Gate } from '../protocol/gate.ts';
import { createAccessListener } from './access/listener.ts';
import type { KitConfig } from './config.ts';
import type { KitContext } from './context.ts';
import { fieldApp } from './routes/field.tsx';
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
}

export interface KitApp {
  readonly visitors: RequestListener;
  readonly field: RequestListener;
}

export function createKitApp({ config, context, services, gate, clock, log, visitorUrl }: AppParts): KitApp {
  const { site } = context.enrolment;
  const pages = visitorApp({
    visits: services.visits,
    gate,
    form: context.form,
    lists: context.lists,
    phrases: context.phrases,
    site,
    sessionSeconds: config.session_seconds,
    log,
  });
  const visitors = createAccessListener({
    ownHosts: [new URL(visitorUrl).host, ...config.visitor.hosts],
    portalUrl: `${visitorUrl}/`,
    // Behind the demonstration's gate there is no internet.
    playsInternet: config.gate === 'fake',
    gate,
    pages: getRequestListener(pages.fetch),
    log,
  });
  const field = fieldApp({ readStatus: createFieldStatus({ services, gate, site, clock }), log });
  return { visitors, field: getRequestListener(field.fetch) };
}
