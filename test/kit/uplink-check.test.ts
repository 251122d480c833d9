/** The check for a true internet, against upstreams that are right, captive, broken, slow or gone, each on a real port. */
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toldInternetIn } from '../../src/kit/access/told-internet.ts';
import { createUplinkCheck, type UplinkCheck } from '../../src/kit/access/uplink-check.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';

const right: RequestListener = (_, response) => response.writeHead(204).end();
const redirect: RequestListener = (_, response) =>
  response.writeHead(302, { Location: 'http://login.example/' }).end();
const loginPage: RequestListener = (_, response) => response.end('<html>Please log in</html>');
const silent: RequestListener = () => undefined;

let answer: RequestListener;
let asked: number;
let server: Server;
let url: string;
let check: UplinkCheck | undefined;
const told: boolean[] = [];
const returned = vi.fn();

beforeEach(async () => {
  asked = 0;
  told.length = 0;
  returned.mockReset();
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/generate_204`;
});
afterEach(async () => {
  await check?.stop();
  server.close();
  server.closeAllConnections();
});

interface Options {
  readonly urls?: Parameters<typeof createUplinkCheck>[0]['urls'];
  readonly setUplink?: (isUp: boolean) => Promise<void>;
  readonly nameServer?: string;
  readonly told?: Parameters<typeof createUplinkCheck>[0]['told'];
}
function start(options: Options = {}): UplinkCheck {
  check = createUplinkCheck({
    urls: options.urls ?? [{ url, status: 204 }],
    everyMs: 20,
    timeoutMs: 150,
    nameServer: options.nameServer,
    told: options.told,
    gate: { setUplink: options.setUplink ?? (async (isUp) => void told.push(isUp)) },
    onReturn: returned,
    clock: systemClock(),
    log: silentLog,
  });
  check.start();
  return check;
}
const until = (isTrue: () => void) => vi.waitFor(isTrue, { timeout: 20_000, interval: 5 });
/** So many further rounds have ended: another one has begun since. */
const rounds = async (count: number) => {
  const target = asked + count + 1;
  await until(() => expect(asked).toBeGreaterThanOrEqual(target));
};

test('before the first right answer the internet is down, and the gate is told so when it is sure', async () => {
  answer = silent;
  const { state } = start();
  expect(state().kind).toBe('down');
  expect(told).toEqual([]);
  await rounds(2);
  await until(() => expect(told).toEqual([false]));
});

test('one right answer is enough: the gate hears nothing before it, so that a kit that restarts takes nobody offline, and whoever waits for the internet', async () => {
  answer = right;
  const { state } = start();
  await until(() => expect(state().kind).toBe('up'));
  await until(() => expect(told).toEqual([true]));
  await rounds(3);
  expect(told).toEqual([true]);
  expect(returned).toHaveBeenCalledTimes(1);
});

const wrong: Readonly<Record<string, RequestListener>> = {
  'a redirect to a login page': redirect,
  'a login page': loginPage,
  'an empty 200': (_, response) => response.end(),
  'a server error': (_, response) => response.writeHead(503).end(),
  silence: silent,
  'a drip without end': (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'), 10);
    response.on('close', () => clearInterval(timer));
  },
  'something that is not HTTP': (request) => void request.socket.end('SSH-2.0-x\r\n'),
};
test.each(Object.entries(wrong))('%s is no internet', async (_, listener) => {
  answer = listener;
  const { state } = start();
  await rounds(2);
  expect(state().kind).toBe('down');
});

test('a body is compared whole, white space around it left aside', async () => {
  answer = (_, response) => response.end('success\n');
  const { state } = start({ urls: [{ url, status: 200, body: 'success' }] });
  await until(() => expect(state().kind).toBe('up'));
  answer = (_, response) => response.end('success? please log in');
  await until(() => expect(state().kind).toBe('down'));
});

test('a single failure changes nothing; two in a row do, and one right answer brings it back', async () => {
  let toFail = 0;
  answer = (request, response) => (toFail-- > 0 ? redirect(request, response) : right(request, response));
  const { state } = start();
  await until(() => expect(state().kind).toBe('up'));
  const { sinceMs } = state();
  toFail = 1;
  await until(() => expect(toFail).toBeLessThan(0));
  await rounds(1);
  expect(state()).toEqual({ kind: 'up', sinceMs });
  answer = redirect;
  await until(() => expect(state().kind).toBe('down'));
  answer = right;
  await until(() => expect(told).toEqual([true, false, true]));
  expect(returned).toHaveBeenCalledTimes(2);
});

test('one right among several that are gone or wrong is enough', async () => {
  answer = ({ url: path }, response) =>
    path === '/right' ? response.writeHead(204).end() : response.end('no');
  const gone = 'http://127.0.0.1:9/generate_204';
  const origin = new URL(url).origin;
  const { state } = start({
    urls: [
      { url: gone, status: 204 },
      { url: `${origin}/wrong`, status: 204 },
      { url: `${origin}/right`, status: 204 },
    ],
  });
  await until(() => expect(state().kind).toBe('up'));
});

test('the others are asked only when the first is wrong', async () => {
  const paths: (string | undefined)[] = [];
  answer = (request, response) => {
    paths.push(request.url);
    right(request, response);
  };
  const origin = new URL(url).origin;
  start({ urls: ['/first', '/second'].map((path) => ({ url: origin + path, status: 204 })) });
  await rounds(3);
  expect(new Set(paths)).toEqual(new Set(['/first']));
});

test('a gate that did not hear is told again', async () => {
  answer = right;
  let failures = 2;
  start({
    setUplink: async (isUp) => {
      if (failures-- > 0) throw new Error('silent');
      told.push(isUp);
    },
  });
  await until(() => expect(told).toEqual([true]));
});

test('stopping breaks off what is under way, and nothing is asked any more', async () => {
  answer = silent;
  const { stop } = start();
  await until(() => expect(asked).toBeGreaterThan(0));
  await stop();
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked).toBe(before);
});

test('what answers over IPv6 only is no internet: phones have IPv4', async () => {
  const sixth = createServer((request, response) => {
    asked += 1;
    right(request, response);
  });
  await new Promise<void>((resolve, reject) => sixth.once('error', reject).listen(0, '::1', () => resolve()));
  try {
    const { port } = sixth.address() as AddressInfo;
    // It answers whoever may come that way.
    const urls = [`http://[::1]:${port}/`, `http://localhost:${port}/`].map((one) => ({
      url: one,
      status: 204,
    }));
    expect((await fetch(urls[0]?.url ?? '')).status).toBe(204);
    start({ urls });
    await until(() => expect(told).toEqual([false]));
    expect(asked).toBe(1);
  } finally {
    sixth.close();
  }
});

