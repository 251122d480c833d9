/**
 * The first thing that every request of a phone meets, on port 80 and, with a certificate, on 443: ours or foreign? Our hosts
 * go to the pages, all others are answered here, without a framework, because a terminal full of phones probes every few
 * seconds. Hosts are compared exactly, lower-cased, so that no foreign name ever reaches the pages; what a page cannot need
 * (a body without a length, a huge one, another method) is refused before anything reads it.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '../../platform/log.ts';
import type { Gate } from '../../protocol/gate.ts';
import { type AccessState, accessOf, type Internet } from './access-state.ts';
import { answerForeignRequest, type ForeignAnswer, redirectToPortal } from './answer-foreign-request.ts';
import { answerCaptiveApi, isCaptiveApiPath } from './captive-api.ts';
import type { TokenBuckets } from './token-buckets.ts';

export interface ListenerOptions {
  /** Our names as phones send them in Host, the scheme's own port left out: 'wifi.example', '127.0.0.1:8080'. */
  readonly ownHosts: readonly string[];
  readonly portalUrl: string;
  readonly playsInternet: boolean;
  /** 'https://host' where this listener stands behind TLS; the captive API is there only. */
  readonly secureOrigin?: string;
  readonly gate: Pick<Gate, 'whoIs'>;
  readonly internet: () => Internet;
  /** Requests a phone, by its address. */
  readonly buckets: Pick<TokenBuckets, 'take'>;
  /** The visitor's pages. */
  readonly pages: RequestListener;
  /** What begins with /media/, past the framework. */
  readonly media: (request: IncomingMessage, response: ServerResponse, path: string) => void;
  readonly log: Log;
}

/** More than the longest answer to the longest page. */
export const maxBodyBytes = 16 * 1024;

const ownMethods: readonly (string | undefined)[] = ['GET', 'HEAD', 'POST'];

export function createAccessListener(options: ListenerOptions): RequestListener {
  const { portalUrl, playsInternet, secureOrigin, gate, internet, buckets, pages, media, log } = options;
  const ownHosts = withPort(options.ownHosts, secureOrigin === undefined ? ':80' : ':443');
  // On a real network a kept connection would lead to the kit still when the phone is online: each ends with its answer.
  const finish = playsInternet ? (answer: ForeignAnswer) => answer : closing;
  const redirect = finish(redirectToPortal('GET', portalUrl));
  // Without an internet to play the answer is the same in every state: nobody has to be asked.
  const readyAnswer = (method: string | undefined): ForeignAnswer | undefined =>
    playsInternet || (method !== 'GET' && method !== 'HEAD') ? undefined : redirect;

  /** undefined: the gate did not answer. */
  const stateOf = (request: IncomingMessage): Promise<AccessState | undefined> =>
    gate.whoIs(request.socket.remoteAddress ?? '').then(
      (phone) => accessOf(phone, internet()),
      () => {
        log.warn({ code: 'gate_silent' }, 'the gate did not answer for a request');
        return undefined;
      },
    );

  const answerApi = async (request: IncomingMessage, response: ServerResponse, origin: string) => {
    const state = await stateOf(request);
    // "captive" to a granted phone would take its network away from it; a system that hears nothing keeps what it knows.
    send(request, response, state ? answerCaptiveApi(state, origin) : refusals.silent);
  };

  const answerForeign = async (request: IncomingMessage, response: ServerResponse, target: Target) => {
    const asked = { method: request.method ?? 'GET', ...target };
    // A gate that does not answer must not leave the phone without a prompt: it is unknown then.
    const state = (await stateOf(request)) ?? accessOf(undefined, internet());
    const answer = answerForeignRequest(state, asked, { portalUrl, playsInternet });
    send(request, response, finish(answer));
  };

  return (request, response) => {
    const target = targetOf(request);
    if (target === undefined) return send(request, response, refusals.bad);
    const isOwn = ownHosts.has(target.host);
    if (!buckets.take(request.socket.remoteAddress ?? ''))
      // A probe that hears 429 shows no prompt; both end the connection, and new ones are counted as well.
      return send(request, response, isOwn ? refusals.tooMany : closing(redirect));
    if (isOwn) {
      const refusal = refusalOf(request);
      if (refusal) return send(request, response, refusal);
      if (target.path.startsWith('/media/')) return media(request, response, target.path);
      return secureOrigin !== undefined && isCaptiveApiPath(target.path)
        ? void answerApi(request, response, secureOrigin)
        : pages(request, response);
    }
    const ready = readyAnswer(request.method);
    if (ready) return send(request, response, ready);
    return void answerForeign(request, response, target);
  };
}

/** As phones may send them: with the scheme's own port, or without. */
export const withPort = (hosts: readonly string[], standardPort: ':80' | ':443'): ReadonlySet<string> =>
  new Set(hosts.map((host) => host.toLowerCase()).flatMap((host) => [host, host + standardPort]));

function refusalOf(request: IncomingMessage): ForeignAnswer | undefined {
  if (request.headers['transfer-encoding'] !== undefined) return refusals.noLength;
  if (!ownMethods.includes(request.method)) return refusals.method;
  return Number(request.headers['content-length'] ?? 0) > maxBodyBytes ? refusals.tooLarge : undefined;
}

const refusal = (status: number, text: string, headers: Record<string, string> = {}): ForeignAnswer => ({
  status,
  headers: {
    ...headers,
    'Content-Type': 'text/plain',
    'Content-Length': String(text.length),
    'Cache-Control': 'no-store',
    Connection: 'close',
  },
  body: text,
});

const refusals = {
  bad: refusal(400, ''),
  method: refusal(405, '', { Allow: 'GET, HEAD, POST' }),
  // RFC 9110 §15.5.12
  noLength: refusal(411, 'A body needs a Content-Length.'),
  tooLarge: refusal(413, 'This is too much. Go back and write less.'),
  // RFC 6585 §4
  tooMany: refusal(429, 'Too many requests. Wait a moment and load the page again.', { 'Retry-After': '2' }),
  silent: refusal(503, 'Not known just now. Ask again in a moment.', { 'Retry-After': '2' }),
} as const;

export const closing = (answer: ForeignAnswer): ForeignAnswer => ({
  ...answer,
  headers: { ...answer.headers, Connection: 'close' },
});

interface Target {
  readonly host: string;
  readonly path: string;
}

export function targetOf(request: IncomingMessage): Target | undefined {
  const url = request.url ?? '/';
  if (url.startsWith('/') || url === '*') {
    // RFC 9112 §3.2: HTTP/1.0 may come without; to nobody's host is to a foreign one.
    return { host: request.headers.host?.toLowerCase() ?? '', path: url };
  }
  // RFC 9112 §3.2.2: with a target in absolute form the Host header is ignored.
  if (!URL.canParse(url)) return undefined;
  const { host, pathname, search } = new URL(url);
  return { host, path: pathname + search };
}

export function send(request: IncomingMessage, response: ServerResponse, answer: ForeignAnswer): void {
  response.writeHead(answer.status, answer.headers);
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
