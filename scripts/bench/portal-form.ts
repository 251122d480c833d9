/**
 * What a whole form costs over the air: from the portal's first page through the seven questions asked of everybody to thanks, by a
 * real browser with nothing in its cache, with and without JavaScript. Counted on the line, heads included; nothing is listened to.
 * Wanted: at most 60 KB come to the phone. Beside it what its browser sends, and a traveller within the country, who is asked for
 * districts as well.
 */
import { type Browser, chromium, type Page } from 'playwright-core';
import { loadDemonstrationSites, loadPhrases } from '../../src/platform/content.ts';
import { freePort } from '../../test/support/programs.ts';
import { openRelay } from '../../test/support/relay.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, report, whole } from './figures.ts';

const limitBytes = 60 * 1024;
const [site] = loadDemonstrationSites();
/** What is chosen where it is offered; else the first. */
const roads = {
  abroad: ['25_59', 'transit', 'VEN'],
  within: ['25_59', 'transit', site?.country ?? ''],
} as const;

interface Cost {
  readonly language: string;
  readonly down: number;
  readonly up: number;
  readonly pages: number;
}

export async function portalForm(): Promise<Figure[]> {
  const port = await freePort();
  const road = await makeRoad({ visitorHosts: [`127.0.0.1:${port}`] });
  const kit = await road.startKit();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  let phone = 1;
  try {
    const cost = async (language: string, isScripted: boolean, way: keyof typeof roads): Promise<Cost> => {
      phone += 1;
      const relay = await openRelay({ port, portal: road.visitorUrl, address: `127.0.77.${phone}` });
      try {
        const pages = await walk(browser, relay.url, { language, isScripted, chosen: roads[way] });
        return { language, pages, ...relay.counted };
      } finally {
        await relay.close();
      }
    };
    const figures: Figure[] = [];
    for (const isScripted of [true, false]) {
      const costs: Cost[] = [];
      for (const language of Object.keys(loadPhrases().tables))
        costs.push(await cost(language, isScripted, 'abroad'));
      costs.sort((a, b) => b.down - a.down);
      const [most] = costs;
      if (!most) throw new Error('nothing was walked');
      figures.push(...figuresOf(isScripted, costs, await cost(most.language, isScripted, 'within')));
    }
    return figures;
  } finally {
    await browser.close();
    await kit.end('SIGTERM');
    road.remove();
  }
}

/** @param costs the most first */
function figuresOf(isScripted: boolean, costs: readonly Cost[], within: Cost): Figure[] {
  const [most, ...others] = costs;
  const script = isScripted ? 'with script' : 'without script';
  const down = most?.down ?? 0;
  return [
    {
      what: `form of seven questions over the air, ${script}, to the phone (most of ${costs.length} languages)`,
      wanted: `≤ ${whole(limitBytes)} B`,
      seen: `${whole(down)} B (${most?.language}), ${most?.pages} pages`,
      peer: others.map((cost) => `${cost.language} ${whole(cost.down)}`).join(', '),
      isMet: down <= limitBytes,
    },
    {
      what: '  and what the browser sends; the same within the country',
      seen: `${whole(most?.up ?? 0)} B; to the phone ${whole(within.down)} B, from it ${whole(within.up)} B, ${within.pages} pages`,
    },
  ];
}

interface Walk {
  readonly language: string;
  readonly isScripted: boolean;
  readonly chosen: readonly string[];
}

/** How many pages it took. */
async function walk(browser: Browser, url: string, { language, isScripted, chosen }: Walk): Promise<number> {
  const context = await browser.newContext({
    locale: language,
    javaScriptEnabled: isScripted,
    viewport: { width: 360, height: 640 },
  });
  try {
    const page = await context.newPage();
    let pages = 0;
    page.on('response', (response) => {
      if (response.request().isNavigationRequest() && response.status() === 200) pages += 1;
    });
    const press = async (action: string) => {
      await page.locator(`:is(a, button)[data-action="${action}"]`).first().click();
      await page.waitForLoadState('load');
    };
    await page.goto(url);
    await page.locator(`a[data-action="language"][lang="${language}"]`).first().click();
    await press('start');
    await press('consent-yes');
    while ((await page.locator('[data-action="next"]').count()) > 0) {
      await answer(page, chosen);
      await press('next');
    }
    await press('more-no');
    await page.waitForLoadState('networkidle');
    if (!page.url().endsWith('/thanks')) throw new Error(`the form ended at ${page.url()}`);
    return pages;
  } finally {
    await context.close();
  }
}

async function answer(page: Page, chosen: readonly string[]): Promise<void> {
  const wanted = page.locator(chosen.map((value) => `main input[value="${value}"]`).join(', ')).first();
  const first = page.locator('main input[type="radio"], main input[type="checkbox"]').first();
  await ((await wanted.count()) > 0 ? wanted : first).check();
}

if (import.meta.main) report(await portalForm());
