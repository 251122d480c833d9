/**
 * 100,000 requests that no honest phone sends, mixed with some that one does, against a whole kit over real sockets. Nothing
 * of it may end the program, fail inside, hang or stay in memory. The seed is fixed; a failure can be run again.
 */
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPhoneHttp } from '../support/raw-phone.ts';
import { type StartedKit, startTestKit } from '../support/started-kit.ts';

const answersInAll = 100_000;
const perConnection = 10;
const atOnce = 16;

let kit: StartedKit;
const errors: unknown[] = [];
beforeAll(async () => {
  const noLimits = { connections_per_phone: 512, requests_per_second: 1_000_000, request_burst: 1_000_000 };
  const note = (fields: unknown) => errors.push(fields);
  const log = { info: () => undefined, warn: () => undefined, error: note };
  kit = await startTestKit(() => ({ limits: noLimits }), { log });
});
afterAll(() => kit.remove());

/** mulberry32: small, fast, the same everywhere. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = makeRandom(20_261_121);
const below = (limit: number) => Math.floor(random() * limit);
const oneOf = <T>(values: readonly [T, ...T[]]): T => values[below(values.length)] ?? values[0];

const visible = () => 33 + below(94);
/** What a header may hold; anything else only now and then, because it ends the connection. */
const legal = () => oneOf([visible(), visible(), 160 + below(96)]);

const rubbish = (length: number, character: () => number = legal): string =>
  String.fromCharCode(
    ...Array.from({ length: below(length) }, () => (below(3000) === 0 ? below(256) : character())),
  );

const usual = ['GET', 'POST'] as const;
const unusual = ['HEAD', 'PUT', 'OPTIONS', 'TRACE', 'DELETE', 'PROPFIND', 'CONNECT', 'get'] as const;
const paths = [
  '/',
  '/es',
  '/en/consent',
  '/fr/q/age_group',
  '/es/q/origin_adm2',
  '/es/online',
  '/es/more',
  '/es/delete',
  '/es/stop',
  '/es/thanks',
  '/es/feedback',
  '/es/feedback/q/text',
  '/es/feedback/ticket',
  '/es/help?q=%ff&open=now&need[]=x',
  '/es/help/%2e%2e',
  '/generate_204',
  '/hotspot-detect.html',
  '/captive-portal/api/x',
  '//',
  '/%',
  '/es/%00',
  '/es/../..',
  '*',
  '/es/q/__proto__',
  '/constructor',
  'http://captive.apple.com/',
] as const; // prettier
const bodies = [
  'consent=yes',
  'consent=no',
  'action=skip',
  'age_group=25_59',
  'age_group=%ff%fe',
  'more=yes',
  'code=0000-0000-0000',
  'type=staff_misconduct&action=next',
  'a=b&a=c&&&=&%',
  '__proto__=1',
] as const;
const accepts = ['fr;q=1', 'gzip', 'gzip;q=0', '*/*', 'q=;;,,', ''] as const;

const hostOf = (): string =>
  oneOf([
    `127.0.0.1:${kit.port}`,
    `127.0.0.1:${kit.port}`,
    'captive.apple.com',
    'g.cn:80',
    '',
    '[::1]:80',
    rubbish(30),
  ]);
const pathOf = (): string => {
  if (below(40) === 0) return oneOf(['', 'http://[::1', 'http://a@b:99999/', '?', 'es']);
  const path = oneOf(paths);
  return oneOf([
    path,
    path,
    `${path}?${rubbish(40, visible)}`,
    `/${rubbish(60, visible)}`,
    `${path}/${'a'.repeat(below(3000))}`,
  ]);
};

function requestText(isLast: boolean): string {
  const method = below(12) ? oneOf(usual) : oneOf(unusual);
  const body = method === 'POST' ? oneOf([oneOf(bodies), rubbish(200), 'x='.repeat(below(9000))]) : '';
  const headers = [
    `Host: ${hostOf()}`,
    below(2) ? `User-Agent: ${rubbish(60)}` : '',
    below(2) ? `Accept-Language: ${oneOf([oneOf(accepts), rubbish(40)])}` : '',
    below(2) ? `Accept-Encoding: ${oneOf([oneOf(accepts), rubbish(20)])}` : '',
    below(3)
      ? ''
      : `Content-Type: ${oneOf(['application/x-www-form-urlencoded', 'application/json', rubbish(20)])}`,
    body === '' && below(10)
      ? ''
      : `Content-Length: ${below(40) ? body.length : oneOf(['20', '99999999999', '7', 'x'])}`,
    below(40) ? '' : 'Transfer-Encoding: chunked',
    below(40) ? '' : 'Expect: 100-continue',
    below(60) ? '' : 'Upgrade: h2c\r\nConnection: Upgrade',
    below(60) ? '' : `X-Long: ${'y'.repeat(below(12_000))}`,
    isLast ? 'Connection: close' : '',
  ].filter((line) => line !== '');
  return `${method} ${pathOf()} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
}

/** One connection of one of 200 phones; what was written behind a refused request is not answered. Returns the statuses. */
function converse(): Promise<number[]> {
  const address = `127.0.1.${1 + below(200)}`;
  return new Promise((resolve) => {
    let answered = '';
    const socket = connect({ port: kit.port, host: '127.0.0.1', localAddress: address }, () => {
      for (let n = 1; n <= perConnection; n++) socket.write(requestText(n === perConnection), 'latin1');
      socket.end();
    });
    socket.on('data', (part: Buffer) => {
      answered += part.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () =>
      resolve([...answered.matchAll(/HTTP\/1\.1 ([2-5]\d\d) /g)].map(([, status]) => Number(status))),
    );
  });
}

/** Until so many requests were answered: what broken ones take along with their connection is not counted. */
async function send(answers: number, seen: Map<number, number>): Promise<void> {
  let left = answers;
  const worker = async () => {
    while (left > 0)
      for (const status of await converse()) {
        left -= 1;
        seen.set(status, (seen.get(status) ?? 0) + 1);
      }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function heapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

test('100,000 fuzzed requests end nothing, fail nowhere inside and stay in no memory', {
  timeout: 300_000,
}, async () => {
  const seen = new Map<number, number>();
  await send(answersInAll / 5, seen);
  const before = heapMb();
  await send((answersInAll / 5) * 4, seen);
  expect(heapMb() - before).toBeLessThan(8);

  expect(errors).toEqual([]);
  expect([...seen.keys()].filter((status) => status >= 500)).toEqual([]);
  // It was not all refused at the door: pages, redirects, forms taken and forms refused.
  for (const status of [200, 302, 303, 400, 404, 405, 411, 413])
    expect(seen.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(20);
  expect((await createPhoneHttp(kit.port)('127.0.0.1')).body).toContain('<!doctype html>');
});
