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
    internet: () => 'up',
    buckets: { take: () => true },
    pages: (_, response) => response.end('the pages'),
    media: (_, response) => response.end('the media'),
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

describe('media are reached', () => {
  test('under our hosts, past the pages', async () => {
    const send = await start();
    expect(await send('GET /media/a.mp4 HTTP/1.1\nHost: wifi.example')).toContain('the media');
    expect(await send('GET /es/media/a.mp4 HTTP/1.1\nHost: wifi.example')).toContain('the pages');
  });

  test('under no foreign host, and not by who asks too much', async () => {
    const send = await start();
    expect(await send('GET /media/a.mp4 HTTP/1.1\nHost: other.example')).not.toContain('the media');
    const hurried = await start({ buckets: { take: () => false } });
    expect(await hurried('GET /media/a.mp4 HTTP/1.1\nHost: wifi.example')).toMatch(/^HTTP\/1.1 429/);
  });
});

describe('the pages are reached', () => {
  test.each(['wifi.example', 'WIFI.Example', 'wifi.example:80', '127.0.0.1:8080'])(
    'under our host %s',
    async (host) => {
      const send = await start();
      expect(await send(`GET /es HTTP/1.1\nHost: ${host}`)).toContain('the pages');
    },
  );

  test.each([
    '127.0.0.1',
    '127.0.0.1:80',
    '127.0.0.1:80800',
    'wifi.example:80:80',
    'wifi.example:443',
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

test('a request without a host is a foreign one: led to the portal like all others', async () => {
  const send = await start();
  for (const head of ['GET / HTTP/1.0', 'GET / HTTP/1.1\nHost:']) {
    const answer = await send(head);
    expect(answer).toMatch(/^HTTP\/1.1 302 /);
    expect(answer).not.toContain('the pages');
  }
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

test('on a real network the gate is not asked, and no connection is kept that would lead here after the grant', async () => {
  const whoIs: Gate['whoIs'] = () => Promise.reject(new Error('must not be asked'));
  const send = await start({ gate: { whoIs }, playsInternet: false });
  const answer = await send('GET / HTTP/1.1\nHost: news.example\nConnection: keep-alive');
  expect(answer).toMatch(/^HTTP\/1.1 302 [\s\S]*Connection: close\r\n/);
  expect(answer).not.toContain('keep-alive');
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

describe('refused before anything reads it is', () => {
  const head = 'POST /es/consent HTTP/1.1\nHost: wifi.example\n';
  test.each([
    ['a body without a length', `${head}Transfer-Encoding: chunked`, 411],
    ['a body that is too large', `${head}Content-Length: 16385`, 413],
    ['a body that is far too large', `${head}Content-Length: 99999999999999`, 413],
    ['another method', 'DELETE /es HTTP/1.1\nHost: wifi.example', 405],
    ['a trace', 'TRACE / HTTP/1.1\nHost: wifi.example', 405],
  ])('%s', async (_, request, status) => {
    const send = await start();
    const answer = await send(request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('Connection: close');
    expect(answer).not.toContain('the pages');
  });

  test('what comes too often, with a page that says to wait; a probe is led to the portal all the same', async () => {
    const send = await start({ buckets: { take: () => false } });
    const answer = await send('GET /es HTTP/1.1\nHost: wifi.example');
    expect(answer).toMatch(/^HTTP\/1.1 429 /);
    expect(answer).toMatch(/Retry-After: \d+\r\n/);
    expect(await send('GET /generate_204 HTTP/1.1\nHost: g.cn')).toMatch(
      /^HTTP\/1.1 302 [\s\S]*Connection: close/,
    );
  });
});

describe('while the internet is down', () => {
  test('a phone with a grant is led to the portal, and reaches the internet again without doing anything', async () => {
    const gate = makeGate();
    let internet: 'up' | 'down' = 'down';
    const send = await start({ gate, internet: () => internet });
    await gate.open((await gate.whoIs('127.0.0.1'))?.handle ?? '', 600);
    const probe = 'GET /generate_204 HTTP/1.1\nHost: connectivitycheck.gstatic.com';
    expect(await send(probe)).toMatch(/^HTTP\/1.1 302 /);
    internet = 'up';
    expect(await send(probe)).toMatch(/^HTTP\/1.1 204 /);
  });
});

describe('the captive API', () => {
  const ask = 'GET /captive-portal/api/round-2 HTTP/1.1\nHost: wifi.example';
  const documentOf = (answer: string) => JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as unknown;

  test('is not there without TLS', async () => {
    const send = await start();
    expect(await send(ask)).toContain('the pages');
  });

  test('of a gate that is silent says nothing, neither captive nor online: the phone keeps what it knows and asks again', async () => {
    const whoIs = () => Promise.reject(new Error('silent'));
    const send = await start({ gate: { whoIs }, secureOrigin: 'https://wifi.example' });
    const answer = await send(ask);
    expect(answer).toMatch(/^HTTP\/1.1 503 [\s\S]*Retry-After: \d+\r\n/);
    expect(answer).not.toContain('captive');
  });

  test('answers each phone for itself, small, with all its keys, and follows the gate', async () => {
    const gate = makeGate();
    let internet: 'up' | 'down' = 'up';
    const send = await start({ gate, secureOrigin: 'https://wifi.example', internet: () => internet });
    const urls = { 'user-portal-url': 'https://wifi.example/', 'venue-info-url': 'https://wifi.example/' };
    const answer = await send(ask);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toContain('Content-Type: application/captive+json\r\n');
    expect(answer).toContain('Cache-Control: private\r\n');
    expect(answer.length).toBeLessThan(4096);
    expect(documentOf(answer)).toEqual({ captive: true, ...urls, 'can-extend-session': true });
    const phone = await gate.whoIs('127.0.0.1');
    await gate.open(phone?.handle ?? '', 600);
    expect(documentOf(await send(ask))).toEqual({
      captive: false,
      ...urls,
      'can-extend-session': true,
      'seconds-remaining': 600,
    });
    internet = 'down';
    expect(documentOf(await send(ask))).toEqual({ captive: true, ...urls, 'can-extend-session': true });
  });
});
