/** The script for pages on which an answer brings another question, in real Chromium on a real kit. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultContentFolder } from '../../src/platform/content.ts';
import { launchChromium } from '../support/chromium.ts';
import { furtherForm } from '../support/further-form.ts';
import { openPhone, type Phone } from '../support/open-phone.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const openPhoneForTheForm = (): Promise<Phone> =>
  openPhone(browser, (folder) => {
    const content = join(folder, 'content');
    cpSync(defaultContentFolder(), content, { recursive: true });
    rmSync(join(content, 'forms'), { recursive: true });
    mkdirSync(join(content, 'forms'));
    writeFileSync(join(content, 'forms', 'further.1.json'), JSON.stringify(furtherForm));
    return { content_dir: content, questions: { form: 'further' } };
  });

async function comeToThePage({ page, press }: Phone): Promise<void> {
  await page.goto('/es/consent');
  await press('consent-yes');
  await page.locator('input[name=age]').fill('30');
  await press('next');
}

const shownOn = (page: Page) =>
  page
    .locator('[data-further]:not([hidden])')
    .evaluateAll((parts) => parts.map((part) => part.getAttribute('data-further')));

test('questions come and go with the answers, and one send is enough', { timeout: 60_000 }, async () => {
  const phone = await openPhoneForTheForm();
  const { page, press, pathNow } = phone;
  await comeToThePage(phone);
  expect(await shownOn(page)).toEqual([]);
  await page.locator('input[name=sick][value=yes]').check();
  expect(await shownOn(page)).toEqual(['care']);
  await page.locator('input[name=care][value=no]').check();
  await page.locator('input[name=days]').fill('9');
  expect(await shownOn(page)).toEqual(['care', 'days', 'advice']);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await page.locator('input[name=sick][value=no]').check();
  expect(await shownOn(page)).toEqual([]);
  await page.locator('input[name=sick][value=yes]').check();
  // What was answered before is still there.
  expect(await shownOn(page)).toEqual(['care', 'days', 'advice']);
  const posts: (string | null)[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.postData()));
  await press('next');
  expect(pathNow()).toBe('/es/thanks');
  expect(posts).toEqual([
    'sick=yes&shown.care=yes&care=no&shown.days=yes&days=9&shown.advice=yes&wish=&action=next',
  ]);
});

test('what is hidden is not sent, and without its script the page comes again', {
  timeout: 60_000,
}, async () => {
  const phone = await openPhoneForTheForm();
  const { page, press, pathNow } = phone;
  await page.route('**/assets/page.*', (route) => route.abort());
  await comeToThePage(phone);
  await page.locator('input[name=sick][value=yes]').check();
  expect(await shownOn(page)).toEqual([]);
  await press('next');
  expect(pathNow()).toBe('/es/q/health');
  expect(await shownOn(page)).toEqual(['care']);
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('notice');
  await press('next');
  expect(pathNow()).toBe('/es/thanks');
});
