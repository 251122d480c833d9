/**
 * The first thing that every request of a phone meets, on port 80: ours or foreign? Our hosts go to the pages, all others
 * are answered here, without a framework, because a terminal full of phones probes every few seconds. Hosts are compared
 * exactly, lower-cased, with port, so that no foreign name ever reaches the pages.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '../../platform/log.ts';
import type { Gate } from '../../protocol/gate.ts';
import { accessOf } from './access-state.ts';
import { answerForeignRequest, type ForeignAnswer, redirectToPortal } from './answer-foreign-request.ts';

export interface ListenerOptions {
  /** Our names as phones send them in Host: 'wifi.example', '127.0.0.1:8080'. */
  readonly ownHosts: readonly string[];
  readonly portalUrl: string;
  readonly playsInternet: boolean;
  readonly gate: Pick<Gate, 'whoIs'>;
  /** The visitor's pages. */
  readonly pages: RequestListener;
  readonly log: Log;
}

export function createAccessListener(options: ListenerOptions): RequestListener {
  const { portalUrl, playsInternet, gate, pages, log } = options;
  const ownHosts = new Set(options.ownHosts.map((host) => host.toLowerCase()));
  const redirect = redirectToPortal('GET', portalUrl);
  // Without an internet to play the answer is the same in every state: nobody has to be asked.
  const readyAnswer = (method: string | undefined): ForeignAnswer | undefined =>
    playsInternet || (method !== 'GET' && method !== 'HEAD') ? undefined : redirect;

  return (request, response) => {
    const target = targetOf(request);
    if (target === undefined) return send(request, response, badRequest);
    if (ownHosts.has(target.host)) return pages(request, response);
    const ready = readyAnswer(request.method);
    if (ready) return send(request, response, ready);
    gate
      .whoIs(request.socket.remoteAddress ?? '')
      .then((phone) =>
        send(
          request,
          response,
          answerForeignRequest(
            accessOf(phone),
            { method: request.method ?? 'GET', host: target.host, path: target.path },
            { portalUrl, playsInternet },
          ),
        ),
      )
      .catch(() => {
        // A gate that does not answer must not leave the phone without a prompt.
        log.warn({ code: 'gate_silent' }, 'the gate did not answer for a foreign request');
        if (!response.headersSent) send(request, response, redirect);
      });
  };
}

const badRequest: ForeignAnswer = {
  status: 400,
  headers: { 'Content-Length': '0', 'Cache-Control': 'no-store', Connection: 'close' },
  body: '',
};

function targetOf(request: IncomingMessage): { host: string; path: string } | undefined {
  const url = request.url ?? '/';
  if (url.startsWith('/') || url === '*') {
    const host = request.headers.host?.toLowerCase();
    return host ? { host, path: url } : undefined;
  }
  // RFC 9112 §3.2.2: with a target in absolute form the Host header is ignored.
  if (!URL.canParse(url)) return undefined;
  const { host, pathname, search } = new URL(url);
  return { host, path: pathname + search };
}

function send(request: IncomingMessage, response: ServerResponse, answer: ForeignAnswer): void {
  response.writeHead(answer.status, answer.headers);
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
