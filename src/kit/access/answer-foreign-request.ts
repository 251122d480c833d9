/**
 * The answer to a request for a host that is not ours: probes of operating systems, and whatever else a phone asks on
 * port 80. Pure. What must stay true: a phone that is not granted is sent to the portal, always by 302 and never with a body
 * that a system could take for a success; 4xx and 511 would be read as "broken network" by Android and show no prompt.
 */
import { type AccessState, roadOf } from './access-state.ts';
import { findProbe, type OnlineAnswer } from './probes.ts';

export interface ForeignRequest {
  readonly method: string;
  /** As sent, the port included. */
  readonly host: string;
  /** The query included. */
  readonly path: string;
}

export type ForeignAnswer = OnlineAnswer;

export interface ForeignSettings {
  /** Where a visitor begins, an absolute URL. */
  readonly portalUrl: string;
  /** No internet behind the gate: the kit answers in its place (the demonstration). */
  readonly playsInternet: boolean;
}

export function answerForeignRequest(
  state: AccessState,
  request: ForeignRequest,
  settings: ForeignSettings,
): ForeignAnswer {
  // Granted but not playing: the network should not have brought this here; the portal says how things stand.
  if (roadOf(state) === 'portal' || !settings.playsInternet)
    return redirectToPortal(request.method, settings.portalUrl);
  const probe = findProbe(bareHost(request.host), barePath(request.path));
  return probe ? withLength(probe.online) : demonstrationInternet;
}

export function redirectToPortal(method: string, portalUrl: string): ForeignAnswer {
  const body = `<!doctype html><title>Wi-Fi</title><a href="${portalUrl}">Wi-Fi</a>`;
  const isRead = method === 'GET' || method === 'HEAD';
  return withLength({
    // RFC 9110 §15.4.4: 303 turns any other method into a GET of the portal.
    status: isRead ? 302 : 303,
    headers: {
      Location: portalUrl,
      'Cache-Control': 'no-store',
      'Content-Type': 'text/html',
      // What else was sent is not worth reading.
      ...(isRead ? {} : { Connection: 'close' }),
    },
    body,
  });
}

const demonstrationInternet: ForeignAnswer = withLength({
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  body: '<!doctype html><html lang="en"><title>Demonstration internet</title><h1>Demonstration internet</h1><p>This phone is online. Behind a real gate the page you asked for would be here.</p></html>',
});

function withLength(answer: OnlineAnswer): ForeignAnswer {
  // RFC 9110 §8.6: no Content-Length with a 204.
  if (answer.status === 204) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, 'Content-Length': String(Buffer.byteLength(answer.body)) },
  };
}

const bareHost = (host: string): string => host.toLowerCase().replace(/:80$/, '');
const barePath = (path: string): string => path.split('?', 1)[0] ?? '/';
