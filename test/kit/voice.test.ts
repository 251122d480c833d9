/** The voice in a whole kit: few tries for a code, nothing of it where the content has no feedback form, and a prompt end. */
import { cpSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { defaultContentFolder } from '../../src/platform/content.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { newTicketCode } from '../../src/protocol/tickets.ts';
import { type StartedKit, startTestKit } from '../support/started-kit.ts';

let kit: StartedKit | undefined;
let silent: Server | undefined;
afterEach(async () => {
  await kit?.remove();
  kit = undefined;
  silent?.closeAllConnections();
  silent?.close();
  silent = undefined;
});

test('a phone may look up ten codes, and then has to wait', async () => {
  kit = await startTestKit();
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++) {
    const body = new URLSearchParams({ code: newTicketCode(systemRandom) }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    statuses.push(
      (await fetch(`${kit.visitorUrl}/en/feedback/ticket`, { method: 'POST', headers, body })).status,
    );
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.slice(10)).toEqual([429, 429]);
});

test('without a feedback form there is no feedback, and everything else works', async () => {
  kit = await startTestKit((folder) => {
    const content = join(folder, 'content');
    cpSync(defaultContentFolder(), content, { recursive: true });
    rmSync(join(content, 'forms', 'dtm-wifi-feedback.1.json'));
    return { content_dir: content };
  });
  const page = async (path: string) => (await fetch(`${kit?.visitorUrl}${path}`)).text();
  expect((await fetch(`${kit.visitorUrl}/en/feedback`)).status).toBe(404);
  expect(await page('/en')).not.toContain('/en/feedback');
  expect(await page('/en/about')).not.toContain('/en/feedback');
  expect(await page('/en/help')).toContain('/en/help/');
});

// The fetch's own deadline is a minute: the test's is before it.
test('a collector that takes the question and never answers does not hold up the end', {
  timeout: 40_000,
}, async () => {
  silent = createServer(() => undefined);
  const asked = new Promise<string>((resolve) => {
    silent?.on('request', ({ url = '' }) => url.includes('/replies') && resolve(url));
  });
  await new Promise<void>((resolve) => silent?.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  kit = await startTestKit(
    () => ({ sync: { replies_ms: 50 } }),
    {},
    { collector_url: `http://127.0.0.1:${port}` },
  );
  expect(await asked).toMatch(/^\/api\/v1\/kits\/[0-9a-f]{16}\/replies\?after=0$/);
  await kit.remove();
  kit = undefined;
});
