/** The collector as a server on a socket: limits, and an end that comes. */
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collectorConfigSchema } from '../../src/collector/config.ts';
import { makeCollectorKeys } from '../../src/collector/keys.ts';
import { type RunningCollector, startCollector } from '../../src/collector/main.ts';
import { silentLog } from '../../src/platform/log.ts';

let collector: RunningCollector;
let folder: string;
const configOf = (values: object) => collectorConfigSchema.parse({ data_dir: folder, port: 0, ...values });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-server-'));
  makeCollectorKeys(folder);
  collector = await startCollector(configOf({}), { log: silentLog });
});
afterEach(() => collector.close());

const bundlesUrl = () => `${collector.url}/api/v1/bundles`;
const headers = { 'content-type': 'application/octet-stream', 'dtm-nonce': '0'.repeat(32) };

it('answers a kit’s nonsense with a problem', async () => {
  const response = await fetch(bundlesUrl(), { method: 'POST', headers, body: 'nonsense' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'malformed', retry: false });
});

it('counts a body of unknown length and stops at 64 KiB', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sending = request(bundlesUrl(), { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
      sending.destroy();
    });
    sending.on('error', reject);
    for (let n = 0; n < 9; n++) sending.write(Buffer.alloc(8 * 1024));
    sending.end();
  });
  expect(status).toBe(413);
});

it('refuses headers beyond 8 KiB', async () => {
  const response = await fetch(bundlesUrl(), {
    method: 'POST',
    headers: { ...headers, extra: 'x'.repeat(9000) },
  });
  expect(response.status).toBe(431);
});

it('says which port is taken', async () => {
  const port = Number(new URL(collector.url).port);
  const other = mkdtempSync(join(tmpdir(), 'dtm-server-'));
  makeCollectorKeys(other);
  const config = collectorConfigSchema.parse({ data_dir: other, port });
  await expect(startCollector(config, { log: silentLog })).rejects.toMatchObject({ code: 'port_taken' });
});

it('leaves no log beside its database when it has ended', async () => {
  const log = join(folder, 'collector.db-wal');
  expect(existsSync(log)).toBe(true);
  await collector.close();
  expect(existsSync(log) ? statSync(log).size : 0).toBe(0);
  collector = await startCollector(configOf({}), { log: silentLog });
});

it('ends though a sender has stopped in the middle of a request', async () => {
  const { port } = new URL(collector.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await new Promise((resolve) => socket.once('connect', resolve));
  const head = Object.entries({ host: 'x', 'content-length': '100', ...headers }).map((pair) =>
    pair.join(': '),
  );
  socket.write(`POST /api/v1/bundles HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\nabc`);
  await fetch(`${collector.url}/sign-in`);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  await collector.close();
  await ended;
  await expect(fetch(collector.url)).rejects.toThrow();
  collector = await startCollector(configOf({}), { log: silentLog });
});
