/**
 * Every row of the probe table in every state, over HTTP: the kit's own server and listener, and a gate that says what the state
 * is. Hosts that are in no table are asked as well, and must hear the same.
 */
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Internet } from '../../src/kit/access/access-state.ts';
import { createAccessListener } from '../../src/kit/access/listener.ts';
import { probes } from '../../src/kit/access/probes.ts';
import { createFace } from '../../src/kit/faces.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { GatePhone, GateState } from '../../src/protocol/gate.ts';

const portalUrl = 'http://wifi.example/';
const rows = probes.flatMap(({ hosts, paths, online }) =>
  hosts.flatMap((host) => paths.map((path) => ({ host, path, online }))),
);
const strangers = [
  'neverheard.example',
  'sub.captive.apple.com',
  'captive.apple.com.evil.example',
  'wifi.example.evil.example',
  'captive.apple.com:8080',
  '203.0.113.9',
  '[2001:db8::9]',
  'xn--bcher-kva.example',
].flatMap((host) => ['/', '/generate_204?x=1', '/any/thing.html'].map((path) => ({ host, path })));

const phoneStates: readonly (GateState | undefined)[] = [
  undefined,
  { kind: 'captive' },
  { kind: 'granted', secondsRemaining: 60 },
  { kind: 'expired' },
];
const states = phoneStates.flatMap((state) =>
  (['up', 'down'] as const).map((internet) => ({ state, internet, kind: state?.kind ?? 'unknown' })),
);

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe.each([
  { where: 'of the demonstration, which plays the internet', playsInternet: true },
  { where: 'on a real network', playsInternet: false },
])('a kit $where', ({ playsInternet }) => {
  const face = createFace();
  let phone: GatePhone | undefined;
  let internet: Internet = 'up';
  let port: number;
  beforeAll(async () => {
    face.show(
      createAccessListener({
        ownHosts: ['wifi.example'],
        portalUrl,
        playsInternet,
        gate: { whoIs: async () => phone },
        internet: () => internet,
        buckets: { take: () => true },
        pages: (_, response) => response.end('the pages'),
        media: (_, response) => response.end('the media'),
        log: silentLog,
      }),
    );
    face.server.listen(0, '127.0.0.1');
    await once(face.server, 'listening');
    port = (face.server.address() as AddressInfo).port;
  });
  afterAll(() => {
    face.server.close();
    face.server.closeAllConnections();
  });

  const bring = ({ state, internet: to }: (typeof states)[number]) => {
    phone = state && { handle: '0123456789abcdef', state };
    internet = to;
  };
  const ask = (host: string, path: string, method = 'GET') =>
    new Promise<Reply>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, method, headers: { host }, agent: false as const };
      const asking = request(options, (response) => {
        let body = '';
        response.on('data', (part: Buffer) => {
          body += part.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      });
      asking.on('error', reject);
      asking.end();
    });
  /** All that comes until the kit ends the connection; fails where it is broken off. */
  const exchange = async (text: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    socket.write(text);
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  };
  const isOnline = ({ kind, internet: to }: (typeof states)[number]) =>
    playsInternet && kind === 'granted' && to === 'up';

  test.each(states.filter((state) => !isOnline(state)))(
    'sends a phone that is $kind, the internet $internet, to the portal from every host and path',
    async (state) => {
      bring(state);
      for (const { host, path } of [...rows, ...strangers])
        for (const method of ['GET', 'HEAD']) {
          const { status, headers, body } = await ask(host, path, method);
          const { location, 'cache-control': cacheControl } = headers;
          expect({ host, path, status, location, cacheControl }).toEqual({
            ...{ host, path, status: 302 },
            ...{ location: portalUrl, cacheControl: 'no-store' },
          });
          // Android takes four bytes and fewer for a broken network.
          expect(Number(headers['content-length'])).toBeGreaterThan(4);
          expect(body).not.toMatch(/success|microsoft|networkmanager|81ce4465|the pages/i);
          if (!playsInternet) expect(headers.connection).toBe('close');
        }
    },
  );

  test.each(states.filter(isOnline))(
    'leaves a phone that is $kind, the internet $internet, to the internet at every host and path',
    async (state) => {
      bring(state);
      for (const { host, path, online } of rows)
        expect({ host, path, ...(await ask(host, path)) }).toMatchObject({
          ...{ host, path, status: online.status, body: online.body },
        });
      for (const { host, path } of strangers) {
        const { status, headers, body } = await ask(host, path);
        expect({ host, path, status, location: headers.location }).toEqual({ host, path, status: 200 });
        expect(body).toContain('Demonstration internet');
      }
    },
  );

  test.each(states)(
    'answers more than eight kilobytes of headers by 431 and an end: $kind, the internet $internet',
    async (state) => {
      bring(state);
      for (const host of ['captive.apple.com', 'neverheard.example', 'wifi.example']) {
        const head = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nCookie: `;
        expect(await exchange(`${head}${'x'.repeat(9000)}\r\n\r\n`)).toBe(
          'HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n',
        );
        expect(await exchange(`${head}${'x'.repeat(7000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 [23]\d\d /);
      }
      expect((await ask('captive.apple.com', '/')).status).toBeLessThan(400);
    },
  );
});
