/**
 * Who may have a connection at all: so many in all, so many a phone, and not too many new ones a second. Counted where a
 * connection is accepted, before a byte of it is read (or a TLS handshake begun), so that slow sockets and floods of one phone
 * cost the others nothing. And who may keep one between two pages: it saves the phone a wait and the kit a seventh of its work, but
 * a phone that holds several soon has none left for its next browser, and those of a whole terminal fill the kit's memory.
 * Addresses stay in memory for as long as their connections, or until they are forgotten as quiet.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../platform/clock.ts';
import { createTokenBuckets } from './token-buckets.ts';

export interface ConnectionLimits {
  readonly total: number;
  readonly perPhone: number;
  /** New ones of one phone. */
  readonly perSecond: number;
  readonly burst: number;
}

/** One count over all servers of the visitors' face: HTTP and HTTPS share it. */
export interface ConnectionGuard {
  guard(server: Server): void;
  count(): number;
}

/** From this share of all connections on none is kept idle. */
const crowded = 7 / 8;
/**
 * Up to this share one is kept while a page is read: an idle one holds 17 KB, over TLS 59 KB. Beyond, as long as a form's answer
 * and the page behind it take.
 */
const roomy = 1 / 4;
export const keptMs = { roomy: 75_000, otherwise: 5000 } as const;
/** A phone that has more of them keeps none: they end with their answers until so many are left. */
const keptPerPhone = 2;

/** As many phones as the largest network has room for, and some. */
export const maxPhones = 8192;

export function createConnectionGuard(limits: ConnectionLimits, clock: Clock): ConnectionGuard {
  const { total, perPhone, perSecond, burst } = limits;
  const buckets = createTokenBuckets({ perSecond, burst, maxKeys: maxPhones, clock });
  const byAddress = new Map<string, number>();
  const servers: Server[] = [];
  let count = 0;

  const admits = (address: string): boolean => {
    // Idle kept connections make room before a visitor has to be turned away.
    if (count >= total * crowded) for (const server of servers) server.closeIdleConnections();
    return count < total && (byAddress.get(address) ?? 0) < perPhone && buckets.take(address);
  };

  /** Seen as each request comes, because the others of a phone come and go. */
  const keepOrEnd = ({ socket }: IncomingMessage, response: ServerResponse) => {
    const ofPhone = byAddress.get(socket.remoteAddress ?? '') ?? 0;
    if (ofPhone > keptPerPhone) response.shouldKeepAlive = false;
  };

  const countOn = (by: 1 | -1) => {
    count += by;
    const ms = count > total * roomy ? keptMs.otherwise : keptMs.roomy;
    for (const server of servers) server.keepAliveTimeout = ms;
  };

  const enter = (socket: Socket, address: string) => {
    countOn(1);
    byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
    socket.once('close', () => {
      countOn(-1);
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left > 0) byAddress.set(address, left);
      else byAddress.delete(address);
    });
  };

  return {
    guard: (server) => {
      servers.push(server);
      server.prependListener('request', keepOrEnd);
      // Such a request comes as this instead.
      server.prependListener('checkExpectation', keepOrEnd);
      // In front of the server's own listeners: what is refused never meets a parser.
      const inner = server.listeners('connection');
      server.removeAllListeners('connection');
      server.on('connection', (socket: Socket) => {
        const address = socket.remoteAddress;
        if (address === undefined || !admits(address)) return refuse(socket);
        enter(socket, address);
        for (const listener of inner) listener.call(server, socket);
      });
    },
    count: () => count,
  };
}

function refuse(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.resetAndDestroy();
}
