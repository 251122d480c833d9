/**
 * The kit as one program in this process: configuration, the two faces, the road up to a collector, and what a start finds
 * after a power cut. Only the gate and the collector are stand-ins.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FieldStatus } from '../../portal/field/field-status.ts';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { type KitConfig, loadKitConfig } from '../../src/kit/config.ts';
import { createSealer } from '../../src/kit/intake/sealer.ts';
import { type RunningKit, startKit } from '../../src/kit/main.ts';
import { openStore } from '../../src/kit/store/open-store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { defaultContentFolder, loadDemonstrationSites, loadForms } from '../../src/platform/content.ts';
import { silentLog } from '../../src/platform/log.ts';
import { keyRing, publicKeyOf } from '../../src/protocol/envelope.ts';
import { formRef } from '../../src/protocol/form.ts';
import { newId, systemRandom } from '../../src/protocol/ids.ts';
import { signerFromSeed, verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { type FakeCollector, startFakeCollector } from '../support/fake-collector.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const kitSeed = systemRandom(32);
const operations = publicKeyOf(systemRandom(32));
const kitId = newId(8);

let folder: string;
let collector: FakeCollector;
const running: RunningKit[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kit-program-'));
  collector = await startFakeCollector(verifierFromPublicKey(signerFromSeed(kitSeed).publicKey));
  const enrolment = {
    format: 'dtm-wifi-enrolment/1',
    kit_id: kitId,
    kit_signing_key: base64(kitSeed),
    collector_url: collector.url,
    collector_public_key: base64(collector.publicKey),
    recipients: [{ role: 'operations', public_key: base64(operations) }],
    round: 1,
    site: loadDemonstrationSites()[0],
  };
  writeFileSync(join(folder, 'enrolment.json'), JSON.stringify(enrolment));
});
afterEach(async () => {
  for (const kit of running.splice(0)) await kit.close();
  await collector.close();
  rmSync(folder, { recursive: true });
});

const env = (more: Record<string, string> = {}) => ({
  DTM_KIT__DATA_DIR: join(folder, 'data'),
  DTM_KIT__ENROLMENT: join(folder, 'enrolment.json'),
  DTM_KIT__VISITOR__PORT: '0',
  DTM_KIT__FIELD__PORT: '0',
  DTM_KIT__SYNC__COALESCE_MS: '5',
  ...more,
});
async function start(config: KitConfig = loadKitConfig(undefined, env())): Promise<RunningKit> {
  const kit = await startKit(config, { gate: createFakeGate({ clock: systemClock() }), log: silentLog });
  running.push(kit);
  return kit;
}
const statusOf = async ({ fieldUrl }: RunningKit) =>
  (await (await fetch(`${fieldUrl}/status.json`)).json()) as FieldStatus;

/** As fetch, with a Host of one's own and no redirects. */
const ask = (url: string, host: string) =>
  new Promise<{ status: number | undefined; location: string | undefined }>((resolve, reject) => {
    const request = httpRequest(url, { headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, location: response.headers.location });
    });
    request.on('error', reject);
    request.end();
  });

test('phones get the pages at the kit’s own address and are sent there from any other host', async () => {
  const { visitorUrl } = await start();
  const page = await fetch(visitorUrl);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<!doctype html>');
  expect(await ask(visitorUrl, 'captive.apple.com')).toEqual({ status: 302, location: `${visitorUrl}/` });
});

test('the field page says in plain words that the kit works, and nothing comes from elsewhere', async () => {
  const { fieldUrl } = await start();
  const page = await fetch(fieldUrl);
  const html = await page.text();
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).toContain('<h1>This kit works</h1>');
  expect(page.headers.get('refresh')).toBe('10');
  expect((await fetch(`${fieldUrl}/?hold`)).headers.get('refresh')).toBeNull();
  expect(html).not.toMatch(/<script|src=|href="http/);
  expect((await fetch(`${fieldUrl}/elsewhere`)).status).toBe(404);
});

