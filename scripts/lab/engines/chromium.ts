/** Chromium by Playwright. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { BareWindow, StartEngine } from './engine.ts';

const pageAsWindow = (page: Page): BareWindow => ({
  open: async (url) => {
    await page.goto(url);
  },
  evaluate: (expression) => page.evaluate(expression),
  back: async () => {
    await page.goBack({ waitUntil: 'commit' });
  },
});

export const openChromium: StartEngine = async (place, folder, { isScripted }) => {
  const wrapper = join(folder, 'chromium');
  const pidFile = join(folder, 'pid');
  const command = [...place.prefix, '/usr/bin/chromium'].join(' ');
  // The shell's number stays the browser's.
  writeFileSync(wrapper, `#!/bin/sh\necho $$ > ${pidFile}\nexec ${command} "$@"\n`, { mode: 0o755 });
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const browser = await chromium.launch({ executablePath: wrapper, args: flags });
  const context = await browser.newContext({ javaScriptEnabled: isScripted });
  return {
    first: pageAsWindow(await context.newPage()),
    openTab: async () => pageAsWindow(await context.newPage()),
    close: () => browser.close(),
    kill: async () => {
      const isGone = new Promise((resolve) => browser.once('disconnected', resolve));
      process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      await isGone;
    },
  };
};
