/**
 * Journey: a visitor in real Chromium, on a phone-sized and a desk-sized window, with and without JavaScript, in three
 * languages: from the first page through every question to thanks, back again, and online.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openLooker, sizes } from '../support/chromium.ts';
import type { Program } from '../support/programs.ts';
import { makeRoad, type Road } from '../support/road.ts';

let road: Road;
let kit: Program;
let browser: Browser;

beforeAll(async () => {
  road = await makeRoad();
  kit = await road.startKit();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await kit.end('SIGKILL');
  road.remove();
});

const press = async (page: Page, action: string) => {
  await page.locator(`[data-action="${action}"]`).and(page.locator('a, button')).first().click();
};
/** Every visitor's page, whatever it is, has the one tap to the internet. */
const expectWayOnline = async (page: Page) => {
  const button = page.locator('form[method="post"] button[data-action="online"]');
  await expect(button.count()).resolves.toBeGreaterThan(0);
  await expect(button.last().isVisible()).resolves.toBe(true);
};

/** Gives the first answer offered to each question on the page. */
async function answer(page: Page): Promise<void> {
  const first = page.locator('main input[type="radio"], main input[type="checkbox"]').first();
  const numbers = page.locator('main input[type="number"], main input[inputmode="numeric"]');
  if ((await first.count()) > 0) {
    const adult = page.locator('main input[value="25_59"], main input[value="transit"]').first();
    await ((await adult.count()) > 0 ? adult : first).check();
  } else if ((await numbers.count()) > 0) await numbers.first().fill('2');
}

describe.each([
  ['phone', true, 'es'],
  ['phone', false, 'fr'],
  ['desk', true, 'en'],
  ['desk', false, 'es'],
] as const)('a visitor at a %s-sized window, JavaScript %s, in %s', (size, javaScriptEnabled, language) => {
  it('walks from the first page to thanks and online', { timeout: 120_000 }, async () => {
    // Each context is the same loopback phone: the visit is deleted at the end, so that the next begins anew.
    const looker = await openLooker(browser, road.visitorUrl, {
      viewport: sizes[size],
      javaScriptEnabled,
      locale: language,
    });
    const { page } = looker;
    const name = (what: string) => `visitor-${size}-${language}-${what}`;
    await page.goto(`${road.visitorUrl}/`);
    await looker.look(name('00-first'));
    await expectWayOnline(page);
    await page.locator(`a[data-action="language"][lang="${language}"]`).first().click();
    await looker.look(name('01-home'));
    await expectWayOnline(page);
    await press(page, 'start');
    await looker.look(name('02-consent'));
    await expectWayOnline(page);
    const buttons = ['consent-yes', 'consent-no'].map((action) =>
      page.locator(`button[data-action="${action}"]`),
    );
    const [yes, no] = await Promise.all(buttons.map((button) => button.boundingBox()));
    expect(yes?.height).toBe(no?.height);
    expect(Math.abs((yes?.width ?? 0) - (no?.width ?? 1))).toBeLessThanOrEqual(1);
    await press(page, 'consent-yes');

    let questions = 0;
    for (; questions < 30; questions++) {
      if ((await page.locator('[data-action="more-yes"]').count()) > 0) {
        await looker.look(name(`${questions + 3}-offer`));
        await expectWayOnline(page);
        await press(page, 'more-yes');
      }
      if ((await page.locator('button[data-action="next"]').count()) === 0) break;
      await expectWayOnline(page);
      await looker.look(name(`${String(questions + 3).padStart(2, '0')}-question`));
      await answer(page);
      await press(page, 'next');
    }
    expect(questions).toBeGreaterThanOrEqual(13);
    await looker.look(name('90-thanks'));
    await expectWayOnline(page);
    await page.reload();
    await page.goBack();
    expect(await page.locator('button[data-action="next"]').count()).toBe(0);

    await page.goto(`${road.visitorUrl}/${language}/about`);
    await looker.look(name('91-about'));
    await press(page, 'delete');
    await looker.look(name('92-delete'));
    await page.locator('main button[data-action="delete"]').click();
    await looker.look(name('93-deleted'));
    await expectWayOnline(page);
    await press(page, 'online');
    expect(new URL(page.url()).pathname).toBe(`/${language}/online`);
    await looker.look(name('94-online'));
    const missing = await page.goto(`${road.visitorUrl}/nowhere`);
    expect(missing?.status()).toBe(404);
    await expectWayOnline(page);
    await looker.close();
  });
});
