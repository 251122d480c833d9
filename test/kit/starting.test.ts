/** What phones hear while the kit's store is still being checked, from the kit's own server. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createStartingListener } from '../../src/kit/access/starting.ts';
import { createFace, type Face } from '../../src/kit/faces.ts';
import { defaultContentFolder, loadPhrases } from '../../src/platform/content.ts';

const portalUrl = 'http://wifi.example/';
let face: Face | undefined;
afterEach(() => {
  face?.server.close();
  face?.server.closeAllConnections();
  face = undefined;
});

async function ask(port: number, host: string, path: string, method = 'GET') {
  const asking = request({ host: '127.0.0.1', port, path, method, headers: { host }, agent: false }).end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  const body = (await response.setEncoding('utf8').toArray()).join('');
  return { status: response.statusCode, headers: response.headers, body };
}

async function startingPort(): Promise<number> {
  face = createFace();
  face.show(createStartingListener({ ownHosts: ['wifi.example'], portalUrl }));
  await once(face.server.listen(0, '127.0.0.1'), 'listening');
  return (face.server.address() as AddressInfo).port;
}

test('a probe is led to the portal, whatever its method, and its connection ends', async () => {
  const port = await startingPort();
  for (const [method, status] of [
    ['GET', 302],
    ['HEAD', 302],
    ['POST', 303],
  ] as const) {
    const answer = await ask(port, 'connectivitycheck.gstatic.com', '/generate_204', method);
    expect(answer).toMatchObject({ status, headers: { location: portalUrl, connection: 'close' } });
  }
});

test('the portal says in every language of the content that it is starting, and looks again by itself', async () => {
  const port = await startingPort();
  for (const host of ['wifi.example', 'WIFI.example:80']) {
    const { status, headers, body } = await ask(port, host, '/es/answer');
    expect(status).toBe(503);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toContain(`http-equiv="refresh" content="3;url=${portalUrl}"`);
    for (const language of Object.keys(loadPhrases(defaultContentFolder()).tables))
      expect(body).toMatch(new RegExp(`<p lang="${language}"[^>]*>[^<]{20,}</p>`));
    expect(body).toContain('<p lang="ar" dir="rtl">');
  }
});
