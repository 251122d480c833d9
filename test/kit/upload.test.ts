/**
 * One upload against servers that behave badly, each on a real port: whatever comes back, the kit names it and goes on.
 */
import type { RequestListener } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildBundle } from '../../src/kit/sync/build-bundle.ts';
import { createUploader, type Uploader, type UploadResult } from '../../src/kit/sync/upload.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId, systemRandom } from '../../src/protocol/ids.ts';
import { encodeReceipt, type Receipt } from '../../src/protocol/receipt.ts';
import { signerFromSeed, verifierFromPublicKey } from '../../src/protocol/signing.ts';
import {
  answer,
  type FakeCollector,
  nonceOf,
  readBody,
  startFakeCollector,
} from '../support/fake-collector.ts';
import { type KitBench, makeKitBench } from '../support/kit-bench.ts';

let bench: KitBench;
let collector: FakeCollector;
let bundle: Uint8Array;
const open: Uploader[] = [];

beforeEach(async () => {
  bench = await makeKitBench();
  collector = await startFakeCollector(bench.verifier);
  await bench.queue('submission', 3);
  const { kitId, signer, store } = bench;
  const row = await store.submissions.commits.write(() =>
    buildBundle({ store: store.submissions, kitId, signer }),
  );
  bundle = row?.bytes ?? new Uint8Array();
});
afterEach(async () => {
  for (const uploader of open.splice(0)) uploader.close();
  await collector.close();
  bench.dispose();
});

function uploader(collectorUrl = collector.url, limits = {}): Uploader {
  const made = createUploader({
    collectorUrl,
    kitId: bench.kitId,
    collector: verifierFromPublicKey(collector.publicKey),
    random: systemRandom,
    clock: systemClock(),
    limits: { connectTimeoutMs: 10_000, idleTimeoutMs: 10_000, deadlineMs: 20_000, ...limits },
  });
  open.push(made);
  return made;
}
const incarnation = () => bench.store.submissions.incarnation();
const upload = (limits = {}): Promise<UploadResult> =>
  uploader(undefined, limits).send(bundle, incarnation());

/** A server below HTTP, for what no HTTP library would send. */
async function rawServer(onRequest: (socket: Socket) => void): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('a receipt that answers this very request is received, with the times around it', async () => {
  const result = await upload();
  expect(result).toMatchObject({ kind: 'received', receipt: { contiguousSeq: 3, headNumber: 1 } });
  if (result.kind === 'received') expect(result.answeredAtMs).toBeGreaterThanOrEqual(result.sentAtMs);
  expect(Buffer.from(collector.arrived[0]?.bytes ?? [])).toEqual(Buffer.from(bundle));
});

test('bundles that follow each other share one connection', async () => {
  const ports = new Set<number | undefined>();
  collector.behaviour = (request, response) => {
    ports.add(request.socket.remotePort);
    collector.keepAndSign(request, response);
  };
  const shared = uploader();
  for (let round = 0; round < 3; round++)
    expect((await shared.send(bundle, incarnation())).kind).toBe('received');
  expect(ports.size).toBe(1);
});

test('a kept connection that was closed meanwhile is replaced without a failure', async () => {
  const shared = uploader();
  await shared.send(bundle, incarnation());
  let isFirst = true;
  collector.behaviour = (request, response) => {
    if (isFirst) request.socket.destroy();
    else collector.keepAndSign(request, response);
    isFirst = false;
  };
  expect((await shared.send(bundle, incarnation())).kind).toBe('received');
});

/** Signs whatever the test wants to have signed. */
const signing =
  (change: (receipt: Receipt) => Receipt, signer = collector.signer): RequestListener =>
  async (request, response) => {
    await readBody(request);
    const head = { kitId: bench.kitId, incarnation: incarnation(), contiguousSeq: 3, ranges: [] };
    const rest = { headNumber: 1, headHash: 'ab'.repeat(32), serverTime: 1, nonce: nonceOf(request) };
    answer(response, encodeReceipt(change({ ...head, ...rest }), signer));
  };

const plain =
  (body: string | Uint8Array, status = 200, headers: Record<string, string> = {}): RequestListener =>
  async (request, response) => {
    await readBody(request);
    response.writeHead(status, headers).end(body);
  };

