/**
 * One phone's HTTP: its own loopback source address, its own connections kept alive, redirects followed by their
 * Location. Every host name leads to the portal's machine, as the kit's own DNS would have it.
 */
import { Agent, type IncomingMessage, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { BrowserRequest } from './fill-in.ts';
import type { HttpAnswer } from './systems.ts';

export interface Loaded extends HttpAnswer {
  /** Where the last redirect led. */
  readonly url: string;
  readonly redirects: number;
}

export interface PhoneHttp {
  /** One request, no redirect followed. Rejects when the connection breaks or stays silent. */
  send(request: BrowserRequest, userAgent: string): Promise<HttpAnswer>;
  /** As a browser: follows redirects, a 303 (and a 302 after POST) by GET. */
  load(request: BrowserRequest, userAgent: string): Promise<Loaded>;
  close(): void;
}

const silenceMs = 20_000;
const maxRedirects = 10;

export interface PhoneHttpOptions {
  /** Where every name leads. */
  readonly gateway: URL;
  readonly localAddress: string;
  readonly acceptLanguage: string;
  readonly onRequest: () => void;
}

export function createPhoneHttp(options: PhoneHttpOptions): PhoneHttp {
  const agent = new Agent({ keepAlive: true, maxSockets: 2, localAddress: options.localAddress });

  const send = (wanted: BrowserRequest, userAgent: string): Promise<HttpAnswer> =>
    new Promise<HttpAnswer>((resolve, reject) => {
      options.onRequest();
      const url = new URL(wanted.url);
      const outgoing = request({
        agent,
        host: options.gateway.hostname,
        port: options.gateway.port || 80,
        method: wanted.method,
        path: url.pathname + url.search,
        headers: headersOf(wanted, url.host, userAgent, options.acceptLanguage),
      });
      outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error('no answer')));
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // As browsers do: a kept connection that the other side had closed already is no failure, the request goes again.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET')
          send(wanted, userAgent).then(resolve, reject);
        else reject(error);
      });
      outgoing.on('response', (incoming) => readAnswer(incoming).then(resolve, reject));
      outgoing.end(wanted.body);
    });

  return {
    send,
    load: async (first, userAgent) => {
      let wanted = first;
      for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
        const answer = await send(wanted, userAgent);
        const { location } = answer.headers;
        const isRedirect = answer.status >= 301 && answer.status <= 308 && location !== undefined;
        if (!isRedirect) return { ...answer, url: wanted.url, redirects };
        // RFC 9110, 15.4.8 and 15.4.9: 307 and 308 keep the method; browsers turn the others into GET.
        const isKept = answer.status === 307 || answer.status === 308;
        const url = new URL(location, wanted.url).href;
        wanted = isKept ? { ...wanted, url } : { method: 'GET', url, body: undefined };
      }
      throw new Error('redirected in a circle');
    },
    close: () => agent.destroy(),
  };
}

function headersOf({ body }: BrowserRequest, host: string, userAgent: string, acceptLanguage: string) {
  return {
    Host: host,
    'User-Agent': userAgent,
    Accept: 'text/html,*/*;q=0.8',
    'Accept-Encoding': 'gzip',
    'Accept-Language': acceptLanguage,
    ...(body === undefined
      ? {}
      : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) }),
  };
}

async function readAnswer(incoming: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
  const body = headers['content-encoding'] === 'gzip' && bytes.length > 0 ? gunzipSync(bytes) : bytes;
  return { status: incoming.statusCode ?? 0, headers, body: body.toString('utf8') };
}

/**
 * The loopback address of a phone: each seed begins elsewhere in 127.0.0.0/8, so that another run plays other phones.
 * 127.0.0.x stays free for people and servers.
 */
export function addressOf(phone: number, seedHash: number): string {
  const room = 2 ** 24 - 2 ** 16;
  const host = 2 ** 16 + ((seedHash + phone) % room);
  return `127.${host >>> 16}.${(host >>> 8) & 255}.${host & 255}`;
}
