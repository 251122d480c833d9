/** The script for pages on which an answer brings another question, in real Chromium on a real kit. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { defaultContentFolder } from '../../src/platform/content.ts';
import { launchChromium, sizes } from '../support/chromium.ts';
import { furtherForm } from '../support/further-form.ts';
import { type StartedKit, startTestKit } from '../support/started-kit.ts';

let browser: Browser;
let kit: StartedKit;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  kit = await startTestKit((folder) => {
    const content = join(folder, 'content');
    cpSync(defaultContentFolder(), content, { recursive: true });
    rmSync(join(content, 'forms'), { recursive: true });
    mkdirSync(join(content, 'forms'));
    writeFileSync(join(content, 'forms', 'further.1.json'), JSON.stringify(furtherForm));
    return { content_dir: content, questions: { form: 'further' } };
  });
  context = await browser.newContext({ viewport: sizes.phone, locale: 'es' });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await kit.remove();
});

async function press(action: string): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.locator(`main button[data-action=${action}]`).first().click();
  await loaded;
}

async function comeToThePage(): Promise<void> {
  await page.goto(`${kit.visitorUrl}/es/consent`);
  await press('consent-yes');
  await page.locator('input[name=age]').fill('30');
  await press('next');
}

const shown = () =>
  page
    .locator('[data-further]:not([hidden])')
    .evaluateAll((parts) => parts.map((part) => part.getAttribute('data-further')));

test('questions come and go with the answers, and one send is enough', { timeout: 60_000 }, async () => {
  await comeToThePage();
  expect(await shown()).toEqual([]);
  await page.locator('input[name=sick][value=yes]').check();
  expect(await shown()).toEqual(['care']);
  await page.locator('input[name=care][value=no]').check();
  await page.locator('input[name=days]').fill('9');
  expect(await shown()).toEqual(['care', 'days', 'advice']);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await page.locator('input[name=sick][value=no]').check();
  expect(await shown()).toEqual([]);
  await page.locator('input[name=sick][value=yes]').check();
  // What was answered before is still there.
  expect(await shown()).toEqual(['care', 'days', 'advice']);
  const posts: (string | null)[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.postData()));
  await press('next');
  expect(new URL(page.url()).pathname).toBe('/es/thanks');
  expect(posts).toEqual([
    'sick=yes&shown.care=yes&care=no&shown.days=yes&days=9&shown.advice=yes&wish=&action=next',
  ]);
});

test('what is hidden is not sent, and without its script the page comes again', {
  timeout: 60_000,
}, async () => {
  await page.route('**/assets/page.*', (route) => route.abort());
  await comeToThePage();
  await page.locator('input[name=sick][value=yes]').check();
  expect(await shown()).toEqual([]);
  await press('next');
  expect(new URL(page.url()).pathname).toBe('/es/q/health');
  expect(await shown()).toEqual(['care']);
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('notice');
  await press('next');
  expect(new URL(page.url()).pathname).toBe('/es/thanks');
});
