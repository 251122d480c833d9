/** The listener in front of everything, over real sockets: which requests reach the pages and which are answered at once. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { createAccessListener, type ListenerOptions } from '../../src/kit/access/listener.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Gate } from '../../src/protocol/gate.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

const makeGate = () => createFakeGate({ clock: { now: () => 0, msSinceStart: () => 0 } });

async function start(options: Partial<ListenerOptions> = {}): Promise<(request: string) => Promise<string>> {
  const listener = createAccessListener({
    ownHosts: ['wifi.example', '127.0.0.1:8080'],
    portalUrl: 'http://wifi.example/',
    playsInternet: true,
    gate: makeGate(),
    pages: (_, response) => response.end('the pages'),
    log: silentLog,
    ...options,
  });
  server = createServer({ requireHostHeader: false }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return async (request) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${request.replaceAll('\n', '\r\n')}\r\nConnection: close\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };
}

describe('the pages are reached', () => {
  test.each(['wifi.example', 'WIFI.Example', '127.0.0.1:8080'])('under our host %s', async (host) => {
    const send = await start();
    expect(await send(`GET /es HTTP/1.1\nHost: ${host}`)).toContain('the pages');
  });

  test.each([
    '127.0.0.1',
    '127.0.0.1:80800',
    'wifi.example:81',
    'wifi.example.',
    'xwifi.example',
    'wifi.example.evil.example',
    'wifi.example@evil.example',
  ])('under no other, such as %s', async (host) => {
    const send = await start();
    const answer = await send(`GET /es HTTP/1.1\nHost: ${host}`);
    expect(answer).toMatch(/^HTTP\/1.1 302 /);
    expect(answer).not.toContain('the pages');
  });

  test('by the target in absolute form, whatever Host says', async () => {
    const send = await start();
    expect(await send('GET http://wifi.example/es HTTP/1.1\nHost: evil.example')).toContain('the pages');
    expect(await send('GET http://evil.example/es HTTP/1.1\nHost: wifi.example')).toContain('302 Found');
  });
});

test('a request without a host is refused and the connection closed', async () => {
  const send = await start();
  expect(await send('GET / HTTP/1.0')).toMatch(/^HTTP\/1.1 400 /);
  expect(await send('GET / HTTP/1.1\nHost:')).toMatch(/^HTTP\/1.1 400 /);
});

test('a phone is captive, then granted, then hears success; another phone is not', async () => {
  const gate = makeGate();
  const send = await start({ gate });
  const probe = 'GET /generate_204 HTTP/1.1\nHost: connectivitycheck.gstatic.com';
  expect(await send(probe)).toMatch(/^HTTP\/1.1 302 /);
  const phone = await gate.whoIs('127.0.0.1');
  await gate.open(phone?.handle ?? '', 600);
  expect(await send(probe)).toMatch(/^HTTP\/1.1 204 /);
  await gate.close(phone?.handle ?? '');
  expect(await send(probe)).toMatch(/^HTTP\/1.1 302 /);
});

test('a HEAD has the headers of the GET and no body', async () => {
  const send = await start();
  const answer = await send('HEAD / HTTP/1.1\nHost: news.example');
  expect(answer).toMatch(/^HTTP\/1.1 302 /);
  expect(answer).toContain('Location: http://wifi.example/');
  expect(answer.split('\r\n\r\n')[1]).toBe('');
});

test('without an internet to play the gate is not asked', async () => {
  const whoIs: Gate['whoIs'] = () => Promise.reject(new Error('must not be asked'));
  const send = await start({ gate: { whoIs }, playsInternet: false });
  expect(await send('GET / HTTP/1.1\nHost: news.example')).toMatch(/^HTTP\/1.1 302 /);
});

test('a gate that fails leaves the phone captive, and the log says so without an address', async () => {
  const logged: string[] = [];
  const note = (fields: unknown, message: string) => logged.push(JSON.stringify(fields) + message);
  const send = await start({
    gate: { whoIs: () => Promise.reject(new Error('gone')) },
    log: { info: note, warn: note, error: note },
  });
  const answer = await send('GET /hotspot-detect.html HTTP/1.1\nHost: captive.apple.com');
  expect(answer).toMatch(/^HTTP\/1.1 302 /);
  expect(logged).toHaveLength(1);
  expect(logged[0]).not.toMatch(/127\.0\.0|apple/);
});
