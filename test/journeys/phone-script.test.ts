/**
 * What the script for phones does in real Chromium, on a real kit: nicer, never different, and nothing lost where it fails. The
 * same journeys without a script are in visitor-browser.test.ts.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openPhone, type Phone } from '../support/open-phone.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** At the second question. */
async function begin(opened?: Phone): Promise<Phone> {
  const phone = opened ?? (await openPhone(browser));
  const { page, press } = phone;
  await page.goto('/es/consent');
  await press('consent-yes');
  await page.locator('input[value="25_59"]').check();
  await press('next');
  return phone;
}

/** Through the pages with nothing chosen until this one. */
async function skipTo({ page, press, pathNow }: Phone, path: string): Promise<void> {
  for (let pages = 0; pathNow() !== path && pages < 20; pages += 1) {
    const more = page.locator('button[data-action=more-yes]');
    await press((await more.count()) > 0 ? 'more-yes' : 'skip');
  }
  expect(pathNow()).toBe(path);
}

test('a country is found while it is typed, with a mistake in it, and chosen', {
  timeout: 60_000,
}, async () => {
  const phone = await begin();
  const { page, press, pathNow } = phone;
  await skipTo(phone, '/es/q/nationality');
  await page.locator('input[type=search]').pressSequentially('venexuel');
  const found = page.locator('.search label.option');
  await found.first().waitFor();
  expect(await found.allInnerTexts()).toEqual(['Venezuela']);
  expect(await page.locator('.search [role=status]').textContent()).toContain('1');
  await found.first().click();
  await page.locator('input[type=search]').fill('peru');
  // What was marked stays in sight and marked.
  expect((await found.allInnerTexts()).slice(0, 2)).toEqual(['Venezuela', 'Perú']);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await press('next');
  // Typed after it was marked, and nothing chosen since: that search is what was meant. The next tap is the answer.
  expect(pathNow()).toBe('/es/q/nationality');
  expect(await page.locator('label.option').first().textContent()).toBe('Perú');
  await press('next');
  expect(pathNow()).toBe('/es/q/move_type');
  await page.goto('/es/q/nationality');
  expect(await page.locator('input[value=VEN]').isChecked()).toBe(true);
});

test('where the names do not come, the button searches as ever', async () => {
  const phone = await openPhone(browser);
  const { page, press } = phone;
  await page.route('**/lists/**', (route) => route.abort());
  await begin(phone);
  await skipTo(phone, '/es/q/nationality');
  await page.locator('input[type=search]').fill('marfil');
  await press('search');
  expect(await page.getByText('Costa de Marfil', { exact: true }).count()).toBe(1);
});

test('people are counted by one more and one fewer, within the bounds, and the numbers are sent', {
  timeout: 60_000,
}, async () => {
  const phone = await begin();
  const { page, press } = phone;
  await skipTo(phone, '/es/q/group');
  const women = page.locator('.field').first();
  const [fewer, more] = [women.locator('button').first(), women.locator('button').last()];
  expect(await fewer.isDisabled()).toBe(true);
  for (let taps = 0; taps < 3; taps += 1) await more.click();
  await fewer.click();
  expect(await women.locator('input').inputValue()).toBe('2');
  expect(await more.getAttribute('aria-label')).toMatch(/: ./);
  for (const size of [await more.boundingBox(), await fewer.boundingBox()])
    expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await women.locator('input').fill('20');
  expect(await more.isDisabled()).toBe(true);
  await women.locator('input').fill('2');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await press('next');
  await page.goto('/es/q/group');
  expect(await page.locator('.field input').first().inputValue()).toBe('2');
});

test('"none" takes the other marks away, and another takes away "none"', async () => {
  const phone = await begin();
  const { page } = phone;
  await skipTo(phone, '/es/q/needs');
  const [food, none] = [page.locator('input[value=food]'), page.locator('input[data-alone]').last()];
  await food.check();
  await none.check();
  expect(await food.isChecked()).toBe(false);
  await food.check();
  expect(await none.isChecked()).toBe(false);
});

test('a hurried finger sends a page once', async () => {
  const { page } = await begin();
  let posts = 0;
  await page.route('**/q/sex', async (route) => {
    if (route.request().method() === 'POST') {
      posts += 1;
      // A slow radio: time enough for an impatient finger.
      await new Promise((done) => setTimeout(done, 1500));
    }
    await route.continue();
  });
  const taps = [0, 300, 600, 900];
  await page.locator('button[data-action=next]').evaluate((button: HTMLButtonElement, times) => {
    for (const ms of times) setTimeout(() => button.click(), ms);
  }, taps);
  await page.waitForURL('**/q/nationality');
  expect(posts).toBe(1);
});