/** Leaves what a power cut leaves: an answered visit that never ended. */
async function leaveOpenVisit(): Promise<string> {
  const store = openStore({ folder: join(folder, 'data'), random: systemRandom });
  const [form] = loadForms(defaultContentFolder());
  if (!form) throw new Error('no form');
  const incarnation = () => store.submissions.incarnation();
  const sealer = createSealer({
    ring: await keyRing([operations]),
    kitId,
    incarnation,
    random: systemRandom,
  });
  const row = await sealer.seal('submission', newId(16), formRef(form), new Uint8Array(20));
  await store.submissions.commits.write(() => store.submissions.visits.mark(row));
  store.close();
  return row.recordId;
}

test('a visit found open after a power cut is sent, the first reading of the clock follows, and the page tells', async () => {
  const recordId = await leaveOpenVisit();
  const kit = await start();
  await vi.waitFor(
    async () => expect(await statusOf(kit)).toMatchObject({ waiting: 0, uploadFailure: null }),
    {
      timeout: 20_000,
    },
  );
  const records = collector.arrived.flatMap(({ bundle }) => bundle.records);
  expect(records.map(({ kind }) => kind)).toEqual(['submission', 'clock']);
  expect(records[0]?.recordId).toBe(recordId);
  const status = await statusOf(kit);
  expect(status.uplink.state).toBe('up');
  expect(status.clock?.utcMs).toBeGreaterThanOrEqual(collector.serverTime());
  expect(status.lastReceiptSecondsAgo).not.toBeNull();
});

test('each start counts one higher', async () => {
  await (await start()).close();
  await (await start()).close();
  running.length = 0;
  const store = openStore({ folder: join(folder, 'data'), random: systemRandom });
  expect(store.submissions.lastBootNumber()).toBe(2);
  store.close();
});

test('a second kit on the same port is turned away before it touches the store', async () => {
  const first = await start();
  const port = new URL(first.visitorUrl).port;
  const config = loadKitConfig(undefined, env({ DTM_KIT__VISITOR__PORT: port }));
  await expect(start(config)).rejects.toMatchObject({ code: 'port_taken' });
  expect((await fetch(first.visitorUrl)).status).toBe(200);
  await first.close();
  running.length = 0;
  const store = openStore({ folder: join(folder, 'data'), random: systemRandom });
  expect(store.submissions.lastBootNumber()).toBe(1);
  store.close();
});

test('a missing or wrong enrolment is named with what to do', async () => {
  const config = loadKitConfig(undefined, env({ DTM_KIT__ENROLMENT: join(folder, 'nowhere.json') }));
  await expect(start(config)).rejects.toMatchObject({
    code: 'bad_config',
    detail: expect.stringMatching(/nowhere\.json cannot be read\. Put the file/),
  });
  writeFileSync(join(folder, 'enrolment.json'), '{"format":"dtm-wifi-enrolment/1"}');
  await expect(start()).rejects.toMatchObject({
    code: 'bad_config',
    detail: expect.stringContaining('kit_id'),
  });
});

test('a data folder that cannot be used is named, with what to do', async () => {
  const dataDir = join(folder, 'enrolment.json', 'data');
  await expect(start(loadKitConfig(undefined, env({ DTM_KIT__DATA_DIR: dataDir })))).rejects.toMatchObject({
    code: 'bad_config',
    detail: expect.stringMatching(/^data_dir: .* cannot be written to\. Make it/),
  });
});

test('closing breaks off an upload under way and lets no answer go', async () => {
  const recordId = await leaveOpenVisit();
  collector.behaviour = () => undefined;
  const kit = await start();
  await vi.waitFor(() => expect(collector.posts).toBe(1), { timeout: 20_000 });
  running.length = 0;
  await kit.close();
  await expect(fetch(kit.visitorUrl)).rejects.toThrow();
  const store = openStore({ folder: join(folder, 'data'), random: systemRandom });
  expect(store.submissions.outbox.findByRecord(recordId)).toMatchObject({
    receivedUtcMs: null,
    bundleNumber: 1,
  });
  store.close();
});

