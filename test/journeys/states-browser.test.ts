/**
 * In Debian's own Chromium, as wide as a cheap phone: the pages that show when something is missing (no internet, no room on the
 * card, a phone that has given enough), in every language. Pictures stay in var/screenshots.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { launchChromium, openLooker, sizes } from '../support/chromium.ts';
import { createPhoneHttp } from '../support/raw-phone.ts';
import { type StartedKit, startTestKit } from '../support/started-kit.ts';

let browser: Browser;
let kit: StartedKit;
beforeAll(async () => {
  browser = await launchChromium();
  kit = await startTestKit(() => ({
    // Nobody is there: the internet is down for good.
    uplink_check: { urls: [{ url: 'http://127.0.0.1:9/generate_204' }] },
    limits: { submissions_per_hour: 1 },
  }));
  await createPhoneHttp(kit.port)('127.0.0.1');
});
afterAll(async () => {
  await browser.close();
  await kit.remove();
});

describe.each(['es', 'en', 'fr'])('without an internet, in %s,', (language) => {
  test.each(['light', 'dark'] as const)('every page can be read on a phone, %s', async (colorScheme) => {
    const options = { viewport: sizes.phone, colorScheme, locale: language };
    const { page, look, close } = await openLooker(browser, kit.visitorUrl, options);
    const shot = (name: string) => look(`down-${name}-${language}-${colorScheme}`);
    await page.goto(kit.visitorUrl);
    await shot('languages');
    await page.goto(`${kit.visitorUrl}/${language}`);
    await shot('home');
    await page.goto(`${kit.visitorUrl}/${language}/online`);
    await shot('captive');
    await page.locator('footer [data-action=online]:visible').last().click();
    await shot('granted');
    await page.goto(`${kit.visitorUrl}/${language}/about`);
    await shot('about');
    const phone = await kit.gate.whoIs('127.0.0.1');
    await kit.gate.close(phone?.handle ?? '');
    await close();
  });
});

test('the field page says that the internet is down', async () => {
  const { page, look, close } = await openLooker(browser, kit.fieldUrl, { viewport: sizes.phone });
  await page.goto(kit.fieldUrl);
  await look('field-down');
  await page.getByText('No internet connection').waitFor();
  await close();
});

describe.each(['es', 'en', 'fr'])('in %s', (language) => {
  test('a phone that has given enough reads so, and can go online', async () => {
    const { page, look, close } = await openLooker(browser, kit.visitorUrl, {
      viewport: sizes.phone,
      locale: language,
    });
    await page.goto(`${kit.visitorUrl}/${language}/consent`);
    if ((await page.locator('[data-action=consent-yes]').count()) > 0) {
      await page.locator('[data-action=consent-yes]').click();
      await page.locator('input[type=radio]').nth(3).check();
      await page.locator('[data-action=next]').click();
      await page.locator('[data-action=delete]').click();
      await page.locator('button[data-action=delete]').click();
      await page.goto(`${kit.visitorUrl}/${language}/consent`);
    }
    await page.locator('footer [data-action=online]').first().waitFor();
    await look(`enough-${language}`);
    await close();
  });
});
