/**
 * How many answers may wait for somebody to take them. A connection can ask for a hundred pages in one packet and read none of them,
 * and each would lie in memory until it is let go; browsers ask for the next page when they have the one before. Counted after
 * the connections (limit-connections.ts) and before anything reads the request.
 */
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

export interface WaitingLimits {
  /** Answers of one connection, while there is room. */
  readonly perConnection: number;
  /** From so many in all there is none, and one of each connection is enough. */
  readonly crowdedFrom: number;
}

/** A page is some ten kilobytes: what waits is a megabyte or two, whoever asks for it. */
export const waitingLimits: WaitingLimits = { perConnection: 16, crowdedFrom: 128 };

/** One count over all listeners that are guarded by it. A connection that goes beyond is cut. */
export function createWaitingGuard({ perConnection, crowdedFrom }: WaitingLimits) {
  const waiting = new WeakMap<Socket, { answers: number }>();
  let inAll = 0;

  const countOf = (socket: Socket): { answers: number } => {
    const known = waiting.get(socket);
    if (known) return known;
    const count = { answers: 0 };
    waiting.set(socket, count);
    // An answer that never got its turn on the connection is not told of the end.
    socket.once('close', () => {
      inAll -= count.answers;
      count.answers = 0;
    });
    return count;
  };

  return (listener: RequestListener): RequestListener =>
    (request, response) => {
      const { socket } = request;
      // Cut a moment ago; the parser still had these requests.
      if (socket.destroyed) return;
      const count = countOf(socket);
      if (count.answers >= (inAll < crowdedFrom ? perConnection : 1)) {
        cut(socket);
        return;
      }
      count.answers += 1;
      inAll += 1;
      response.once('close', () => {
        if (count.answers === 0) return;
        count.answers -= 1;
        inAll -= 1;
      });
      listener(request, response);
    };
}

/**
 * The parser is halfway through a packet that may hold a thousand requests more, and would make something of each of them before
 * the end of the socket is told: of many connections at once, more than the memory holds. What is asked of every request (Node
 * shows it on the socket, without documenting it) is answered from here on as for an upgrade, after which no request can follow.
 */
function cut(socket: Socket): void {
  const { parser } = socket as Socket & { parser?: { onIncoming?: unknown } | null };
  if (parser) parser.onIncoming = () => isUpgrade;
  socket.destroy();
}

/** What Node's parser takes for it. */
const isUpgrade = 2;