describe('the configuration', () => {
  test('has what a kit in the field should have, but for two paths', () => {
    const paths = { DTM_KIT__DATA_DIR: '/data', DTM_KIT__ENROLMENT: '/enrolment.json' };
    expect(loadKitConfig(undefined, paths)).toMatchObject({
      visitor: { host: '127.0.0.1', port: 8080, hosts: [] },
      field: { host: '127.0.0.1', port: 8081 },
      session_seconds: 86_400,
      idle_seconds: 600,
      retention_days: 14,
      health_minutes: 15,
      sync: { backoff_min_ms: 30_000, backoff_max_ms: 900_000, deadline_ms: 60_000 },
      gate: 'fake',
      limits: {
        connections: 512,
        connections_per_phone: 8,
        submissions_per_hour: 3,
        submissions_per_hour_in_all: 2000,
        disk_full_percent: 95,
      },
    });
    expect(loadKitConfig(undefined, paths).uplink_check).toBeUndefined();
  });

  const wires = { lan_interface: 'wlan0', wan_interfaces: ['eth0'], field_interface: 'eth1' };
  const withNetwork = (more: object = {}) => {
    const file = join(folder, 'kit.json');
    const paths = { data_dir: '/data', enrolment: '/enrolment.json' };
    writeFileSync(file, JSON.stringify({ ...paths, gate: 'socket', network: wires, ...more }));
    return loadKitConfig(file, {});
  };

  test('on a real network follows from the network', () => {
    expect(withNetwork()).toMatchObject({
      visitor: {
        host: '10.20.0.1',
        port: 8080,
        public_url: 'http://wifi.dtm',
        hosts: ['wifi.dtm', '10.20.0.1'],
      },
      field: { host: '10.21.0.1', port: 8081 },
      limits: { connections_per_phone: 8 },
      uplink_check: {
        every_ms: 15_000,
        urls: expect.arrayContaining([expect.objectContaining({ status: 204 })]),
      },
    });
    const network = { ...wires, address: '10.9.0.1', name: 'portal.local', portal_port: 8888 };
    expect(withNetwork({ network, visitor: { hosts: ['x.example'] } }).visitor).toEqual({
      host: '10.9.0.1',
      port: 8888,
      public_url: 'http://portal.local',
      hosts: ['x.example', 'portal.local', '10.9.0.1'],
    });
    expect(withNetwork({ limits: { connections_per_phone: 20 } }).limits.connections_per_phone).toBe(20);
  });

  test('of an uplink check needs a body where a login page could answer as well', () => {
    const check = (url: object) => () => withNetwork({ uplink_check: { urls: [url] } });
    const url = 'http://check.example/';
    expect(check({ url, status: 200, body: 'OK' })).not.toThrow();
    expect(check({ url, status: 200 })).toThrow(/uplink_check\.urls\.0\.body: .*any login page/);
    expect(check({ url: 'https://check.example/' })).toThrow(/uplink_check\.urls\.0\.url/);
  });

  const wrong: Readonly<Record<string, [Record<string, string>, RegExp]>> = {
    'a retention beyond 30 days': [
      { DTM_KIT__RETENTION_DAYS: '31' },
      /retention_days: 31 is wrong: .*Example: /,
    ],
    'a time that is none': [
      { DTM_KIT__HEALTH_MINUTES: 'often' },
      /health_minutes: "often" is wrong: .*Example: /,
    ],
    'a key that does not exist': [{ DTM_KIT__VISITOR__PROT: '80' }, /visitor\.prot: there is no such key/],
    'a real gate without a network': [{ DTM_KIT__GATE: 'socket' }, /network: is missing/],
    'every address without a name for phones': [
      { DTM_KIT__VISITOR__HOST: '0.0.0.0' },
      /visitor\.public_url: is missing\. Example: visitor\.public_url = "http/,
    ],
  };
  for (const [name, [values, message]] of Object.entries(wrong))
    test(`names the key and shows a right value for ${name}`, () => {
      expect(() => loadKitConfig(undefined, env(values))).toThrow(message);
    });
});