/** A name server that knows one address for every name, or none. */
async function withNames(isKnown: () => boolean, use: (server: string) => Promise<void>): Promise<void> {
  const names = createSocket('udp4');
  names.on('message', (query, peer) => {
    // RFC 1035 §4.1: the header, the question as it came, one A record that points back at its name.
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(isKnown() ? 0x8180 : 0x8183, 2);
    for (const [at, count] of [1, isKnown() ? 1 : 0, 0, 0].entries()) header.writeUInt16BE(count, 4 + 2 * at);
    const record = Buffer.from('c00c0001000100000e1000047f000001', 'hex');
    names.send(
      Buffer.concat(isKnown() ? [header, question, record] : [header, question]),
      peer.port,
      peer.address,
    );
  });
  await new Promise<void>((resolve) => names.bind(0, '127.0.0.1', resolve));
  try {
    await use(`127.0.0.1:${names.address().port}`);
  } finally {
    names.close();
  }
}

test('names are asked of the visitors’ name server, and what it does not know is no internet, whatever the machine knows', async () => {
  answer = right;
  let isKnown = true;
  await withNames(
    () => isKnown,
    async (nameServer) => {
      const { port } = new URL(url);
      // The first is known to no other server; the machine itself knows the second.
      const urls = [`http://probe.example:${port}/`, `http://localhost:${port}/`].map((one) => ({
        url: one,
        status: 204,
      }));
      const { state } = start({ urls, nameServer });
      await until(() => expect(state().kind).toBe('up'));
      isKnown = false;
      await until(() => expect(state().kind).toBe('down'));
      isKnown = true;
      await until(() => expect(state().kind).toBe('up'));
      await check?.stop();
    },
  );
});

test('a kit that starts again says what the gate was told last, until it has found out for itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-told-'));
  try {
    const kept = toldInternetIn(join(folder, 'internet'), silentLog);
    answer = right;
    const before = start({ told: kept });
    expect(before.state().kind).toBe('down');
    await until(() => expect(kept.read()).toBe('up'));
    await before.stop();

    answer = silent;
    const after = start({ told: kept });
    expect(after.state().kind).toBe('up');
    await until(() => expect(after.state().kind).toBe('down'));
    await until(() => expect(kept.read()).toBe('down'));
    expect(told).toEqual([true, false]);
    await after.stop();
    answer = right;
    const last = start({ told: kept });
    expect(last.state().kind).toBe('down');
    await until(() => expect(last.state().kind).toBe('up'));
  } finally {
    await check?.stop();
    rmSync(folder, { recursive: true });
  }
});
