/**
 * A hostile phone of a lab, as a process of its own so that it costs nobody else's time: sockets that send a byte now and then,
 * and connections that ask as fast as they can. Bounded in number and time; says at the end what came of it. Run by
 * startAttack() below, with its orders as one argument.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { within } from './namespaces.ts';
import { connectNow } from './sockets.ts';

export interface AttackOrders {
  readonly namespaces: readonly string[];
  readonly address: string;
  readonly port: number;
  /** Kept open by each phone, opened again whenever the kit closes one. */
  readonly slowSockets: number;
  /** Connections of each phone that ask without a pause. */
  readonly floodConnections: number;
  readonly seconds: number;
}

export interface AttackResult {
  readonly opened: number;
  readonly refused: number;
  /** The most of all phones that stood at one moment. */
  readonly mostAtOnce: number;
  readonly answers: number;
}

export interface Attack {
  /** Ends it, if time has not. */
  stop(): Promise<AttackResult>;
}

const maxSeconds = 300;

export async function startAttack(orders: AttackOrders): Promise<Attack> {
  const child = spawn(process.execPath, [import.meta.filename, JSON.stringify(orders)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = collect(child);
  await said.begun;
  return {
    stop: async () => {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, 'close');
      return JSON.parse(said.text().split('\n')[1] ?? '') as AttackResult;
    },
  };
}

function collect(child: ChildProcess) {
  let text = '';
  const begun = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      resolve();
    });
    child.on('exit', () => reject(new Error('the attack did not begin')));
  });
  return { begun, text: () => text };
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
  const slow = (socket: Socket) => {
    socket.write('GET / HTTP/1.1\r\nHost: wifi.dtm\r\nX-Slow: ');
    const drip = setInterval(() => socket.write('x'), 1000);
    socket.on('close', () => clearInterval(drip));
  };
  const asked = 'GET /en HTTP/1.1\r\nHost: wifi.dtm\r\n\r\n'.repeat(10);
  const flood = (socket: Socket) => {
    socket.on('data', (part: Buffer) => {
      answers += part.toString('latin1').split('HTTP/1.1 ').length - 1;
      socket.write(asked);
    });
    socket.write(asked);
  };
  for (const namespace of namespaces) {
    for (let number = 0; number < orders.slowSockets; number += 1) open(namespace, slow, 250);
    for (let number = 0; number < orders.floodConnections; number += 1) open(namespace, flood, 20);
  }
  return () => {
    isOver = true;
    return { opened, refused, mostAtOnce, answers };
  };
}

if (process.argv[1] === import.meta.filename) {
  const orders = JSON.parse(process.argv[2] ?? '') as AttackOrders;
  const end = attack(orders);
  process.stdout.write('begun\n');
  const finish = () => process.stdout.write(`${JSON.stringify(end())}\n`, () => process.exit());
  setTimeout(finish, Math.min(orders.seconds, maxSeconds) * 1000);
  process.stdin.on('end', finish).resume();
}
