/**
 * One HTTP exchange, bounded in every direction: connecting, silence, the whole, and the bytes of the answer. What stands at
 * the other end may be slow, broken or somebody else; nothing it does throws, hangs or fills memory. Redirects are not
 * followed: nobody whom the kit asks sends one, so a redirect is somebody else's.
 */
import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

export interface ExchangeLimits {
  readonly connectTimeoutMs: number;
  /** No byte in either direction for so long. */
  readonly idleTimeoutMs: number;
  /** The whole exchange. */
  readonly deadlineMs: number;
}

export interface Exchange {
  readonly agent: Agent;
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxAnswerBytes: number;
  readonly limits: ExchangeLimits;
  readonly signal: AbortSignal;
  /** Which road is taken; absent: the machine's own choice of addresses and names. */
  readonly road?: Road | undefined;
}

export interface Road {
  readonly family: 4 | 6;
  /** Asked for names; absent: the machine's own way. */
  readonly lookup?: LookupFunction;
}

export type ExchangeFailure =
  /** `code`: the system's, such as ECONNREFUSED; ABORTED when the signal ended it. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'garbage'; readonly reason: 'not_http' | 'too_large' }
  | { readonly kind: 'slow'; readonly phase: 'connect' | 'idle' | 'total' };

export type ExchangeResult =
  | { readonly kind: 'answered'; readonly status: number; readonly bytes: Uint8Array }
  | ExchangeFailure;

const maxHeaderBytes = 8 * 1024;

export async function exchange(given: Exchange): Promise<ExchangeResult> {
  const first = await once(given);
  // RFC 9112 section 9.3.1: a kept connection may close just as it is used again; a fresh one then decides.
  const isStale = first.wasReused && first.result.kind === 'unreachable' && !given.signal.aborted;
  return isStale ? (await once(given)).result : first.result;
}

interface Attempt {
  readonly result: ExchangeResult;
  readonly wasReused: boolean;
}

function once({
  agent,
  url,
  method,
  headers,
  body,
  maxAnswerBytes,
  limits,
  signal,
  road,
}: Exchange): Promise<Attempt> {
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const options = {
      agent,
      method,
      headers,
      maxHeaderSize: maxHeaderBytes,
      timeout: limits.idleTimeoutMs,
      ...road,
    };
    const request = send(url, options);
    const total = setTimeout(() => finish({ kind: 'slow', phase: 'total' }), limits.deadlineMs);
    let connecting: NodeJS.Timeout | undefined;

    const abort = () => finish({ kind: 'unreachable', code: 'ABORTED' });
    const finish = (result: ExchangeResult) => {
      clearTimeout(total);
      clearTimeout(connecting);
      signal.removeEventListener('abort', abort);
      if (result.kind !== 'answered') request.destroy();
      resolve({ result, wasReused: request.reusedSocket });
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();

    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      connecting = setTimeout(() => finish({ kind: 'slow', phase: 'connect' }), limits.connectTimeoutMs);
      const connected = url.protocol === 'https:' ? 'secureConnect' : 'connect';
      socket.once(connected, () => clearTimeout(connecting));
    });
    request.on('timeout', () => finish({ kind: 'slow', phase: 'idle' }));
    request.on('error', (error: NodeJS.ErrnoException) => finish(failureOf(error)));
    request.on('response', (response) => readAnswer(response, maxAnswerBytes, finish));
    request.end(body);
  });
}

function readAnswer(
  response: IncomingMessage,
  maxBytes: number,
  finish: (result: ExchangeResult) => void,
): void {
  const parts: Buffer[] = [];
  let size = 0;
  response.on('data', (part: Buffer) => {
    size += part.length;
    if (size > maxBytes) finish({ kind: 'garbage', reason: 'too_large' });
    else parts.push(part);
  });
  response.on('error', (error: NodeJS.ErrnoException) => finish(failureOf(error)));
  response.on('end', () =>
    finish({ kind: 'answered', status: response.statusCode ?? 0, bytes: Buffer.concat(parts) }),
  );
}

/** HPE_…: Node's HTTP parser could not read what came. */
const failureOf = ({ code = 'UNKNOWN' }: NodeJS.ErrnoException): ExchangeFailure =>
  code.startsWith('HPE_') ? { kind: 'garbage', reason: 'not_http' } : { kind: 'unreachable', code };
