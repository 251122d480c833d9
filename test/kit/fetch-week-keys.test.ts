/** How week keys come to a kit: asked for under its signature, and whatever answers in the collector's place changes nothing. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWeekKeyFetcher, type WeekKeyFetcher } from '../../src/kit/sync/fetch-week-keys.ts';
import { openWeekKeyBook } from '../../src/kit/sync/week-key-book.ts';
import { silentLog } from '../../src/platform/log.ts';
import { openingKey, publicKeyOf } from '../../src/protocol/envelope.ts';
import { signerFromSeed, verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { fromBase64 } from '../../src/protocol/week-key-files.ts';
import { maxWeekKeysBytes } from '../../src/protocol/week-keys.ts';
import { checkRequest } from '../../src/protocol/week-keys-request.ts';
import { weekNamed } from '../../src/protocol/weeks.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';
import {
  makeTestWeekKeys,
  officer,
  officerPublicKey,
  type SetTime,
  settableTime,
} from '../support/week-keys.ts';

const seed = new Uint8Array(32).fill(0x33);
const signer = signerFromSeed(seed);
const kitKey = new Uint8Array(32).fill(0x35);
const week = weekNamed('2026-W48');
const wednesday = week.fromUtcMs + 2 * 86_400_000;
const limits = { connectTimeoutMs: 2000, idleTimeoutMs: 2000, deadlineMs: 4000 };

let bench: KitBench;
let time: SetTime;
let server: Server;
let answer: RequestListener;
let asked: IncomingMessage[];
let fetcher: WeekKeyFetcher;

const documentOf = async (utcMs: number, by = officer, kitId = bench.kitId) => {
  const { file } = await makeTestWeekKeys([{ kitId, publicKey: publicKeyOf(kitKey) }], [week], utcMs, by);
  return fromBase64(file.documents[0]?.document ?? '');
};
const incidents = () => bench.store.state.incidents.list().map(({ code, detail }) => `${code} ${detail}`);

beforeEach(async () => {
  bench = await makeKitBench();
  time = settableTime(wednesday);
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const book = openWeekKeyBook({
    table: bench.store.state.weekKeys,
    incidents: bench.store.state.incidents,
    officerPublicKey,
    kitId: bench.kitId,
    opening: await openingKey(kitKey),
    timeKeeper: time,
    log: silentLog,
  });
  fetcher = createWeekKeyFetcher({
    collectorUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    kitId: bench.kitId,
    signer,
    book,
    timeKeeper: time,
    incidents: bench.store.state.incidents,
    limits,
    log: silentLog,
  });
});
afterEach(() => {
  fetcher.close();
  server.close();
  server.closeAllConnections();
  bench.dispose();
});

test('asks, under its signature, for what is newer than what it holds, and takes it', async () => {
  const document = await documentOf(wednesday);
  answer = (_, response) => response.end(document);
  expect(await fetcher.fetch()).toEqual({ kind: 'taken' });
  answer = (_, response) => response.writeHead(204).end();
  expect(await fetcher.fetch()).toEqual({ kind: 'nothing_new' });
  const number = Math.floor(wednesday / 1000);
  const path = `/api/v1/kits/${bench.kitId}/week-keys`;
  expect(asked.map(({ url }) => url)).toEqual([`${path}?after=0`, `${path}?after=${number}`]);
  const [first] = asked;
  const request = {
    kitId: bench.kitId,
    after: '0',
    time: String(first?.headers['dtm-time']),
    signature: String(first?.headers['dtm-signature']),
  };
  expect(checkRequest(request, verifierFromPublicKey(signer.publicKey), wednesday)).toBe(0);
});

test('asks nobody while the time is not known', async () => {
  time.now = undefined;
  answer = (_, response) => response.end();
  expect(await fetcher.fetch()).toEqual({ kind: 'time_unknown' });
  expect(asked).toEqual([]);
});

test('what answers in the collector’s place, and a line that breaks, change nothing', async () => {
  const cut = (await documentOf(wednesday)).subarray(0, 60);
  const answers: RequestListener[] = [
    (_, response) => response.end(cut),
    (_, response) => response.end('<html>Welcome to the airport Wi-Fi</html>'),
    (_, response) => response.writeHead(302, { location: 'http://elsewhere.example' }).end(),
    (_, response) => response.writeHead(500).end(),
    (_, response) => response.end(Buffer.alloc(maxWeekKeysBytes + 1)),
    (request) => request.socket.destroy(),
  ];
  for (const each of answers) {
    answer = each;
    expect((await fetcher.fetch()).kind).toMatch(/^(failed|refused)$/);
  }
  expect(bench.store.state.weekKeys.list()).toEqual([]);
  expect(bench.store.state.weekKeys.findTaken()).toBeUndefined();
});

test('staff are told once what is wrong with a document, and again when it is something else', async () => {
  const forged = await documentOf(wednesday, signerFromSeed(new Uint8Array(32).fill(8)));
  const strange = await documentOf(wednesday, officer, '01'.repeat(8));
  answer = (_, response) => response.end(forged);
  for (let time = 0; time < 3; time++)
    expect(await fetcher.fetch()).toMatchObject({ kind: 'refused', code: 'not_officers' });
  answer = (_, response) => response.end(strange);
  expect(await fetcher.fetch()).toMatchObject({ kind: 'refused', code: 'other_kits' });
  expect(incidents()).toEqual([
    expect.stringMatching(/^week_keys_refused These week keys are not signed by the data-protection officer/),
    'week_keys_refused These week keys are for another kit.',
  ]);
});
