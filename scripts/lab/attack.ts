/**
 * Hostile phones of a lab that speak TCP to the portal: sockets that send a byte now and then, or read nothing, and
 * connections that ask as fast as they can. Bounded in number and time.
 */
import type { Socket } from 'node:net';
import { type Attack, type Orders, obey, startHostile } from './hostile-process.ts';
import { within } from './namespaces.ts';
import { connectNow } from './sockets.ts';

export interface AttackOrders extends Orders {
  readonly namespaces: readonly string[];
  readonly address: string;
  readonly port: number;
  /** Kept open by each phone, opened again whenever the kit closes one. */
  readonly slowSockets: number;
  /** Connections of each phone that ask without a pause. */
  readonly floodConnections: number;
  /** Connections of each phone that pour in thousands of requests at once, and wait for no answer. */
  readonly pouringConnections?: number;
}

export interface AttackResult {
  readonly opened: number;
  readonly refused: number;
  /** The most of all phones that stood at one moment. */
  readonly mostAtOnce: number;
  readonly answers: number;
}

export const startAttack = (orders: AttackOrders): Promise<Attack<AttackResult>> =>
  startHostile(import.meta.filename, orders);

const line = 'HTTP/1.1\r\nHost: wifi.dtm\r\n';
const headBySmallBits = (socket: Socket): void => drip(socket, `GET / ${line}X-Slow: `);
const formBySmallBits = (socket: Socket): void =>
  drip(
    socket,
    `POST /en/online ${line}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n`,
  );
/** Asks for pages, and takes nothing of them. */
const deafReader = (socket: Socket): void => {
  socket.pause();
  socket.write(`GET /en ${line}\r\n`.repeat(100));
};
const slowWays = [headBySmallBits, formBySmallBits, deafReader];

function drip(socket: Socket, first: string): void {
  socket.write(first);
  const bits = setInterval(() => socket.write('x'), 1000);
  socket.on('close', () => clearInterval(bits));
}

function attack(orders: AttackOrders): () => AttackResult {
  const { namespaces, address, port } = orders;
  let [opened, refused, atOnce, mostAtOnce, answers] = [0, 0, 0, 0, 0];
  let isOver = false;

  const open = (namespace: string, use: (socket: Socket) => void, againMs: number): void => {
    if (isOver) return;
    const socket = within(namespace, () => connectNow(address, port));
    let isOpen = false;
    socket.on('connect', () => {
      isOpen = true;
      opened += 1;
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      use(socket);
    });
    socket.on('error', () => {
      if (!isOpen) refused += 1;
    });
    socket.on('close', () => {
      if (isOpen) atOnce -= 1;
      setTimeout(() => open(namespace, use, againMs), againMs);
    });
  };
  const asked = 'GET /en HTTP/1.1\r\nHost: wifi.dtm\r\n\r\n'.repeat(10);
  const flood = (socket: Socket) => {
    socket.on('data', (part: Buffer) => {
      answers += part.toString('latin1').split('HTTP/1.1 ').length - 1;
      socket.write(asked);
    });
    socket.write(asked);
  };
  const poured = 'GET / HTTP/1.1\r\n\r\n'.repeat(8000);
  const pour = (socket: Socket) => {
    socket.resume().write(poured);
    setTimeout(() => socket.destroy(), 300);
  };
  for (const namespace of namespaces) {
    for (let number = 0; number < (orders.pouringConnections ?? 0); number += 1) open(namespace, pour, 20);
    for (let number = 0; number < orders.slowSockets; number += 1)
      open(namespace, slowWays[number % slowWays.length] ?? headBySmallBits, 250);
    for (let number = 0; number < orders.floodConnections; number += 1) open(namespace, flood, 20);
  }
  return () => {
    isOver = true;
    return { opened, refused, mostAtOnce, answers };
  };
}

obey(import.meta.filename, attack);
