/**
 * Debian's own Chromium for journeys that look at pages. Every page is checked as it is reached: nothing fetched from
 * elsewhere, no error in the console, nothing wider than the window; a picture of it is kept in var/screenshots.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

export const sizes = {
  phone: { width: 360, height: 640 },
  desk: { width: 1280, height: 800 },
} as const;

const pictures = join(import.meta.dirname, '../../var/screenshots');

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export interface Looker {
  readonly page: Page;
  /** Checks the page that shows, and keeps a picture of it under this name. */
  look(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openLooker(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions,
): Promise<Looker> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin && !request.url().startsWith('data:'))
      complaints.push(`asks elsewhere: ${request.url()}`);
  });
  mkdirSync(pictures, { recursive: true });
  return {
    page,
    look: async (name) => {
      const picture = () => page.screenshot({ path: join(pictures, `${name}.png`) });
      // On a busy machine Chromium now and then has no frame ready ("Unable to capture screenshot"); it has a moment later.
      await picture().catch(picture);
      expect({ name, complaints }).toEqual({ name, complaints: [] });
      // Without script the page can still be measured and judged: Chromium runs what the test asks of it.
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect({ name, wider }).toEqual({ name, wider: 0 });
      if (options.javaScriptEnabled === false) return;
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect({ name, found }).toEqual({ name, found: [] });
    },
    close: () => context.close(),
  };
}
