/**
 * The gate's unix socket: bytes in, lines out (protocol/gate-lines.ts). It trusts nobody: a peer is asked for by the kernel and
 * let in by its user; lines are bounded in length and rate; from a peer that does not read its answers nothing more is read, and
 * one that does not read its events is cut off.
 */
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../platform/clock.ts';
import { failureFields, type Log } from '../platform/log.ts';
import type { CountKey, Gate } from '../protocol/gate.ts';
import {
  formatCounted,
  formatPresence,
  formatResponse,
  type GateRequest,
  type GateResponse,
  maxLineBytes,
  parseRequest,
} from '../protocol/gate-lines.ts';
import { Problem } from '../protocol/problems.ts';
import type { PeerUser } from './native.ts';

export interface SocketServerOptions {
  readonly path: string;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly log: Log;
  readonly peerUser: PeerUser;
  readonly allowedUsers: ReadonlySet<number>;
}

const maxClients = 8;
/** A phone's page asks twice; a bus of 200 phones stays far below. */
const linesPerSecond = 5000;
const burstLines = 10_000;
/** Read at once; then it is another client's turn. */
const linesAtOnce = 100;
/** Of events, which come without being asked for. */
const maxUnreadBytes = 1024 * 1024;

/** Resolves when the socket takes connections. Throws `port_taken` or `bad_config`. */
export async function serveGate(options: SocketServerOptions): Promise<{ close(): Promise<void> }> {
  const { path, log, peerUser, allowedUsers } = options;
  await removeLeftover(path);
  const clients = new Set<Socket>();
  const held: CountHolder = { by: undefined };
  const server = createServer((socket) => {
    const user = peerUser(socket);
    if (user === undefined || !allowedUsers.has(user) || clients.size >= maxClients) {
      log.warn({ code: 'peer_refused' }, 'a program that is not the kit, or one too many, was refused');
      socket.destroy();
      return;
    }
    clients.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => clients.delete(socket));
    serveClient(socket, options, held);
  });
  await bind(server, path);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of clients) client.destroy();
      }),
  };
}

/** The connection that is told of counting: one at a time, the last that asked. */
interface CountHolder {
  by: Socket | undefined;
}

function serveClient(socket: Socket, { gate, clock, log }: SocketServerOptions, held: CountHolder): void {
  let said = '';
  // One write for all that is said in one turn: each that waits costs twenty times the line that it holds.
  const say = (text: string) => {
    if (said === '') process.nextTick(write);
    said += text;
  };
  const write = () => {
    if (!socket.destroyed) socket.write(said, 'latin1');
    said = '';
    if (socket.writableLength > maxUnreadBytes) socket.destroy();
  };
  let unwatch: (() => void) | undefined;
  const watch = () => {
    unwatch ??= gate.onPresence((event) => say(formatPresence(event)));
  };
  /** What to say to it. Everybody who is there first, and who comes or goes meanwhile after that. */
  const count = async (id: string, key: CountKey | undefined): Promise<string> => {
    if (!key && held.by !== socket) return formatResponse(id, { kind: 'done' });
    held.by = key && socket;
    let [present, meanwhile, isListed] = ['', '', false];
    await gate
      .count(key, (event) => {
        if (event.kind === 'present') present += formatResponse(id, { kind: 'present', counted: event });
        else if (isListed) say(formatCounted(event));
        else meanwhile += formatCounted(event);
      })
      // The gate has its own.
      .finally(() => key?.key.fill(0));
    isListed = true;
    return present + formatResponse(id, { kind: key ? 'end' : 'done' }) + meanwhile;
  };
  socket.on('close', () => {
    unwatch?.();
    // Nobody is there to hear it: the key has no more use.
    if (held.by === socket) count('-', undefined).catch(() => {});
  });

  const answer = async (line: string): Promise<void> => {
    const request = parseRequest(line);
    if (!request) return say(formatResponse('-', { kind: 'error', code: 'malformed' }));
    const { id, body } = request;
    try {
      if (body.verb === 'count') return say(await count(id, body.key));
      const responses = await carryOut(body, gate, watch);
      say(responses.map((response) => formatResponse(id, response)).join(''));
    } catch (error) {
      log.error(failureFields(error), 'a request of the kit could not be carried out');
      say(formatResponse(id, { kind: 'error', code: 'failed' }));
    }
  };

  const waitAfter = createLineBudget(clock);
  const answerAll = async (lines: readonly string[], waitMs: number): Promise<void> => {
    // Not cut off, only made to wait: the kernel's buffer fills and the writer stops.
    socket.pause();
    for (let at = 0; at < lines.length; at += linesAtOnce) {
      await Promise.all(lines.slice(at, at + linesAtOnce).map(answer));
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (socket.writableNeedDrain) socket.once('drain', () => socket.resume());
    else socket.resume();
  };

  let rest = '';
  // Latin 1: a byte is a character, and none that is not ASCII matches a pattern.
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length >= maxLineBytes || lines.some((line) => line.length >= maxLineBytes)) {
      socket.destroy();
      return;
    }
    const waitMs = waitAfter(lines.length);
    // The kit's own way: a line or two, and nothing to wait for.
    if (lines.length <= linesAtOnce && waitMs === 0 && !socket.writableNeedDrain)
      for (const line of lines) answer(line);
    else answerAll(lines, waitMs);
  });
}

async function carryOut(
  request: Exclude<GateRequest, { readonly verb: 'count' }>,
  gate: Gate,
  watch: () => void,
): Promise<readonly GateResponse[]> {
  switch (request.verb) {
    case 'who': {
      const phone = await gate.whoIs(request.ip);
      return [phone ? { kind: 'phone', phone } : { kind: 'nobody' }];
    }
    case 'open':
      return [{ kind: (await gate.open(request.handle, request.seconds)) ? 'done' : 'gone' }];
    case 'close':
      return [{ kind: (await gate.close(request.handle)) ? 'done' : 'gone' }];
    case 'list':
      return [...(await gate.list()).map((phone) => ({ kind: 'phone', phone }) as const), { kind: 'end' }];
    case 'uplink':
      await gate.setUplink(request.isUp);
      return [{ kind: 'done' }];
    case 'watch':
      watch();
      return [{ kind: 'done' }];
  }
}

/** A bucket of lines; returns for how long the reader must wait. */
function createLineBudget(clock: Clock): (lines: number) => number {
  let left = burstLines;
  let filledAtMs = clock.msSinceStart();
  return (lines) => {
    const now = clock.msSinceStart();
    left = Math.min(burstLines, left + ((now - filledAtMs) / 1000) * linesPerSecond) - lines;
    filledAtMs = now;
    return left >= 0 ? 0 : (-left / linesPerSecond) * 1000;
  };
}

/** A gate that was killed leaves its socket behind; one that answers is alive. Throws `port_taken`. */
export function removeLeftover(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      reject(new Problem('port_taken', `another gate answers at ${path}`));
    });
    probe.once('error', (error: NodeJS.ErrnoException) => {
      // Nobody listens there, so what lies there is a leftover.
      if (error.code === 'ECONNREFUSED') rmSync(path, { force: true });
      resolve();
    });
  });
}

/** Readable and writable by the gate's user and group from its first moment. */
function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new Problem('bad_config', `network.gate_socket: ${path} cannot be made; is its folder there?`, {
          cause,
        }),
      ),
    );
    const before = process.umask(0o117);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(before);
    }
  });
}
