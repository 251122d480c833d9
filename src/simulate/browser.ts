/**
 * One phone's browser window: it shows a page, something is pressed, another page shows. A broken connection is told to
 * the person, who decides; only opening an address is tried again by itself, with patience for a kit that restarts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FilledIn, requestOf } from './fill-in.ts';
import type { PhoneHttp } from './phone-http.ts';
import { type Page, type Pressable, readPage } from './read-page.ts';

export type Pressed =
  | { readonly kind: 'arrived'; readonly page: Page; readonly isRedirected: boolean }
  /** Sent, perhaps; no answer. */
  | { readonly kind: 'broken' };

export interface Browser {
  /** undefined: still no answer after the last retry. */
  open(url: string): Promise<Page | undefined>;
  press(pressable: Pressable, filledIn?: FilledIn): Promise<Pressed>;
}

/** A person who opens the portal again while nothing answers. */
export const usualRetryDelaysMs: readonly number[] = [250, 500, 1000, 2000, 4000, 4000, 4000, 4000];

export interface BrowserParts {
  readonly http: PhoneHttp;
  readonly userAgent: string;
  readonly retryDelaysMs: readonly number[];
  /** Told of each broken connection. */
  readonly onTrouble: () => void;
}

export function createBrowser({ http, userAgent, retryDelaysMs, onTrouble }: BrowserParts): Browser {
  const load = async (request: Parameters<PhoneHttp['load']>[0]): Promise<Pressed> => {
    try {
      const { url, status, body, redirects } = await http.load(request, userAgent);
      return { kind: 'arrived', page: readPage(body, url, status), isRedirected: redirects > 0 };
    } catch {
      onTrouble();
      return { kind: 'broken' };
    }
  };
  return {
    open: async (url) => {
      for (const delayMs of [0, ...retryDelaysMs]) {
        await sleep(delayMs);
        const loaded = await load({ method: 'GET', url, body: undefined });
        if (loaded.kind === 'arrived' && loaded.page.status < 500) return loaded.page;
      }
      return undefined;
    },
    press: (pressable, filledIn) => load(requestOf(pressable, filledIn)),
  };
}
