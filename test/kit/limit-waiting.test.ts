/** Answers that wait for somebody to take them, counted over a real server and real connections. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createWaitingGuard } from '../../src/kit/access/limit-waiting.ts';

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
});

/** A server that answers when it is told to. */
async function start(limits: { perConnection: number; crowdedFrom: number }) {
  const waiting: ServerResponse[] = [];
  const guarded = createWaitingGuard(limits)((_, response) => waiting.push(response));
  let parsed = 0;
  server = createServer((request, response) => {
    parsed += 1;
    guarded(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = (times: number): Socket => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(times));
    return socket.resume();
  };
  const untilWaiting = (count: number) => expect.poll(() => waiting.length).toBe(count);
  return { waiting, ask, untilWaiting, parsed: () => parsed };
}
const untilCut = (socket: Socket) => expect.poll(() => socket.destroyed).toBe(true);

test('a connection has so many answers waiting, and is cut with the next', async () => {
  const { ask, untilWaiting } = await start({ perConnection: 4, crowdedFrom: 100 });
  const patient = ask(4);
  await untilWaiting(4);
  await untilCut(ask(5));
  await untilWaiting(8);
  expect(patient.destroyed).toBe(false);
});

test('of a packet with a thousand requests no more are read than may wait', async () => {
  const { ask, parsed } = await start({ perConnection: 4, crowdedFrom: 100 });
  await untilCut(ask(1000));
  expect(parsed()).toBe(5);
});

test('where many wait one of each connection is enough, and room comes back with answers and with ends', async () => {
  const { waiting, ask, untilWaiting } = await start({ perConnection: 4, crowdedFrom: 8 });
  const [first, second] = [ask(4), ask(4)];
  await untilWaiting(8);
  const single = ask(1);
  await untilWaiting(9);
  await untilCut(ask(2));
  await untilWaiting(10);
  expect([first, second, single].map(({ destroyed }) => destroyed)).toEqual([false, false, false]);

  // One ends with its answers untaken, the other is answered.
  first?.destroy();
  for (const response of waiting.slice(4, 8)) response.end();
  await expect.poll(() => waiting.slice(4, 8).every(({ writableFinished }) => writableFinished)).toBe(true);
  const next = ask(4);
  await untilWaiting(14);
  expect(next.destroyed).toBe(false);
});
