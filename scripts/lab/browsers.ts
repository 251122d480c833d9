/**
 * Three browser engines, in a phone's namespace or on this machine, all alike to a journey: open an address, run a line of script in
 * the page, press what has a `data-action`, go back, open a tab. Where they run without script, pages have none; the journey's own
 * lines still run. They use the network and names of their place and nothing else.
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserPlace } from './browser-place.ts';
import { openChromium } from './engines/chromium.ts';
import type { Bare, BareWindow, BrowserSettings, StartEngine } from './engines/engine.ts';
import { openFirefox } from './engines/firefox.ts';
import { openWebKit } from './engines/webkit.ts';
import { until } from './program.ts';

/** A window or a tab. */
export interface LabWindow extends BareWindow {
  /** Resolves when the next page shows. */
  press(action: string): Promise<void>;
}

export interface LabBrowser extends LabWindow, Omit<Bare, 'first' | 'openTab'> {
  openTab(): Promise<LabWindow>;
}

export type Engine = 'Chromium' | 'Firefox' | 'WebKit';

/** @param folder for profiles, a new one each time; whoever made the folder removes it. */
export async function openBrowser(
  engine: Engine,
  place: BrowserPlace,
  folder: string,
  settings: BrowserSettings = { isScripted: true },
): Promise<LabBrowser> {
  const bare = await engines[engine](place, mkdtempSync(join(folder, 'browser-')), settings);
  return {
    ...windowOf(bare.first),
    openTab: async () => windowOf(await bare.openTab()),
    close: () => bare.close(),
    kill: () => bare.kill(),
  };
}

const engines: Readonly<Record<Engine, StartEngine>> = {
  Chromium: openChromium,
  Firefox: openFirefox,
  WebKit: openWebKit,
};

/** It stands, and its script has run. What it loads beside that is not waited for: WebKit here takes seconds to make a player. */
const isReady = "performance.getEntriesByType('navigation')[0]?.domContentLoadedEventEnd > 0";
const isNew = `!window.isOld && ${isReady}`;

function windowOf(bare: BareWindow): LabWindow {
  const { evaluate } = bare;
  // Between two pages there is none to ask.
  const ask = (expression: string) => evaluate(expression).catch(() => undefined);
  return {
    ...bare,
    press: async (action) => {
      const find = `document.querySelector(':is(a, button)[data-action="${action}"]')`;
      // The mark is gone with the page that bears it.
      const isPressed = await evaluate(
        `(() => { window.isOld = true; const it = ${find}; it?.click(); return !!it; })()`,
      );
      if (isPressed !== true) throw new Error(`nothing to press for "${action}"`);
      await until(`the next page after "${action}" shows`, async () => (await ask(isNew)) === true);
    },
    back: async () => {
      const left = await evaluate('(() => { window.isOld = true; return location.pathname; })()');
      await bare.back();
      // A page that was kept as it stood bears the mark of having been left; one that led back to where it was does not.
      const where = `${isReady} && [location.pathname, !window.isOld]`;
      await until('the page before shows', async () => {
        const seen = await ask(where);
        return Array.isArray(seen) && (seen[0] !== left || seen[1] === true);
      });
    },
  };
}
