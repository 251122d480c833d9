/**
 * Whether the demonstration's folder and ports are free, before anything is started; and when what was started answers.
 */
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../protocol/problems.ts';
import type { Place } from './config.ts';

const host = '127.0.0.1';
const retryMs = 40;

/** Throws `port_taken` or `bad_config`, naming the port and the variable that sets it. */
export async function assertFree(places: readonly Place[]): Promise<void> {
  for (const { port, what, variable } of places) {
    const twin = places.find((other) => other.port === port && other.variable !== variable);
    if (twin) throw new Problem('bad_config', `${variable} and ${twin.variable} are both ${port}`);
    const code = await codeOfListening(port);
    if (code === 'EACCES')
      throw new Problem('bad_config', `${variable}: port ${port} needs a privilege; choose one from 1024 on`);
    if (code !== undefined) {
      const advice = `port ${port}, for ${what}; another one: ${variable}=${port + 1000} npm start`;
      throw new Problem('port_taken', advice);
    }
  }
}

function codeOfListening(port: number): Promise<string | undefined> {
  return new Promise((found) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => found(error.code ?? 'error'));
    server.listen(port, host, () => server.close(() => found(undefined)));
  });
}

/**
 * Keeps a second demonstration out of the folder for as long as this process lives. By an abstract socket, which only Linux
 * has and which leaves nothing behind, however the process ends. Throws `bad_config`.
 */
export function holdFolder(folder: string): Promise<void> {
  if (process.platform !== 'linux') return Promise.resolve();
  const name = createHash('sha256').update(resolve(folder)).digest('hex');
  return new Promise((held, refuse) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (cause) => {
      const detail = `a demonstration is running in ${folder} already; stop it, or choose another folder with --dir`;
      refuse(new Problem('bad_config', detail, { cause }));
    });
    server.listen(`\0dtm-wifi-demo-${name.slice(0, 32)}`, () => held());
    server.unref();
  });
}

/** Resolves when a server answers there, whatever it answers, or when `signal` is aborted. */
export async function untilAnswering(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await isAnswering(url))) await sleep(retryMs);
}

function isAnswering(url: string): Promise<boolean> {
  return new Promise((found) => {
    const asking = request(url, { method: 'HEAD', agent: false, timeout: 2000 }, (answer) => {
      answer.resume();
      found(true);
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => found(false));
    asking.end();
  });
}
