/** The portal over TLS on a whole kit: there once a certificate is, and withdrawn from phones when it is not valid. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { FieldStatus } from '../../portal/field/field-status.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { makeCertificate } from '../support/certificates.ts';
import { freePort } from '../support/programs.ts';
import { type StartedKit, startTestKit } from '../support/started-kit.ts';

const host = 'portal.example.org';
const dayMs = 86_400_000;
let kit: StartedKit | undefined;
afterEach(async () => {
  await kit?.remove();
  kit = undefined;
});

interface Options {
  readonly inDays?: number;
  readonly certificateHost?: string;
}

async function start({ inDays = 1, certificateHost = host }: Options = {}) {
  const tlsPort = await freePort();
  const clock = systemClock();
  kit = await startTestKit(
    (folder) => ({
      campaign: 'round-9',
      captive_api: { host, ...makeCertificate(folder, certificateHost) },
      network: {
        lan_interface: 'lan0',
        wan_interfaces: ['wan0'],
        field_interface: 'fld0',
        portal_tls_port: tlsPort,
        run_dir: join(folder, 'run'),
      },
    }),
    { clock: { ...clock, now: () => clock.now() + inDays * dayMs } },
  );
  const running = kit;
  const ask = (path: string, name = host) =>
    new Promise<{
      status: number | undefined;
      type: string | undefined;
      location: string | undefined;
      body: string;
    }>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: tlsPort,
        path,
        servername: host,
        headers: { host: name },
        ca: readFileSync(join(running.folder, `${certificateHost}-90.pem`)),
        agent: false as const,
        // Only what the kit shows is looked at here, not whether a phone would still take it.
        rejectUnauthorized: inDays < 90,
      };
      const asking = request(options, (response) => {
        let body = '';
        response.on('data', (part: Buffer) => {
          body += part.toString();
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            type: response.headers['content-type'],
            location: response.headers.location,
            body,
          }),
        );
      });
      asking.on('error', reject);
      asking.end();
    });
  const option = readFileSync(join(kit.folder, 'run', 'dhcp-options'), 'utf8');
  const status = (await (await fetch(`${kit.fieldUrl}/status.json`)).json()) as FieldStatus;
  return { ask, option, status, running };
}

test('with a valid certificate phones are told of the API, which answers each for itself', async () => {
  const { ask, option, status, running } = await start();
  expect(option).toBe(`114,https://${host}/captive-portal/api/round-9\n`);
  expect(status.certificate).toBe('valid');
  const path = '/captive-portal/api/round-9';
  const captive = await ask(path);
  expect(captive.type).toBe('application/captive+json');
  expect(JSON.parse(captive.body)).toMatchObject({ captive: true, 'user-portal-url': `https://${host}/` });
  await running.gate.open((await running.gate.whoIs('127.0.0.1'))?.handle ?? '', 600);
  expect(JSON.parse((await ask(path)).body)).toMatchObject({ captive: false });
});

test('the pages are there over TLS under their own host, and under no other', async () => {
  const { ask, running } = await start();
  expect((await ask('/es')).body).toContain('action="/es/online"');
  expect((await ask('/es', `${host}:443`)).status).toBe(200);
  for (const name of ['evil.example', '127.0.0.1', `${host}:80`])
    expect(await ask('/es', name)).toMatchObject({ status: 302, location: `${running.visitorUrl}/` });
});

test('with one that has run out the API stays for who comes, but nobody is told of it', async () => {
  const { ask, option, status } = await start({ inDays: 91 });
  expect(option).toBe('');
  expect(status.certificate).toBe('expired');
  expect((await ask('/captive-portal/api/round-9')).status).toBe(200);
});

test('with one for another host there is no TLS at all, and the portal works as ever', async () => {
  const { ask, option, status, running } = await start({ certificateHost: 'other.example.org' });
  expect(option).toBe('');
  expect(status.certificate).toBe('other_host');
  await expect(ask('/es')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect((await fetch(`${running.visitorUrl}/es`)).status).toBe(200);
});
