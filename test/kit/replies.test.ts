/** How replies come to a kit: newer ones only, from nobody but the collector, and they stay through a power cut. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReplyFetcher, type ReplyFetcher } from '../../src/kit/sync/fetch-replies.ts';
import { openReplyBook } from '../../src/kit/sync/reply-book.ts';
import { silentLog } from '../../src/platform/log.ts';
import { encodeReplies, maxRepliesBytes } from '../../src/protocol/replies.ts';
import { signerFromSeed, verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';

const signer = signerFromSeed(new Uint8Array(32).fill(7));
const verifier = verifierFromPublicKey(signer.publicKey);
const document = (number: number, by = signer) =>
  encodeReplies(
    {
      number,
      madeAt: number,
      board: [],
      tickets: new Map([['ab'.repeat(16), { status: 'received', sealedReply: undefined }]]),
    },
    by,
  );
const limits = { connectTimeoutMs: 2000, idleTimeoutMs: 2000, deadlineMs: 4000 };

let bench: KitBench;
let server: Server;
let answer: RequestListener;
let asked: string[];
let fetcher: ReplyFetcher;
const book = () => openReplyBook(bench.store.state.replies, verifier);

beforeEach(async () => {
  bench = await makeKitBench();
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fetcher = fetcherOf(book());
});
afterEach(() => {
  fetcher.close();
  server.close();
  server.closeAllConnections();
  bench.dispose();
});

function fetcherOf(own: ReturnType<typeof book>): ReplyFetcher {
  const { port } = server.address() as AddressInfo;
  const collectorUrl = `http://127.0.0.1:${port}/`;
  return createReplyFetcher({ collectorUrl, kitId: bench.kitId, book: own, limits, log: silentLog });
}

test('asks for what is newer than what it holds, and takes it', async () => {
  answer = (_, response) => response.end(document(3));
  expect(await fetcher.fetch()).toEqual({ kind: 'taken' });
  answer = (_, response) => response.writeHead(204).end();
  expect(await fetcher.fetch()).toEqual({ kind: 'nothing_new' });
  expect(asked).toEqual([
    `/api/v1/kits/${bench.kitId}/replies?after=0`,
    `/api/v1/kits/${bench.kitId}/replies?after=3`,
  ]);
});

test('an older or the same number changes nothing', async () => {
  const own = book();
  fetcher.close();
  fetcher = fetcherOf(own);
  for (const [number, kind] of [
    [5, 'taken'],
    [4, 'older'],
    [5, 'older'],
    [6, 'taken'],
  ] as const) {
    answer = (_, response) => response.end(document(number));
    expect(await fetcher.fetch()).toEqual({ kind });
  }
  expect(own.current()?.number).toBe(6);
});

test('forged, foreign, cut, too large and slow answers change nothing', async () => {
  const own = book();
  fetcher.close();
  fetcher = fetcherOf(own);
  const forger = signerFromSeed(new Uint8Array(32).fill(8));
  const answers: RequestListener[] = [
    (_, response) => response.end(document(9, forger)),
    (_, response) => response.end(document(9).subarray(0, 60)),
    (_, response) => response.end('<html>Welcome to the airport Wi-Fi</html>'),
    (_, response) => response.writeHead(302, { location: 'http://elsewhere.example' }).end(),
    (_, response) => response.writeHead(500).end(),
    (_, response) => response.end(Buffer.alloc(maxRepliesBytes + 1)),
    (request) => request.socket.destroy(),
  ];
  for (const each of answers) {
    answer = each;
    expect((await fetcher.fetch()).kind).toBe('failed');
  }
  expect(own.current()).toBeUndefined();
  expect(bench.store.state.replies.find()).toBeUndefined();
});

test('what was taken is there after a restart, and is checked again', async () => {
  answer = (_, response) => response.end(document(3));
  await fetcher.fetch();
  bench.store.close();
  bench.reopen();
  expect(book().current()?.number).toBe(3);
  const changed = Uint8Array.from(document(4));
  changed[20] = (changed[20] ?? 0) ^ 1;
  bench.store.state.replies.insert(4, changed);
  expect(book().current()).toBeUndefined();
});
