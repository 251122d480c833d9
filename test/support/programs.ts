/**
 * Real processes of the one command, started and killed as a power cut would. Each program gets its configuration by file,
 * is waited for over HTTP, and can be ended by SIGKILL at any moment and started again in the same folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { nodeStartOf } from '../../src/platform/node-flags.ts';

const root = join(import.meta.dirname, '../..');
const command = join(root, 'dist', 'dtm-wifi.mjs');

export interface Program {
  readonly pid: number;
  /** Everything it wrote to standard error so far. */
  log(): string;
  /** Ends it and waits for its end; returns the exit code, or null when the signal ended it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

/** @param readyUrl answers anything at all once the program is up. */
export async function startProgram(args: readonly string[], readyUrl: string): Promise<Program> {
  const { flags, env } = args[0] === 'kit' ? nodeStartOf('kit') : { flags: [], env: {} };
  const child = spawn(process.execPath, [...flags, command, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = once(child, 'exit');
  await untilReady(readyUrl, child, () => log);
  return {
    pid: child.pid ?? 0,
    log: () => log,
    end: async (signal) => {
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

async function untilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}: ${log()}`);
    try {
      await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2000) });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  throw new Error(`the program did not answer at ${url}: ${log()}`);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
