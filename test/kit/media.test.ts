/** Media over real HTTP, asked for byte by byte as players do (RFC 9110 sections 13 to 15). */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { createMediaLibrary, type MediaLibrary } from '../../src/kit/media/media-library.ts';
import { createMediaListener, type Served } from '../../src/kit/routes/media.ts';
import { silentLog } from '../../src/platform/log.ts';
import { listMedia } from '../../src/platform/message-content.ts';

const film = 'help.es.240.0a1b2c3d4e.mp4';
const content = randomBytes(1_000_003);
const modified = new Date('2026-02-03T04:05:06Z');
let folder: string;
let server: Server;
let library: MediaLibrary;
let port: number;
const served: Served[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-media-'));
  mkdirSync(join(folder, 'media'));
  mkdirSync(join(folder, 'audio', 'es'), { recursive: true });
  const put = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    utimesSync(join(folder, name), modified, modified);
  };
  put(join('media', film), content);
  put('media/words.es.vtt', 'WEBVTT\n\n00:00.000 --> 00:01.000\nx\n');
  put('media/empty.mp4', '');
  put('media/long.0123456789.mp4', Buffer.alloc(40_000_000));
  put('media/secret.json', '{}');
  put('media/.hidden.mp4', 'x');
  put('audio/es/age.aabbccddee.m4a', 'a voice');
  symlinkSync('/etc/hostname', join(folder, 'media', 'link.mp4'));
  for (let index = 0; index < 40; index += 1) put(`media/many-${index}.0123456789.mp4`, `film ${index}`);
  library = createMediaLibrary(listMedia(folder), () => Date.now());
  const media = createMediaListener({
    library,
    gate: createFakeGate({ clock: { now: () => 0, msSinceStart: () => 0 } }),
    onServed: (_, part) => served.push(part),
    log: silentLog,
  });
  server = createServer((incoming, response) => media(incoming, response, incoming.url ?? '')).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(() => {
  served.length = 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  library.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function ask(name: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const outgoing = request({
    port,
    host: '127.0.0.1',
    method,
    path: `/media/${name}`,
    headers,
    agent: false,
  });
  outgoing.end();
  const [incoming] = await once(outgoing, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) };
}

const etag = '"0a1b2c3d4e"';

describe('a film', () => {
  it('comes whole, byte for byte, to be kept for good, and never compressed', async () => {
    const { status, headers, body } = await ask(film, { 'Accept-Encoding': 'gzip, br' });
    expect(status).toBe(200);
    expect(body.equals(content)).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000003',
      'accept-ranges': 'bytes',
      etag,
      'last-modified': 'Tue, 03 Feb 2026 04:05:06 GMT',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['bytes=0-1', 0, 1],
    ['bytes=0-', 0, 1_000_002],
    ['bytes=65536-131071', 65_536, 131_071],
    ['bytes=300000-900000', 300_000, 900_000],
    ['bytes=-7', 999_996, 1_000_002],
    ['bytes=1000002-9999999', 1_000_002, 1_000_002],
  ])('comes in the part that %s asks for', async (range, first, last) => {
    const { status, headers, body } = await ask(film, { Range: range });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${first}-${last}/1000003`);
    expect(headers['content-length']).toBe(String(last + 1 - first));
    expect(body.equals(content.subarray(first, last + 1))).toBe(true);
  });

  it('says what there is where a part lies beyond its end', async () => {
    const { status, headers, body } = await ask(film, { Range: 'bytes=1000003-' });
    expect([status, headers['content-range'], body.length]).toEqual([416, 'bytes */1000003', 0]);
  });

  it.each(['bytes=1-0', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6'])(
    'comes whole where %s is not one part',
    async (range) => {
      expect((await ask(film, { Range: range })).status).toBe(200);
    },
  );

  it('is told about without being sent, and HEAD knows no parts', async () => {
    const { status, headers, body } = await ask(film, { Range: 'bytes=0-1' }, 'HEAD');
    expect([status, headers['content-length'], body.length]).toEqual([200, '1000003', 0]);
    expect(headers['content-range']).toBeUndefined();
  });

  it.each([
    [{ 'If-None-Match': etag }, 304],
    [{ 'If-None-Match': `W/${etag}` }, 304],
    [{ 'If-None-Match': `"x", ${etag}` }, 304],
    [{ 'If-None-Match': '*' }, 304],
    [{ 'If-None-Match': '"x"' }, 200],
    [{ 'If-Modified-Since': modified.toUTCString() }, 304],
    [{ 'If-Modified-Since': 'Mon, 02 Feb 2026 04:05:06 GMT' }, 200],
    [{ 'If-Modified-Since': 'yesterday' }, 200],
    // RFC 9110 §13.1.3: with a tag the date is not looked at.
    [{ 'If-None-Match': '"x"', 'If-Modified-Since': modified.toUTCString() }, 200],
    [{ 'If-Match': etag }, 200],
    [{ 'If-Match': '"x"' }, 412],
    [{ 'If-Match': `W/${etag}` }, 412],
    [{ 'If-Unmodified-Since': 'Mon, 02 Feb 2026 04:05:06 GMT' }, 412],
    [{ 'If-Unmodified-Since': modified.toUTCString() }, 200],
    [{ Range: 'bytes=0-1', 'If-Range': etag }, 206],
    [{ Range: 'bytes=0-1', 'If-Range': `W/${etag}` }, 200],
    [{ Range: 'bytes=0-1', 'If-Range': '"x"' }, 200],
    [{ Range: 'bytes=0-1', 'If-Range': modified.toUTCString() }, 206],
    [{ Range: 'bytes=0-1', 'If-Range': 'Mon, 02 Feb 2026 04:05:06 GMT' }, 200],
    [{ Range: 'bytes=9999999-', 'If-None-Match': etag }, 304],
  ] as const)('answers %j with %i', async (headers, status) => {
    const answer = await ask(film, { ...headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.etag).toBe(etag);
    if (status !== 200 && status !== 206) expect(answer.body.length).toBe(0);
  });

  it('is fetched on from where the line broke', async () => {
    const first = await ask(film, { Range: 'bytes=0-400000' });
    const rest = await ask(film, { Range: 'bytes=400001-', 'If-Range': String(first.headers.etag) });
    expect(Buffer.concat([first.body, rest.body]).equals(content)).toBe(true);
  });
});

describe('the names of media', () => {
  it.each([
    '',
    'none.mp4',
    'secret.json',
    '.hidden.mp4',
    'link.mp4',
    '../media/words.es.vtt',
    '%2e%2e/media/words.es.vtt',
    '..%2fmedia%2fwords.es.vtt',
    `./${film}`,
    `${film}/`,
    `${film}%00`,
    `/etc/hostname`,
    'audio/../media/words.es.vtt',
    '__proto__',
    'constructor',
  ])('are exact: "%s" is nothing', async (name) => {
    expect((await ask(name)).status).toBe(404);
  });

  it('include the voices of the portal, in their folders, and captions', async () => {
    const voice = await ask('audio/es/age.aabbccddee.m4a');
    expect([voice.status, voice.headers['content-type'], voice.body.toString()]).toEqual([
      200,
      'audio/mp4',
      'a voice',
    ]);
    const captions = await ask('words.es.vtt');
    expect(captions.headers['content-type']).toBe('text/vtt; charset=utf-8');
    // Its name holds no digest: it is asked for again, and known by its content.
    expect(captions.headers['cache-control']).toBe('public, max-age=300');
    expect((await ask('words.es.vtt', { 'If-None-Match': String(captions.headers.etag) })).status).toBe(304);
  });

  it('of an empty file give an empty answer, and no part of it', async () => {
    expect((await ask('empty.mp4')).status).toBe(200);
    expect((await ask('empty.mp4', { Range: 'bytes=0-' })).status).toBe(416);
  });

  it('take no POST', async () => {
    const { status, headers } = await ask(film, { 'Content-Length': '0' }, 'POST');
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('what was served', () => {
  const told = async (count: number) => {
    for (let attempt = 0; attempt < 200 && served.length < count; attempt += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return served;
  };

  it('is told with its part and the language of the page', async () => {
    await ask(`${film}?es`, { Range: 'bytes=10-19' });
    expect(await told(1)).toEqual([{ name: film, language: 'es', bytes: 1_000_003, first: 10, last: 19 }]);
  });

  it('is not told where nothing was sent', async () => {
    await ask(`${film}?es`, { 'If-None-Match': etag });
    await ask(`${film}?es`, {}, 'HEAD');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(served).toEqual([]);
  });
});

async function until(isThere: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500 && !isThere(); attempt += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('many and slow phones', () => {
  it('are sent twenty parts at once, each rightly', async () => {
    const parts = Array.from(
      { length: 20 },
      (_, index) => [index * 40_000, index * 40_000 + 150_000] as const,
    );
    const answers = await Promise.all(
      parts.map(async ([first, last], index) => {
        const outgoing = request({
          port,
          host: '127.0.0.1',
          localAddress: `127.0.0.${index + 2}`,
          path: `/media/${film}`,
          headers: { Range: `bytes=${first}-${last}` },
        });
        outgoing.end();
        const [incoming] = await once(outgoing, 'response');
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        return Buffer.concat(chunks).equals(content.subarray(first, last + 1));
      }),
    );
    expect(answers).toEqual(parts.map(() => true));
  });

  it('keep few files open, however many are asked for', async () => {
    for (let index = 0; index < 40; index += 1) {
      const { body } = await ask(`many-${index}.0123456789.mp4`);
      expect(body.toString()).toBe(`film ${index}`);
    }
    expect(library.countOpen()).toBeLessThanOrEqual(24);
  });

  it('are waited for as long as a player that has read ahead, and as ever once the film is sent', async () => {
    let theirs: Socket | undefined;
    server.setTimeout(20_000);
    server.once('connection', (accepted: Socket) => {
      theirs = accepted;
    });
    const socket = connect(port, '127.0.0.1');
    socket.pause();
    socket.write('GET /media/long.0123456789.mp4 HTTP/1.1\r\nHost: x\r\nRange: bytes=0-20000000\r\n\r\n');
    await until(() => theirs?.timeout === 120_000);
    expect(theirs?.timeout).toBe(120_000);
    socket.resume();
    await until(() => theirs?.timeout !== 120_000);
    expect(theirs?.timeout).toBeLessThan(20_000);
    socket.destroy();
    server.setTimeout(0);
  });

  it('that take nothing hold four places of their own and nobody else’s; gone, they free them', async () => {
    // Nothing is read, and this film is larger than what sockets hold.
    const stuck = Array.from({ length: 4 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.pause();
      socket.write(`GET /media/long.0123456789.mp4 HTTP/1.1\r\nHost: x\r\n\r\n`);
      return socket;
    });
    let status = 200;
    for (let attempt = 0; attempt < 100 && status !== 503; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      status = (await ask(film, { Range: 'bytes=0-9' })).status;
    }
    expect(status).toBe(503);
    const other = request({ port, host: '127.0.0.1', localAddress: '127.0.0.9', path: `/media/${film}` });
    other.end();
    const [incoming] = await once(other, 'response');
    let bytes = 0;
    for await (const chunk of incoming) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(content.length);
    for (const socket of stuck) socket.destroy();
    for (let attempt = 0; attempt < 100 && status !== 206; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      status = (await ask(film, { Range: 'bytes=0-9' })).status;
    }
    expect(status).toBe(206);
  });
});