const badAnswers: Readonly<Record<string, [() => RequestListener, UploadResult]>> = {
  'random bytes': [() => plain(systemRandom(200)), { kind: 'garbage', reason: 'not_a_receipt' }],
  'an empty answer': [() => plain(''), { kind: 'garbage', reason: 'not_a_receipt' }],
  'the login page of a network in between': [
    () => plain('<!doctype html><title>Welcome</title>', 200, { 'content-type': 'text/html' }),
    { kind: 'garbage', reason: 'not_a_receipt' },
  ],
  'a redirect': [
    () => plain('', 302, { location: `${collector.url}/login` }),
    { kind: 'garbage', reason: 'redirect' },
  ],
  'more bytes than a receipt can have': [
    () => plain(new Uint8Array(10_000_000)),
    { kind: 'garbage', reason: 'too_large' },
  ],
  'a receipt signed by somebody else': [
    () => signing((receipt) => receipt, signerFromSeed(systemRandom(32))),
    { kind: 'garbage', reason: 'bad_signature' },
  ],
  'a receipt for an older request': [
    () => signing((receipt) => ({ ...receipt, nonce: newId(16) })),
    { kind: 'garbage', reason: 'not_for_us' },
  ],
  'a receipt for another kit': [
    () => signing((receipt) => ({ ...receipt, kitId: newId(8) })),
    { kind: 'garbage', reason: 'not_for_us' },
  ],
  'a receipt for another incarnation': [
    () => signing((receipt) => ({ ...receipt, incarnation: newId(8) })),
    { kind: 'garbage', reason: 'not_for_us' },
  ],
  'a problem of the catalogue': [
    () => plain('{"code":"revoked_kit","sentence":"…","retry":false}', 403),
    { kind: 'refused', status: 403, code: 'revoked_kit' },
  ],
  'a proxy that cannot reach the collector': [
    () => plain('<html>bad gateway</html>', 502),
    { kind: 'refused', status: 502, code: '' },
  ],
};

describe('is told apart from a receipt:', () => {
  for (const [name, [behaviour, expected]] of Object.entries(badAnswers))
    test(name, async () => {
      collector.behaviour = behaviour();
      expect(await upload()).toEqual(expected);
      expect(collector.posts).toBe(1);
    });
});

test('an answer of one byte at a time is given up at the deadline, though it never falls silent', async () => {
  const server = await rawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(drip));
  });
  const limits = { idleTimeoutMs: 5000, deadlineMs: 400 };
  expect(await uploader(server.url, limits).send(bundle, incarnation())).toEqual({
    kind: 'slow',
    phase: 'total',
  });
  server.close();
});

test('a silent collector is given up after the idle time', async () => {
  const server = await rawServer(() => undefined);
  const limits = { idleTimeoutMs: 200 };
  expect(await uploader(server.url, limits).send(bundle, incarnation())).toEqual({
    kind: 'slow',
    phase: 'idle',
  });
  server.close();
});

test('a connection that breaks in the middle of the receipt is a failure', async () => {
  const server = await rawServer((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nDTMR'),
  );
  expect((await uploader(server.url).send(bundle, incarnation())).kind).toBe('unreachable');
  server.close();
});

test('what is not HTTP at all is garbage', async () => {
  const server = await rawServer((socket) => socket.end('220 mail.example ESMTP ready\r\n'));
  expect(await uploader(server.url).send(bundle, incarnation())).toEqual({
    kind: 'garbage',
    reason: 'not_http',
  });
  server.close();
});

test('nobody listening is unreachable, with the system’s code', async () => {
  await collector.goAway();
  expect(await upload()).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' });
  await collector.comeBack();
});

test('closing breaks off an upload under way', async () => {
  const server = await rawServer(() => stopped.close());
  const stopped = uploader(server.url);
  expect(await stopped.send(bundle, incarnation())).toEqual({ kind: 'unreachable', code: 'ABORTED' });
  server.close();
});

test('only a 204 from the health address means that the collector is there', async () => {
  expect(await uploader().isReachable()).toBe(true);
  collector.isHealthy = false;
  expect(await uploader().isReachable()).toBe(false);
  const login = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'));
  expect(await uploader(login.url).isReachable()).toBe(false);
  login.close();
});