test('a page that came back because of a mistake begins at the sentence that says so', async () => {
  const phone = await begin();
  const { page, press } = phone;
  await skipTo(phone, '/es/q/group');
  await page.locator('.field input').first().fill('99');
  await press('next');
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('error');
});

test('"leave now" leaves no way back to the page it was on', async () => {
  const { page, pathNow } = await begin();
  expect(pathNow()).toBe('/es/q/sex');
  await page.locator('a[data-action=leave]').click();
  await page.waitForURL('**/leave');
  await page.goBack();
  expect(pathNow()).not.toBe('/es/q/sex');
});

test('"leave now" is the first thing that the Tab key comes to', async () => {
  const { page } = await begin();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-action'))).toBe('leave');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#main');
});

test('nothing that the Tab key comes to lies under the bar or under "leave now"', async () => {
  const { page } = await openPhone(browser);
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto('/fr/feedback/safe');
  const hidden: string[] = [];
  const links = await page.locator('a, button, summary').count();
  for (let taps = 0; taps < links; taps += 1) {
    await page.keyboard.press('Tab');
    const under = await page.evaluate(() => {
      const focused = document.activeElement;
      // Behind the last one.
      if (focused === document.body) return undefined;
      const { x, y, width, height } = focused?.getBoundingClientRect() ?? new DOMRect();
      const top = document.elementFromPoint(x + width / 2, y + height / 2);
      return focused?.contains(top) || top?.contains(focused) ? undefined : focused?.outerHTML.slice(0, 80);
    });
    if (under !== undefined) hidden.push(under);
  }
  expect(hidden).toEqual([]);
});

test('the languages close by Escape and by a tap elsewhere', async () => {
  const { page } = await openPhone(browser);
  await page.goto('/es/about');
  const list = page.locator('details.tongues');
  const isOpen = () => list.evaluate((element: HTMLDetailsElement) => element.open);
  await list.locator('summary').click();
  expect(await isOpen()).toBe(true);
  await page.keyboard.press('Escape');
  expect(await isOpen()).toBe(false);
  await list.locator('summary').click();
  await page.locator('footer p').click();
  expect(await isOpen()).toBe(false);
});

test('a page is heard by one tap, and one choice alone by the button beside it', async () => {
  const { page, press } = await openPhone(browser);
  await page.goto('/es/consent');
  await press('consent-yes');
  // None is made before the first tap.
  const audio = page.locator('audio');
  expect(await audio.count()).toBe(0);
  const now = () => audio.evaluate(({ currentTime, paused }: HTMLAudioElement) => ({ currentTime, paused }));
  const whole = page.locator('.listen button');
  const [from = 0, to = 0] = (
    (await page.locator('label[data-heard]').nth(2).getAttribute('data-heard')) ?? ''
  )
    .split(' ')
    .map(Number);
  expect(await page.locator('.spoken button').count()).toBe(await page.locator('label.option').count());
  await page.locator('.spoken button').nth(2).click();
  await page.waitForFunction(() => document.querySelector('label.heard input[value="25_59"]'));
  expect((await now()).currentTime).toBeGreaterThanOrEqual(from);
  // It stops behind the choice, by itself.
  await page.waitForFunction(() => document.querySelector<HTMLAudioElement>('audio')?.paused);
  expect((await now()).currentTime).toBeLessThan(to + 1);
  await whole.click();
  await page.waitForFunction(
    () => document.querySelector('.listen button')?.getAttribute('aria-pressed') === 'true',
  );
  await whole.click();
  expect((await now()).paused).toBe(true);
  // To hear a choice is not to choose it.
  expect(await page.locator('input:checked').count()).toBe(0);
  expect(await whole.getAttribute('aria-label')).toBe('Escuchar');
});

test('the buttons beside long words push nothing out of a window of 320 pixels', {
  timeout: 60_000,
}, async () => {
  const phone = await openPhone(browser);
  const { page, press } = phone;
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto('/sw/consent');
  await press('consent-yes');
  await skipTo(phone, '/sw/q/specific_needs');
  expect(await page.locator('.spoken button').count()).toBeGreaterThan(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
});

test('a form is answered in a window whose storage, fetch and player throw', async () => {
  const phone = await openPhone(browser);
  const { page, press, pathNow } = phone;
  await page.addInitScript(() => {
    const refuse = () => {
      throw new Error('not in a sign-in window');
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'fetch'])
      Object.defineProperty(window, name, { get: refuse });
    HTMLMediaElement.prototype.play = refuse;
    Element.prototype.closest = refuse;
  });
  await begin(phone);
  await skipTo(phone, '/es/q/nationality');
  await page.locator('input[type=search]').fill('marfil');
  await press('search');
  await page.getByText('Costa de Marfil', { exact: true }).click();
  await press('next');
  expect(pathNow()).toBe('/es/q/move_type');
});
