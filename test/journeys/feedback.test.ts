/**
 * Journey: a voice and its answer. A visitor tells something at one kit, staff answer at the collector, and the visitor reads the reply
 * at another kit; in between the line is cut, both kits lose their power, and somebody forges replies.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolKit } from '../../src/collector/enrol-kit.ts';
import { loadCollectorKeys } from '../../src/collector/keys.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { loadDemonstrationSites } from '../../src/platform/content.ts';
import { makeBrowser } from '../support/make-browser.ts';
import { freePort, type Program, startProgram } from '../support/programs.ts';
import { makeRoad, type Road } from '../support/road.ts';

const word = 'Zwitscherkanarienvogel-7341';
const reply = 'Desde mañana hay jabón: Antwortkanarie-99';
let road: Road;
let kit: Program;
let other: Program;
let collector: Program;
let otherUrl: string;
let startOther: () => Promise<Program>;

beforeAll(async () => {
  road = await makeRoad();
  ({ otherUrl, startOther } = await makeOtherKit());
  collector = await road.startCollector();
  kit = await road.startKit();
  other = await startOther();
});
afterAll(async () => {
  await Promise.all([kit, other, collector].map((program) => program.end('SIGKILL')));
  road.remove();
});

/** A second kit of the same collector, at another site. */
async function makeOtherKit() {
  const [visitor, field] = [await freePort(), await freePort()];
  const [, site] = loadDemonstrationSites();
  if (!site) throw new Error('no second demonstration site');
  const store = road.openCollectorStore();
  const keys = await loadCollectorKeys(road.collectorFolder);
  const { collectorUrl } = road;
  const enrolment = await enrolKit({ store, keys, site, collectorUrl, clock: systemClock() });
  await store.close();
  const folder = join(road.folder, 'other');
  mkdirSync(folder);
  writeFileSync(join(folder, 'enrolment.json'), JSON.stringify(enrolment));
  const config = JSON.parse(readFileSync(join(road.folder, 'kit.json'), 'utf8'));
  const file = join(folder, 'kit.json');
  writeFileSync(
    file,
    JSON.stringify({
      ...config,
      data_dir: join(folder, 'data'),
      enrolment: join(folder, 'enrolment.json'),
      visitor: { port: visitor },
      field: { port: field },
    }),
  );
  return {
    otherUrl: `http://127.0.0.1:${visitor}`,
    startOther: () => startProgram(['kit', '--config', file], `http://127.0.0.1:${field}/status.json`),
  };
}

const post = (url: string, fields: Record<string, string>) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });

/** As a phone does that follows every redirect. */
async function tell(): Promise<string> {
  const base = `${road.visitorUrl}/es/feedback`;
  await post(base, {});
  await post(`${base}/q/type`, { type: 'complaint_service', action: 'next' });
  await post(`${base}/q/sector`, { sector: 'water_hygiene', action: 'next' });
  await post(`${base}/q/text`, { text: word, action: 'next' });
  const done = await post(`${base}/q/reply_wanted`, { reply_wanted: 'yes', action: 'next' });
  const code = /<strong class="code"[^>]*>([^<]+)</.exec(await done.text())?.[1];
  if (!code) throw new Error('no code was shown');
  return code;
}

const lookUp = async (url: string, code: string): Promise<string> =>
  (await post(`${url}/es/feedback/ticket`, { code })).text();

const staff = () => {
  // The staff's pages over a socket, by the same browser as in the other tests.
  const request = (path: string, init?: RequestInit) =>
    fetch(new URL(path, road.collectorUrl), { ...init, redirect: 'manual' });
  return makeBrowser({ request } as unknown as Parameters<typeof makeBrowser>[0]);
};

const filesOf = (folder: string) =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');

describe('a voice and its answer', { timeout: 120_000 }, () => {
  let code = '';

  it('is told while the collector is away, and survives a power cut', async () => {
    await collector.end('SIGKILL');
    code = await tell();
    await kit.end('SIGKILL');
    kit = await road.startKit();
    expect(filesOf(road.kitFolder)).not.toContain(word);
    collector = await road.startCollector();
    await road.until('the ticket is known at the other kit', async () =>
      (await lookUp(otherUrl, code)).includes('data-status="received"'),
    );
  });

  it('is answered by staff, and read at both kits', async () => {
    const browser = staff();
    await browser.get('/sign-in');
    await browser.submit('/sign-in', road.staff);
    const list = await browser.get('/feedback');
    expect(list.html).toContain(word);
    const path = /href="(\/feedback\/[0-9a-f]{16}\/[0-9a-f]{32})"/.exec(list.html)?.[1] ?? '';
    await browser.get(path);
    await browser.submit(`${path}/reply`, { reply });
    await browser.get('/feedback/board');
    await browser.submit('/feedback/board', {
      sector: 'water_hygiene',
      site: '',
      published: 'yes',
      'said.es': 'No había jabón.',
      'did.es': 'Hay jabón cada mañana.',
    });
    for (const url of [otherUrl, road.visitorUrl])
      await road.until('the reply can be read', async () => (await lookUp(url, code)).includes(reply));
    await road.until('the board is there', async () =>
      (await (await fetch(`${otherUrl}/es/feedback/board`)).text()).includes('Hay jabón cada mañana.'),
    );
  });

  it('stays readable without the collector and after another power cut, and to nobody who takes the kit', async () => {
    await collector.end('SIGKILL');
    await other.end('SIGKILL');
    const files = filesOf(join(road.folder, 'other', 'data'));
    for (const secret of [reply, 'Antwortkanarie', word, code, code.replaceAll('-', '')])
      expect(files).not.toContain(secret);
    other = await startOther();
    expect(await lookUp(otherUrl, code.toLowerCase())).toContain(reply);
    expect(await lookUp(otherUrl, '0000-0000-0000')).not.toContain('data-status');
  });
});
