/** A phone on a kit of its own: a window of real Chromium, as small as a phone's and in Spanish. Both are removed after the test. */
import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { sizes } from './chromium.ts';
import { startTestKit } from './started-kit.ts';

export interface Phone {
  /** Paths are the kit's. */
  readonly page: Page;
  /** Every button leads to a whole page. */
  press(action: string): Promise<void>;
  pathNow(): string;
}

/** @param change keys of the kit's configuration, over the bench's */
export async function openPhone(
  browser: Browser,
  change?: Parameters<typeof startTestKit>[0],
): Promise<Phone> {
  const kit = await startTestKit(change);
  onTestFinished(() => kit.remove());
  const context = await browser.newContext({ viewport: sizes.phone, locale: 'es', baseURL: kit.visitorUrl });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  return {
    page,
    press: async (action) => {
      const loaded = page.waitForEvent('load');
      await page.locator(`main button[data-action=${action}]`).first().click();
      await loaded;
    },
    pathNow: () => new URL(page.url()).pathname,
  };
}
