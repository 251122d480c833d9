/** The page of flows, from a kit's sealed fragments to what staff read: signed in, by site and week, with nothing small and no bitmap on it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUser } from '../../src/collector/accounts/create-account.ts';
import { newId } from '../../src/protocol/ids.ts';
import { encodeJsonRecord } from '../../src/protocol/records.ts';
import { devices, type FragmentOptions, fragment } from '../support/count-records.ts';
import { makeBrowser, type TestBrowser } from '../support/make-browser.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const dayMs = 86_400_000;

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
  // Enrolled on a Sunday, two weeks ago: whatever a kit says of itself lies between then and now.
  collector.clock.set(startTime + 14 * dayMs);
});
afterEach(() => collector.close());

async function send(to: TestKit, ...fragments: readonly Omit<FragmentOptions, 'boot'>[]): Promise<void> {
  const records = fragments.map((options) =>
    to.sealed('count', encodeJsonRecord(fragment({ boot: to.boot, keyId: newId(8), ...options }))),
  );
  await collector.receipt(to.bundle(await Promise.all(records)));
}

async function signIn(): Promise<TestBrowser> {
  await createUser(collector.context, { email: 'ana@example.org', password: 'correct horse battery' });
  const browser = makeBrowser(collector.app);
  await browser.get('/sign-in');
  await browser.submit('/sign-in', { email: 'ana@example.org', password: 'correct horse battery' });
  return browser;
}

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll(/[\s\u00a0]+/g, ' ');
const part = (html: string, attribute: string): string =>
  textOf(new RegExp(`<(tr|dd|p)[^>]*${attribute}.*?</\\1>`, 's').exec(html)?.[0] ?? '');
/** The first whole number of a part. */
const numberIn = (text: string): number => Number(/[\d,]+/.exec(text)?.[0].replace(',', ''));

describe('the page of flows', () => {
  it('is for staff only', async () => {
    for (const path of ['/flows', '/flows/answers'])
      expect((await makeBrowser(collector.app).get(path)).path).toBe('/sign-in');
  });

  it('says what to do as long as no kit has counted', async () => {
    const browser = await signIn();
    const page = await browser.get('/flows');
    expect(page.status).toBe(200);
    expect(page.html).toContain('No counts have come yet.');
    expect((await browser.get('/')).html).toContain('href="/flows"');
  });

  it('shows the days of the newest week as they were counted, near the truth', async () => {
    await send(
      kit,
      { day: '2026-03-09', present: devices(200) },
      { day: '2026-03-10', present: devices(300) },
      { day: '2026-03-15', present: devices(100) },
    );
    const { html } = await (await signIn()).get('/flows');
    for (const [day, truth] of [
      ['2026-03-09', 200],
      ['2026-03-10', 300],
      ['2026-03-15', 100],
    ] as const) {
      const shown = numberIn(part(html, `data-day="${day}"`).replace(/\w+ \d+ \w+/, ''));
      expect(Math.abs(shown - truth)).toBeLessThan(25);
    }
    const sum = numberIn(part(html, 'data-figure="device-days"'));
    expect(Math.abs(sum - 600)).toBeLessThan(50);
    expect(part(html, 'data-figure="quality"')).toContain('Profile local');
    expect(html).toContain('Device-days, not people.');
    expect(html).toContain('a key of its own');
  });

  it('compares with the week before, weekday by weekday', async () => {
    const week = (monday: string, count: number) =>
      [0, 1, 2].map((after) => ({
        day: new Date(Date.parse(`${monday}T00:00:00Z`) + after * dayMs).toISOString().slice(0, 10),
        present: devices(count),
      }));
    await send(kit, ...week('2026-03-02', 100), ...week('2026-03-09', 400));
    const browser = await signIn();
    const changed = part((await browser.get('/flows')).html, 'data-figure="change"');
    expect(changed).toMatch(/\+[89]\d\d/);
    const older = await browser.get('/flows?site=all&week=2026-03-02');
    expect(part(older.html, 'data-figure="change"')).toContain(
      'no whole day of the week before to compare with',
    );
  });

  it('shows one site alone, and refuses a site or a week that is none', async () => {
    const [first, second] = collector.sites;
    const other = await collector.kit(second);
    await send(kit, { day: '2026-03-15', present: devices(100) });
    await send(other, { day: '2026-03-15', present: devices(300), ...(second ? { siteId: second.id } : {}) });
    const browser = await signIn();
    const both = (await browser.get('/flows')).html;
    expect(both.match(/<tr data-site=/g)).toHaveLength(2);
    const one = (await browser.get(`/flows?site=${first?.id}`)).html;
    expect(one.match(/<tr data-site=/g)).toHaveLength(1);
    expect(numberIn(part(one, 'data-figure="device-days"'))).toBeLessThan(150);
    expect((await browser.get('/flows?site=XX-99')).status).toBe(400);
    expect((await browser.get('/flows?week=2026-03-10')).status).toBe(400);
    expect((await browser.get('/flows?week=unknown')).status).toBe(400);
  });

  it('keeps days of one device back, and never sends a bitmap', async () => {
    const few = ['2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14', '2026-03-15'];
    await send(
      kit,
      { day: '2026-03-09', present: devices(300) },
      ...few.map((day) => ({ day, present: devices(1) })),
    );
    const { html } = await (await signIn()).get('/flows?site=XD-01');
    // Noise may lift one over the threshold, but hardly ever two.
    const shown = few.map((day) => part(html, `data-day="${day}"`));
    expect(shown.filter((text) => text.includes('< 5*')).length).toBeGreaterThan(3);
    expect(shown.filter((text) => / [0-4] /.test(text.replace(/\w+ \d+ \w+/, '')))).toEqual([]);
    expect(html).not.toContain(fragment({ boot: kit.boot, present: devices(300) }).bitmap.slice(0, 40));
  });

  it('keeps a day whose date nobody knows apart', async () => {
    await send(kit, { day: null, present: devices(120) });
    const { html } = await (await signIn()).get('/flows');
    const [before = '', undated = ''] = html.split('<h2 id="undated">');
    expect(numberIn(textOf(undated).split(/and \w+ \d+ \w+/)[1] ?? '')).toBeGreaterThan(90);
    expect(before).not.toContain('data-day=');
  });

  it('gives all of it as CSV, with its columns explained', async () => {
    await send(kit, { day: '2026-03-09', present: devices(100) });
    const browser = await signIn();
    const { html } = await browser.get('/flows');
    const links = [...html.matchAll(/href="(\/flows\/counts[^"]*)"/g)].map(([, path]) => path ?? '');
    expect(links).toHaveLength(2);
    for (const link of links) {
      expect((await makeBrowser(collector.app).get(link)).path).toBe('/sign-in');
      const file = await browser.get(link);
      expect(file.headers.get('content-type')).toContain('text/csv');
      expect(file.html).toMatch(/device-days|column,meaning/);
    }
  });

  it('offers answers weighted by who came, with their limits', async () => {
    await send(kit, { day: '2026-03-09', present: devices(100) });
    const browser = await signIn();
    const { html } = await browser.get('/flows');
    const link = /href="(\/flows\/answers[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    const page = await browser.get(link ?? '');
    expect(page.status).toBe(200);
    expect(page.html).toContain('Indicative, not representative.');
  });
});
