/**
 * What a kit answers when it cannot or will not, and what it logs then: no page, header, log line or line on its standard output
 * holds an address or a user agent, also where an error of the system has one in its message.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Log } from '../../src/platform/log.ts';
import { Problem } from '../../src/protocol/problems.ts';
import { createPhoneHttp, type Got } from '../support/raw-phone.ts';
import { type StartedKit, startTestKit } from '../support/started-kit.ts';
import { createTraceSearch, tracesOfIp, tracesOfMac, tracesOfText } from '../support/trace-search.ts';

const phone = '127.3.77.21';
const mac = '02:00:7f:03:4d:15';
const userAgent = 'Mozilla/5.0 (Linux; Android 14; Kanarienvogel-7341)';
const search = createTraceSearch([...tracesOfIp(phone), ...tracesOfMac(mac), ...tracesOfText(userAgent)]);

let kit: StartedKit;
const said: string[] = [];
/** Of asking who somebody is; of letting them online. */
let failure: (() => Error) | undefined;
let openFailure: (() => Error) | undefined;
const note = (fields: unknown, message: string) => void said.push(JSON.stringify(fields), message);
const log: Log = { info: note, warn: note, error: note };
const real = createFakeGate({ clock: systemClock() });
const gate = {
  ...real,
  whoIs: async (ip: string) => {
    if (failure) throw failure();
    return real.whoIs(ip);
  },
  open: async (handle: string, seconds: number) => {
    if (openFailure) throw openFailure();
    return real.open(handle, seconds);
  },
};
const written = (chunk: unknown) => {
  said.push(String(chunk));
  return true;
};

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(written as typeof stream.write);
  for (const name of ['error', 'warn', 'log', 'info'] as const)
    vi.spyOn(console, name).mockImplementation(
      (...words: unknown[]) => void said.push(words.map(textOf).join(' ')),
    );
  kit = await startTestKit(() => ({ limits: { requests_per_second: 1, request_burst: 40 } }), { gate, log });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await kit.remove();
});
beforeEach(() => {
  failure = undefined;
  openFailure = undefined;
});

const textOf = (word: unknown) => (word instanceof Error ? `${word.message} ${word.stack}` : String(word));

/** Byte for byte, as from this phone, on a connection of its own; the whole answer. */
const ask = (head: string, body = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: kit.port, localAddress: phone });
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      answer += part;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    const lines = [...head.split('\n'), `User-Agent: ${userAgent}`, 'Connection: close'];
    if (body !== '') lines.push(`Content-Length: ${body.length}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
const own = () => `Host: 127.0.0.1:${kit.port}`;
const form = 'Content-Type: application/x-www-form-urlencoded';
const online = () => `POST /en/online HTTP/1.1\n${own()}\n${form}`;
const unreachable = () => new Error(`connect EHOSTUNREACH ${phone}:80 via ${mac} (${userAgent})`);
const silent = () => new Problem('gate_silent', `no answer about ${phone}`);

interface Case {
  readonly status: number;
  readonly head: () => string;
  readonly body?: string;
  readonly failure?: () => Error;
  readonly openFailure?: () => Error;
}

const cases: readonly Case[] = [
  { status: 400, head: () => `GET /${' '}x HTTP/1.1\n${own()}` },
  { status: 400, head: () => 'GET http://[::bad HTTP/1.1\nHost: [' },
  { status: 404, head: () => `GET /en/${phone}/${mac} HTTP/1.1\n${own()}` },
  { status: 404, head: () => `GET /media/${phone} HTTP/1.1\n${own()}` },
  { status: 405, head: () => `DELETE /en HTTP/1.1\n${own()}` },
  { status: 413, head: () => `POST /en/consent HTTP/1.1\n${own()}\n${form}`, body: 'x'.repeat(200_000) },
  { status: 500, head: online, body: 'a=b', openFailure: unreachable },
  { status: 503, head: online, body: 'a=b', openFailure: silent },
  // A gate that does not know who somebody is keeps nobody from a page.
  { status: 200, head: () => `GET /en HTTP/1.1\n${own()}`, failure: unreachable },
  { status: 404, head: () => `GET /en/none HTTP/1.1\n${own()}`, failure: silent },
];

test.each(cases.map((one, index) => ({ ...one, index })))(
  'an answer $status says nothing of the phone, nor does the log ($index)',
  async ({ status, head, body, ...thrown }) => {
    failure = thrown.failure;
    openFailure = thrown.openFailure;
    const answer = await ask(head(), body);
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
    expect(search(Buffer.from(answer, 'latin1'))).toEqual([]);
  },
);

test('who asks too often hears so, and nothing of themselves', async () => {
  // On one connection: new ones are counted as well, and then cut.
  const http = createPhoneHttp(kit.port, { 'User-Agent': userAgent });
  const answers: Got[] = [];
  while (answers.at(-1)?.status !== 429 && answers.length < 100)
    answers.push(await http(phone, { path: '/en', keep: true }));
  expect(answers.at(-1)?.status).toBe(429);
  for (const answer of answers) expect(search(Buffer.from(JSON.stringify(answer)))).toEqual([]);
});

test('the log of all of it, at every level, and what was written beside it: no address, no user agent', () => {
  expect(said.length).toBeGreaterThan(3);
  expect(said.filter((text) => search(Buffer.from(text)).length > 0)).toEqual([]);
  // It would be found.
  expect(search(Buffer.from(unreachable().message)).map(({ of }) => of)).toEqual(
    expect.arrayContaining([phone, mac, userAgent]),
  );
});
