/**
 * Requests as no browser sends them, byte for byte: seeded, so that a finding can be met again. A batch goes over one connection:
 * first those that can be answered, all at once; then, after their answers, one that may break the protocol and the connection.
 */
import { createDice, type Dice } from '../../src/simulate/random.ts';

const own = ['wifi.dtm', 'WIFI.DTM', 'wifi.dtm:80', '10.20.0.1', '10.20.0.1:80'];
const foreign = [
  'captive.apple.com',
  'connectivitycheck.gstatic.com',
  'example.org',
  'xn--wifi.dtm',
  'wifi.dtm.',
];
const paths = [
  '/',
  '/en',
  '/es/consent',
  '/fr/q/age_group',
  '/en/online',
  '/en/more',
  '/generate_204',
  '//',
  '/../../x',
];
const fields = ['consent', 'age_group', 'action', 'visit', 'language', '__proto__', 'constructor'];
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'];
const headers = [
  'User-Agent',
  'Accept',
  'Accept-Language',
  'Accept-Encoding',
  'Cookie',
  'Origin',
  'Referer',
  'Range',
  'If-None-Match',
];
const types = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json',
  '',
];

export interface Batch {
  readonly whole: Buffer;
  readonly wholeCount: number;
  readonly last: Buffer;
}

export function fuzzBatches(seed: string, requests: number, perBatch: number): Batch[] {
  const dice = createDice(seed);
  const wholeCount = perBatch - 1;
  return Array.from({ length: Math.ceil(requests / perBatch) }, () => ({
    whole: Buffer.concat(Array.from({ length: wholeCount }, () => request(dice))),
    wholeCount,
    last: dice.pick([elsewhere, elsewhere, wild, last])(dice),
  }));
}

/** Visible characters; sometimes bytes of other encodings. */
const noise = (dice: Dice, atMost: number, highest = 0xff): string =>
  Array.from({ length: dice.between(0, atMost) }, () =>
    String.fromCharCode(dice.between(0x21, dice.chance(0.1) ? highest : 0x7e)),
  )
    .join('')
    // DEL alone ends a connection (RFC 9110, 5.5), and belongs to the last of a batch.
    .replaceAll('\x7f', '~');
const inPath = (dice: Dice, atMost: number): string => noise(dice, atMost, 0x7e).replaceAll('#', '%');
const inHost = (dice: Dice, atMost: number): string =>
  noise(dice, atMost, 0x7e).replace(/[^a-zA-Z0-9.-]/g, '') || 'x';

interface Line {
  readonly method: string;
  readonly path: string;
  readonly host: string;
}

const pathOf = (dice: Dice): string =>
  `${dice.chance(0.7) ? dice.pick(paths) : `/${inPath(dice, 120)}`}${dice.chance(0.4) ? `?${inPath(dice, 60)}` : ''}`;

const request = (dice: Dice): Buffer =>
  write(dice, {
    method: dice.pick(['GET', 'GET', 'HEAD', 'POST']),
    host: dice.pick(own),
    path: pathOf(dice),
  });

/** The portal's answer to another host ends the connection. */
function elsewhere(dice: Dice): Buffer {
  const host = dice.chance(0.5) ? dice.pick(foreign) : inHost(dice, 40);
  return write(dice, { method: dice.pick(['GET', 'HEAD', 'POST']), host, path: pathOf(dice) });
}

function wild(dice: Dice): Buffer {
  const host = dice.chance(0.5) ? dice.pick(own) : noise(dice, 60);
  return write(dice, { method: dice.pick(methods), host, path: `/${noise(dice, 200)}` });
}

function write(dice: Dice, { method, path, host }: Line): Buffer {
  const text = method === 'POST' ? form(dice) : '';
  const body = Buffer.from(text, 'latin1');
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`];
  for (const name of headers) if (dice.chance(0.4)) lines.push(`${name}: ${noise(dice, 80)}`);
  if (method === 'POST') lines.push(`Content-Type: ${dice.pick(types)}`, `Content-Length: ${body.length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

const form = (dice: Dice): string =>
  dice.chance(0.5) ? noise(dice, 400) : `${dice.pick(fields)}=${inPath(dice, 40)}&${noise(dice, 60)}`;

/** Each of these ends its connection, one way or the other. */
const breaking: readonly ((dice: Dice) => string)[] = [
  (dice) => `GET / HTTP/1.1\r\nHost: wifi.dtm\r\nX: ${'y'.repeat(dice.between(7000, 20_000))}\r\n\r\n`,
  (dice) => `GET /${'a'.repeat(dice.between(7000, 30_000))} HTTP/1.1\r\nHost: wifi.dtm\r\n\r\n`,
  (dice) => `POST /en/online HTTP/1.1\r\nHost: wifi.dtm\r\nContent-Length: 99\r\n\r\n${noise(dice, 50)}`,
  () =>
    'POST /en/online HTTP/1.1\r\nHost: wifi.dtm\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  () => 'POST /en HTTP/1.1\r\nHost: wifi.dtm\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
  (dice) =>
    `POST /en HTTP/1.1\r\nHost: wifi.dtm\r\nContent-Length: 40000\r\n\r\n${'x'.repeat(dice.between(0, 40_000))}`,
  () => 'GET / HTTP/1.1\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: a\r\nHost: wifi.dtm\r\n\r\n',
  () => 'CONNECT wifi.dtm:443 HTTP/1.1\r\nHost: wifi.dtm\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: wifi.dtm\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  () => 'GET http://wifi.dtm/en HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  (dice) => `\x16\x03\x01\x02\x00\x01${noise(dice, 300)}`,
  (dice) => noise(dice, 2000),
  () => '',
];

const last = (dice: Dice): Buffer => Buffer.from(dice.pick(breaking)(dice), 'latin1');
