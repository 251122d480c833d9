/**
 * Asks for one page as fast as it comes, a new connection each time, so many at once: a process of its own in a phone's place.
 * Says how many whole pages came, and in what time. Run by hammer() below, with its orders as one argument.
 */
import { spawn } from 'node:child_process';
import { within } from '../../lab/namespaces.ts';
import { connectNow } from '../../lab/sockets.ts';

export interface HammerOrders {
  readonly namespace: string;
  readonly address: string;
  readonly host: string;
  readonly path: string;
  /** A page is whole with so many. */
  readonly bytes: number;
  readonly atOnce: number;
  readonly seconds: number;
}

export interface Hammered {
  readonly pages: number;
  readonly seconds: number;
}

export async function hammer(orders: HammerOrders): Promise<Hammered> {
  const child = spawn(process.execPath, [import.meta.filename, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const part of child.stdout) said += String(part);
  return JSON.parse(said) as Hammered;
}

async function ask({
  namespace,
  address,
  host,
  path,
  bytes,
  atOnce,
  seconds,
}: HammerOrders): Promise<Hammered> {
  const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`;
  const start = performance.now();
  const end = start + Math.min(seconds, 60) * 1000;
  let pages = 0;
  const lane = async () => {
    while (performance.now() < end) if (await askOnce()) pages += 1;
  };
  const askOnce = () =>
    new Promise<boolean>((resolve) => {
      const socket = within(namespace, () => connectNow(address, 80));
      let text = '';
      socket.setEncoding('latin1').on('data', (part) => {
        text += part;
      });
      socket.on('connect', () => socket.write(request));
      socket.on('error', () => resolve(false));
      socket.on('end', () => resolve(text.startsWith('HTTP/1.1 200') && text.length > bytes));
    });
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { pages, seconds: (performance.now() - start) / 1000 };
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await ask(JSON.parse(process.argv[2] ?? '') as HammerOrders)));
  process.exit();
}
