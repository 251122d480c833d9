/** Where a browser runs: in a phone's namespace, or on this machine; how it is started there, reached and ended. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Phone } from './phone.ts';

/** Where a browser runs. */
export interface BrowserPlace {
  /** Before every command. */
  readonly prefix: readonly string[];
  /** A port there; the same number here leads to it. */
  openPort(): Promise<{ readonly port: number; close(): void }>;
}

export const onPhone = (phone: Phone): BrowserPlace => ({
  prefix: ['ip', 'netns', 'exec', phone.namespace],
  openPort: () => openRelay(phone),
});

export const onThisMachine: BrowserPlace = {
  prefix: [],
  openPort: async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    server.close();
    await once(server, 'close');
    return { port, close: () => undefined };
  },
};

/** A port of this machine's own that leads to the same one of the phone's: Firefox wants to be asked for by its own. */
async function openRelay(phone: Phone): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((near) => {
    const far = phone.connect('127.0.0.1', near.localPort ?? 0);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: portOf(server), close: () => server.close() };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export function startIn(
  { prefix }: BrowserPlace,
  command: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const [program = '', ...args] = [...prefix, ...command];
  return spawn(program, args, options);
}

export async function endProgram(
  child: ChildProcess,
  signal: NodeJS.Signals,
  { isGroup = false } = {},
): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const send = (which: NodeJS.Signals) => process.kill(isGroup ? -pid : pid, which);
  send(signal);
  const limit = setTimeout(() => send('SIGKILL'), 5000);
  await ended;
  clearTimeout(limit);
}
