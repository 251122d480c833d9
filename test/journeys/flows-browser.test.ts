/**
 * Journey: staff look at a fortnight of flows in real Chromium, at phone and at desk size, in the light and in the dark, with and without
 * JavaScript. Three sites count under one weekly key; the bundles are real, only the kits are played.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser } from '../../src/collector/accounts/create-account.ts';
import { closeCounts } from '../../src/collector/ingest/close-counts.ts';
import { encodeJsonRecord } from '../../src/protocol/records.ts';
import type { Site } from '../../src/protocol/site.ts';
import { launchChromium, openLooker, sizes } from '../support/chromium.ts';
import { devices, fragment } from '../support/count-records.ts';
import { makeCollector, type TestCollector } from '../support/make-collector.ts';
import { type ServedApp, serveApp } from '../support/serve-app.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Midnight at the sites, of the Monday when the kits were started. */
const bootMs = Date.parse('2026-03-02T05:00:00Z');
const dayOf = (day: number): string => new Date(bootMs + day * dayMs).toISOString().slice(0, 10);
const staff = { email: 'ana@example.org', password: 'correct horse battery' };
/** Most come in the morning and towards evening. */
const byHour = [0, 0, 0, 0, 1, 3, 6, 9, 10, 8, 6, 5, 4, 4, 5, 6, 9, 8, 5, 3, 2, 1, 0, 0];

let collector: TestCollector;
let served: ServedApp;
let browser: Browser;

beforeAll(async () => {
  collector = await makeCollector();
  await createUser(collector.context, staff);
  for (const [index, site] of collector.sites.slice(0, 3).entries()) await countFortnight(site, index);
  const { store } = collector.context;
  const { weeks } = await closeCounts(store, bootMs + 20 * dayMs);
  expect(weeks).toBe(2);
  served = await serveApp(collector.app);
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  served?.close();
  await collector?.close();
});

/** Each site has visitors of its own; of those of the first, half are at the second a day later. */
async function countFortnight(site: Site, index: number): Promise<void> {
  const kit = await collector.kit(site);
  const count = [420, 260, 180][index] ?? 0;
  const records = [];
  for (let day = 0; day < 14; day++) {
    const present = devices(count, 10_000 * (index + 1) + day * count);
    const travelled = index === 1 && day > 0 ? devices(210, 10_000 + (day - 1) * 420) : [];
    const all = [...present, ...travelled];
    const share = all.length / byHour.reduce((sum, each) => sum + each, 0);
    const arrivals = byHour.map((each) => Math.round(each * share));
    const record = fragment({
      boot: kit.boot,
      siteId: site.id,
      profile: 'linked',
      keyId: day < 7 ? '0123456789abcdef' : 'fedcba9876543210',
      day: dayOf(day),
      began: { ...kit.boot, msSinceBoot: day * dayMs },
      until: { ...kit.boot, msSinceBoot: day * dayMs + 23 * hourMs },
      present: all,
      arrivals,
      peak: arrivals.map((each) => Math.round(each * 0.7)),
      connections: arrivals.map((each) => each * 2),
      dwell: [0.1, 0.2, 0.4, 0.2, 0.08, 0.02, 0].map((part) => Math.round(part * all.length)),
    });
    records.push(await kit.sealed('count', encodeJsonRecord(record)));
    for (let answer = 0; answer < 12; answer++)
      records.push(
        await kit.submission(
          { age_group: answer % 3 === 0 ? '18_24' : '25_59' },
          { begun: { ...kit.boot, msSinceBoot: day * dayMs + (7.5 + answer) * hourMs }, siteId: site.id },
        ),
      );
  }
  const clock = await kit.clock({ at: { ...kit.boot, msSinceBoot: 0 }, utcMs: bootMs });
  collector.clock.set(bootMs + 15 * dayMs);
  await collector.receipt(kit.bundle([clock]));
  for (let from = 0; from < records.length; from += 60)
    await collector.receipt(kit.bundle(records.slice(from, from + 60)));
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${served.url}/flows`);
  await page.getByLabel('E-mail address').fill(staff.email);
  await page.getByLabel('Password').fill(staff.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const figure = async (page: Page, name: string): Promise<number> =>
  Number(((await page.locator(`[data-figure="${name}"]`).textContent()) ?? '').replace(/\D/g, ''));

describe.each([
  ['phone', 'light', true],
  ['phone', 'dark', true],
  ['phone', 'light', false],
  ['desk', 'light', true],
  ['desk', 'dark', true],
] as const)('staff at a %s-sized window, %s, JavaScript %s', (size, colorScheme, javaScriptEnabled) => {
  it('read the flows of a week, of a site, and the answers weighted by who came', async () => {
    const options = { viewport: sizes[size], colorScheme, javaScriptEnabled };
    const { page, look, close } = await openLooker(browser, served.url, options);
    const shot = (what: string) =>
      look(`flows-${size}-${colorScheme}${javaScriptEnabled ? '' : '-noscript'}-${what}`);
    await signIn(page);
    await page.goto(`${served.url}/flows`);
    await shot('01-all');
    // 7 days of 420, 470 and 180, and noise.
    expect(Math.abs((await figure(page, 'device-days')) - 7 * (420 + 470 + 180))).toBeLessThan(300);
    await page.locator('h2', { hasText: 'Where' }).scrollIntoViewIfNeeded();
    await shot('02-where');
    const flow = page.locator('[data-flow="XD-01 XD-02"]', { hasText: '→' });
    expect(await flow.textContent()).toMatch(/XD-01 .* → XD-02/);
    // The same on the map: a line, and an arrow that says which way.
    expect(await page.locator('.map .flow').count()).toBe(1);
    expect(await page.locator('.map .arrow').count()).toBe(1);

    await page.getByLabel('Site', { exact: true }).selectOption('XD-02');
    await page.getByLabel('Week', { exact: true }).selectOption(dayOf(0));
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).search).toBe(`?site=XD-02&week=${dayOf(0)}`);
    await shot('03-site');
    expect(await page.locator('[data-day]').count()).toBe(7);

    await page.getByRole('link', { name: 'Answers weighted by who came' }).click();
    expect(await page.locator('body').textContent()).toContain('Indicative, not representative.');
    expect(await page.locator('[data-question="age_group"]').count()).toBe(1);
    await shot('04-answers');
    await page.getByRole('link', { name: 'Back to the flows of this week' }).click();
    expect(new URL(page.url()).pathname).toBe('/flows');
    await close();
  });
});

describe('the flows page', () => {
  it('weighs little, for slow lines', async () => {
    const { page, close } = await openLooker(browser, served.url, { viewport: sizes.desk });
    await signIn(page);
    const response = await page.goto(`${served.url}/flows`);
    expect((await response?.body())?.byteLength).toBeLessThan(150_000);
    await close();
  });

  it('reaches every control and table by keyboard, in the order of the page', async () => {
    const { page, close } = await openLooker(browser, served.url, { viewport: sizes.phone });
    await signIn(page);
    await page.goto(`${served.url}/flows`);
    const reached: string[] = [];
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        return `${element?.tagName} ${element?.textContent?.trim().slice(0, 40) ?? ''}`;
      });
      if (at.startsWith('BODY')) break;
      reached.push(at);
    }
    for (const what of ['A Skip to the content', 'BUTTON Show', 'SUMMARY The hours as a table'])
      expect(reached).toContain(what);
    expect(reached.findIndex((at) => at.startsWith('SELECT'))).toBeLessThan(reached.indexOf('BUTTON Show'));
    await close();
  });
});
