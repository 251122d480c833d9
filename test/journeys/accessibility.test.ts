/**
 * Every page there is, in every language, as people with little sight, large letters, a keyboard or a small old phone meet it: axe
 * finds nothing in the light and in the dark theme, nothing is wider than 320, 360 or 412 pixels, nor at 320 with letters twice as
 * large, and whatever is pressed is at least 44 pixels high and wide. The pages come from the kit's own routes; a real Chromium
 * lays them out. What the script adds is looked at in phone-script.test.ts.
 */
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPhrases } from '../../src/platform/content.ts';
import { launchChromium } from '../support/chromium.ts';
import { everyPage } from '../support/every-page.ts';
import { furtherPages } from '../support/further-pages.ts';
import { makeVisitorBench, type Shown, type VisitorBench } from '../support/visitor-bench.ts';

const languages = Object.keys(loadPhrases().tables);
const windows = [320, 360, 412];
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let bench: VisitorBench;
let down: VisitorBench;
let browser: Browser;
beforeAll(async () => {
  bench = await makeVisitorBench();
  down = await makeVisitorBench({ internet: () => 'down' });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  bench.kit.remove();
  down.kit.remove();
});

/** The address of a phone of its own for each language. */
const phoneFor = (language: string) => `127.0.2.${1 + languages.indexOf(language)}`;

async function pagesIn(language: string): Promise<Map<string, Shown>> {
  const ip = phoneFor(language);
  const pages = await everyPage(bench, ip, language);
  for (const path of ['', `/${language}`, `/${language}/online`]) {
    const headers = { 'accept-language': language };
    pages.set(`${path || '/'} without internet`, await down.phone(ip).open(path || '/', headers));
  }
  pages.set('/', await bench.phone('127.0.3.3').open('/', { 'accept-language': language }));
  return pages;
}

const origin = 'http://wifi.example';

/** An empty page of the portal with axe in it: it is large, and put in once. Styles come from the kit, films and voices from nowhere. */
async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    if (!pathname.startsWith('/assets/')) return route.abort();
    const response = await bench.phone('127.0.4.4').send('GET', pathname);
    return route.fulfill({ contentType: 'text/css', body: await response.text() });
  });
  await page.goto(`${origin}/`);
  await page.evaluate(axe.source);
  return page;
}

/** Written into the window that stands open: what was put into it stays. */
const show = (page: Page, html: string): Promise<void> =>
  page.evaluate(async (text) => {
    document.open();
    const loaded = new Promise((done) => window.addEventListener('load', done, { once: true }));
    document.write(text);
    document.close();
    await loaded;
  }, html);

async function judge(page: Page, rules: readonly string[]): Promise<string[]> {
  return page.evaluate(
    async ([kind, values]) => {
      // Put into the page below.
      const { axe: judgeOfPage } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await judgeOfPage.run(document, {
        runOnly: { type: kind === 'rule' ? 'rule' : 'tag', values: [...values] },
        resultTypes: ['violations'],
      });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
    },
    [rules[0] === 'color-contrast' ? 'rule' : 'tag', rules] as const,
  );
}

const wider = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** WCAG 2.5.8 wants 24 pixels and excepts links in a sentence; this house wants 44 and has no such links. */
const tooSmall = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a,button,input,select,textarea,summary')]
      .map((element) => element.closest('label') ?? element)
      .filter((element) => !element.matches('.jump'))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 0 && height > 0 && (width < 43.9 || height < 43.9);
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );

describe.each(languages)('in %s', (language) => {
  test('axe finds nothing, and everything fits and can be pressed', { timeout: 240_000 }, async () => {
    // Those behind a longer way differ in their words only from language to language: looked at in one of either direction.
    const further = ['en', 'ar'].includes(language) ? await furtherPages(language) : [];
    const pages = [...(await pagesIn(language)), ...further];
    expect(pages.length).toBeGreaterThanOrEqual(45);
    const context = await browser.newContext({ viewport: { width: 320, height: 640 }, bypassCSP: true });
    const found: string[] = [];
    const look = async (page: Page, name: string, html: string) => {
      const note = (what: string, problems: readonly string[]) =>
        found.push(...problems.map((problem) => `${name} ${what}: ${problem}`));
      const noteWidth = async (what: string) => {
        const by = await wider(page);
        if (by > 0) note(what, [`${by} pixels too wide`]);
      };
      // So high that the bar, which stays in sight, lies over nothing.
      await page.setViewportSize({ width: 320, height: 6000 });
      await page.emulateMedia({ colorScheme: 'light' });
      await show(page, html);
      note('light', await judge(page, wcag));
      await page.emulateMedia({ colorScheme: 'dark' });
      note('dark', await judge(page, ['color-contrast']));
      note('', await tooSmall(page));
      for (const width of windows) {
        await page.setViewportSize({ width, height: 640 });
        await noteWidth(`at ${width}`);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      const browserItself = await context.newCDPSession(page);
      await browserItself.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
      await noteWidth('with large letters');
      await browserItself.send('Page.setFontSizes', { fontSizes: { standard: 16 } });
      await browserItself.detach();
    };
    const tabs = await Promise.all([openTab(context), openTab(context)]);
    await Promise.all(
      tabs.map(async (page) => {
        for (let next = pages.pop(); next; next = pages.pop()) await look(page, next[0], next[1].html);
      }),
    );
    await context.close();
    expect(found).toEqual([]);
  });
});
