/** What a hostile phone can take from the others: nothing. A whole kit, real sockets; each loopback address is a phone. */
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createPhoneHttp } from '../support/raw-phone.ts';
import { type StartedKit, startTestKit } from '../support/started-kit.ts';

let kit: StartedKit | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await kit?.remove();
  kit = undefined;
});

const start = async (limits: Record<string, number> = {}) => {
  kit = await startTestKit(() => ({ limits }));
  return createPhoneHttp(kit.port);
};

/** Connects so many times and says nothing, or only a beginning. */
function open(address: string, count: number, beginning = ''): void {
  for (let n = 0; n < count; n++) {
    const socket = connect({ port: kit?.port ?? 0, host: '127.0.0.1', localAddress: address });
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(beginning);
  }
}
/** Those that the kit has not turned away. It does so at once; whoever was let in is left in peace for five seconds. */
const untilOpen = (count: number) =>
  expect.poll(() => sockets.filter((socket) => !socket.destroyed).length, { timeout: 4000 }).toBe(count);

test('a phone has eight connections, and another phone has its own', async () => {
  const get = await start();
  open('127.0.0.2', 20);
  await untilOpen(8);
  expect((await get('127.0.0.3')).status).toBe(200);
  open('127.0.0.3', 4);
  await untilOpen(12);
});

test('a connection that ends makes room for the next', async () => {
  const get = await start();
  open('127.0.0.2', 9);
  await untilOpen(8);
  await expect(get('127.0.0.2')).rejects.toThrow();
  for (const socket of sockets.splice(0)) socket.destroy();
  await expect
    .poll(() =>
      get('127.0.0.2').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});

test('500 slow sockets of three phones leave the others their pages', async () => {
  const get = await start();
  const host = `Host: 127.0.0.1:${kit?.port}`;
  const slow = [
    'GET / HTTP/1.1\r\nHost: x',
    `POST /es/consent HTTP/1.1\r\n${host}\r\nContent-Length: 50\r\n\r\nx`,
    '',
  ];
  for (const [n, beginning] of slow.entries()) open(`127.0.1.${n + 1}`, 167, beginning);
  await untilOpen(24);
  for (let phone = 1; phone <= 20; phone++) expect((await get(`127.0.2.${phone}`)).status).toBe(200);
});

test('beyond all connections new ones are turned away, and idle kept ones make room first', async () => {
  const get = await start({ connections: 16 });
  for (let phone = 1; phone <= 16; phone++) await get(`127.0.3.${phone}`, { keep: true });
  expect((await get('127.0.4.1')).status).toBe(200);
  for (const phone of [1, 2, 3]) open(`127.0.5.${phone}`, 8, 'GET / HTTP/1.1\r\n');
  await untilOpen(16);
  await expect(get('127.0.4.2')).rejects.toThrow();
});

test('a phone keeps two connections between its pages; others end with their answer, so that there is room for its next browser', async () => {
  const get = await start();
  const [first, second] = [await get('127.0.0.2', { keep: true }), await get('127.0.0.2', { keep: true })];
  expect(first.headers.connection).toBe('keep-alive');
  expect(first.headers['keep-alive']).toBe('timeout=75');
  expect(second.headers.connection).toBe('keep-alive');
  open('127.0.0.2', 2);
  const third = () => get('127.0.0.2', { keep: true }).then(({ headers }) => headers.connection);
  await expect.poll(third, { timeout: 4000 }).toBe('close');
  expect((await get('127.0.0.3', { keep: true })).headers.connection).toBe('keep-alive');
});

test('beyond a quarter of all connections one is kept only as long as a form and its answer take, until some have ended', async () => {
  const get = await start({ connections: 16 });
  const kept = async (phone: number) => (await get(`127.0.3.${phone}`, { keep: true })).headers['keep-alive'];
  const said: unknown[] = [];
  for (let phone = 1; phone <= 6; phone++) said.push(await kept(phone));
  expect(said).toEqual([...Array(4).fill('timeout=75'), ...Array(2).fill('timeout=5')]);
  expect(await kept(1)).toBe('timeout=5');
  await expect.poll(() => kept(1), { timeout: 15_000, interval: 500 }).toBe('timeout=75');
});

test('an expectation, which no browser has, changes nothing of it', async () => {
  const get = await start();
  const answers: string[] = [];
  open('127.0.0.2', 5, `GET /es HTTP/1.1\r\nHost: 127.0.0.1:${kit?.port}\r\nExpect: cake\r\n\r\n`);
  for (const socket of sockets) socket.once('data', (part: Buffer) => answers.push(part.toString('latin1')));
  await expect.poll(() => answers.length, { timeout: 4000 }).toBe(5);
  await expect
    .poll(() => sockets.filter((socket) => !socket.destroyed).length, { timeout: 4000 })
    .toBeLessThan(5);
  expect(answers.some((answer) => answer.includes('Connection: close'))).toBe(true);
  expect((await get('127.0.0.3')).status).toBe(200);
});

test('the pages of one connection have the gate asked once, and those after the grant once more', async () => {
  const gate = createFakeGate({ clock: systemClock() });
  let asked = 0;
  const whoIs: typeof gate.whoIs = (ip) => {
    asked += 1;
    return gate.whoIs(ip);
  };
  kit = await startTestKit(() => ({}), { gate: { ...gate, whoIs } });
  const ask = createPhoneHttp(kit.port);
  const pages = async () => {
    for (const path of ['/es', '/es/consent', '/es']) await ask('127.0.0.2', { path, keep: true });
    return asked;
  };
  expect(await pages()).toBe(1);
  expect((await ask('127.0.0.2', { method: 'POST', path: '/es/online', keep: true })).status).toBe(303);
  expect(await pages()).toBe(2);
  await ask('127.0.0.2');
  expect(asked).toBe(3);
});

test('requests of one phone are bounded: it is told to wait, and the others notice nothing', async () => {
  const get = await start({ request_burst: 10, requests_per_second: 1 });
  const statuses: number[] = [];
  for (let n = 0; n < 10; n++) statuses.push((await get('127.0.0.2', { keep: true })).status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const refused = await get('127.0.0.2', { keep: true });
  expect(refused.status).toBe(429);
  expect(refused.headers['retry-after']).toMatch(/^\d+$/);
  expect((await get('127.0.0.3')).status).toBe(200);
});

test('new connections of one phone are bounded as well', async () => {
  const get = await start({ request_burst: 10, requests_per_second: 1, connections_per_phone: 500 });
  open('127.0.0.2', 60);
  await expect
    .poll(() => sockets.filter((socket) => !socket.destroyed).length, { timeout: 4000 })
    .toBeLessThanOrEqual(12);
  expect((await get('127.0.0.3')).status).toBe(200);
});

test('who asks for pages without taking them is let go, and a few at once are answered', async () => {
  const get = await start();
  const asked = `GET /es HTTP/1.1\r\nHost: 127.0.0.1:${kit?.port}\r\n\r\n`;
  open('127.0.0.2', 8, asked.repeat(17));
  open('127.0.0.3', 1, asked.repeat(16));
  const few = sockets.at(-1);
  let text = '';
  few?.on('data', (part: Buffer) => {
    text += part.toString('latin1');
  });
  await expect.poll(() => text.split('HTTP/1.1 200').length - 1, { timeout: 4000 }).toBe(16);
  for (const socket of sockets) socket.resume();
  await untilOpen(1);
  expect((await get('127.0.0.2')).status).toBe(200);
});
