/**
 * One phone of a lab: a namespace, an address it got by DHCP, and what a phone does: ask for names, fetch over plain HTTP, open
 * connections. Every socket is made in its namespace, so packets take the way a real phone's take.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeAnswer, encodeQuestion, type NameAnswer, type RecordType } from './name-question.ts';
import { within } from './namespaces.ts';
import { connectNow, datagramsNow } from './sockets.ts';

export interface Lease {
  readonly address: string;
  readonly nameServer: string;
  /** DHCP option 114 (RFC 8910); undefined: not announced. */
  readonly captiveApi: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of the body as it came, compressed or not. */
  readonly bytes: number;
}

export interface FetchOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** Instead of looking the host's name up. */
  readonly address?: string;
  readonly limitMs?: number;
  /** Else a connection of its own. */
  readonly connections?: Agent;
}

/** How an attempt to connect ended, and after how long. */
export interface Attempt {
  readonly outcome: 'connected' | 'refused' | 'unreachable' | 'timed out';
  readonly tookMs: number;
}

export class Phone {
  readonly namespace: string;
  readonly mac: string;
  readonly lease: Lease;
  #questionId = 1;

  constructor(namespace: string, mac: string, lease: Lease) {
    this.namespace = namespace;
    this.mac = mac;
    this.lease = lease;
  }

  get address(): string {
    return this.lease.address;
  }

  /** Asks over UDP, three times in all. */
  async resolve(name: string, type: RecordType = 'A', server = this.lease.nameServer): Promise<NameAnswer> {
    this.#questionId = (this.#questionId % 65_535) + 1;
    const question = encodeQuestion(this.#questionId, name, type);
    const socket = within(this.namespace, datagramsNow);
    try {
      return await new Promise((resolve, reject) => {
        let tries = 0;
        const send = () => {
          if (tries++ === 3) reject(new Error(`no answer about ${name}`));
          else socket.send(question, 53, server);
        };
        const again = setInterval(send, 1000);
        socket.on('close', () => clearInterval(again));
        socket.on('error', reject);
        socket.on('message', (message) => resolve(decodeAnswer(message, type)));
        send();
      });
    } finally {
      socket.close();
    }
  }

  async addressOf(host: string): Promise<string> {
    if (isIP(host)) return host;
    const { code, records } = await this.resolve(host);
    const [first] = records;
    if (first === undefined) throw new Error(`${host} has no address (code ${code})`);
    return first;
  }

  connect(address: string, port: number): Socket {
    return within(this.namespace, () => connectNow(address, port));
  }

  /** What keeps a connection to a host for the requests that follow, for as long as the host says, as browsers do. */
  keepConnections(): Agent {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = ({ host, port }) => this.connect(host ?? '', Number(port));
    return agent;
  }

  /** One request, no redirect followed. */
  async fetch(url: string, options: FetchOptions = {}): Promise<Reply> {
    const { hostname, port, host, pathname, search } = new URL(url);
    const { method = 'GET', headers = {}, body, limitMs = 10_000 } = options;
    const address = options.address ?? (await this.addressOf(hostname));
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const asking = request(
        {
          host: address,
          port: Number(port || 80),
          ...(options.connections
            ? { agent: options.connections }
            : { createConnection: () => this.connect(address, Number(port || 80)) }),
          method,
          path: pathname + search,
          headers: { Host: host, ...length, ...headers },
          signal: AbortSignal.timeout(limitMs),
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: textOf(response, Buffer.concat(parts)),
              bytes: parts.reduce((sum, { length }) => sum + length, 0),
            }),
          );
        },
      );
      asking.on('error', (error: NodeJS.ErrnoException) => {
        // As browsers do: a kept connection that the other side had closed already is no failure, the request goes again.
        if (asking.reusedSocket && error.code === 'ECONNRESET')
          this.fetch(url, options).then(resolve, reject);
        else reject(error);
      });
      asking.end(body);
    });
  }

  /** A form as a browser without JavaScript sends it. */
  post(url: string, fields: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: new URL(url).origin },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** Opens a connection and lets it go. */
  attempt(address: string, port: number, limitMs = 5000): Promise<Attempt> {
    const startedAt = performance.now();
    const socket = this.connect(address, port);
    return new Promise((resolve) => {
      const end = (outcome: Attempt['outcome']) => {
        clearTimeout(limit);
        socket.destroy();
        resolve({ outcome, tookMs: performance.now() - startedAt });
      };
      const limit = setTimeout(() => end('timed out'), limitMs);
      socket.on('connect', () => end('connected'));
      socket.on('error', ({ code }: NodeJS.ErrnoException) =>
        end(code === 'ECONNREFUSED' ? 'refused' : 'unreachable'),
      );
    });
  }

  /** A program of the phone, with the phone's own name server. */
  start(command: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.namespace, ...command], options);
  }
}

const textOf = ({ headers }: IncomingMessage, body: Buffer): string =>
  (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
