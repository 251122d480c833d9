/**
 * How a program of ours starts and ends. Start-up problems are one sentence and exit code 1; SIGTERM or SIGINT closes in
 * order within two seconds and exits 0, as systemd expects; a second signal ends it at once. What was acknowledged is
 * durable already, so an end without closing loses nothing either.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from '../protocol/problems.ts';
import { failureFields, type Log } from './log.ts';

export interface Running {
  close(): Promise<void>;
}

/** Closing must end well before systemd or a person loses patience. */
const closeLimitMs = 2000;
/** Requests under way may finish for so long; then their sockets are cut. */
const graceMs = 700;

/** Starts a program and keeps it until a signal ends the process. Only the command calls this. */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  let isEnding = false;
  let running: Running | undefined;
  const end = async () => {
    if (isEnding) process.exit(1);
    isEnding = true;
    const limit = setTimeout(() => process.exit(0), closeLimitMs);
    try {
      await running?.close();
      process.exit(0);
    } catch (error) {
      clearTimeout(limit);
      fail(error);
    }
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  try {
    running = await start();
  } catch (error) {
    fail(error);
  }
  // A signal during the start found nothing to close, and is waiting for its limit.
  if (isEnding) process.exit(0);
}

function fail(error: unknown): never {
  const isKnown = Problem.is(error);
  process.stderr.write(`${isKnown ? error.message : `Internal error: ${stackOf(error)}`}\n`);
  process.exit(1);
}

/**
 * For programs whose errors may name a phone: whatever nobody caught is told by its kind and its place in our own program, never by
 * its message, and the program ends with exit code 1.
 */
export function endUnnamed(log: Pick<Log, 'error'>, sentence: string): (error: unknown) => never {
  const end = (error: unknown): never => {
    log.error(failureFields(error), sentence);
    process.exit(1);
  };
  process.on('uncaughtException', end);
  return end;
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The configuration's key that sets the port, for the sentence when it is taken. */
  readonly key: string;
}

/** Resolves when the server takes connections. Throws `port_taken` or `bad_config`. */
export function listen(server: Server, { host, port, key }: ListenAddress): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(listenProblem(error, { host, port, key }));
    server.once('error', refuse);
    server.listen({ host, port }, () => {
      server.off('error', refuse);
      resolve(server.address() as AddressInfo);
    });
  });
}

function listenProblem(error: NodeJS.ErrnoException, { host, port, key }: ListenAddress): unknown {
  const sentences: Readonly<Record<string, Problem>> = {
    EADDRINUSE: new Problem('port_taken', `${host}:${port}, set by ${key}`, { cause: error }),
    EACCES: new Problem('bad_config', `${key}: port ${port} needs a privilege; choose one from 1024 on`),
    EADDRNOTAVAIL: new Problem('bad_config', `${key}: ${host} is not an address of this machine`),
    ENOTFOUND: new Problem('bad_config', `${key}: ${host} is not an address of this machine`),
  };
  return sentences[error.code ?? ''] ?? error;
}

/** Takes no new connection, lets requests under way finish for a moment, then cuts. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
