/**
 * The visitor's pages on the real intake and the fake gate, and phones that use them as a browser without JavaScript does:
 * by what stands in the page, following redirects.
 */
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { createPagesGate } from '../../src/kit/access/pages-gate.ts';
import { createAssets } from '../../src/kit/routes/assets.ts';
import { type VisitorApp, visitorApp } from '../../src/kit/routes/visitor.tsx';
import type { VisitorOptions } from '../../src/kit/routes/visitor-request.ts';
import { loadLists, loadPhrases } from '../../src/platform/content.ts';
import { loadDirectory } from '../../src/platform/directory-content.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Gate } from '../../src/protocol/gate.ts';
import { type FilledIn, findAction, requestOf } from '../../src/simulate/fill-in.ts';
import { type Page, readPage } from '../../src/simulate/read-page.ts';
import { type KitParts, type KitPartsOptions, makeKitParts } from './kit-parts.ts';
import { makeVoice, type TestVoice, type VoiceSettings } from './make-voice.ts';
import { makeMessageParts } from './messages.ts';

const origin = 'http://wifi.example';

export interface Shown extends Page {
  readonly path: string;
  readonly html: string;
  readonly headers: Headers;
}

export interface TestPhone {
  open(path: string, headers?: Record<string, string>): Promise<Shown>;
  /** Presses what carries this data-action and follows where it leads. */
  press(page: Page, action: string, filledIn?: FilledIn, language?: string): Promise<Shown>;
  /** One request, redirects not followed. */
  send(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<Response>;
}

export interface VisitorBench {
  readonly kit: KitParts;
  readonly gate: Gate;
  readonly app: VisitorApp;
  readonly voice: TestVoice;
  /** Of the gate. */
  pass(seconds: number): void;
  phone(ip: string): TestPhone;
}

export async function makeVisitorBench(
  change: Partial<VisitorOptions> = {},
  kitOptions: KitPartsOptions & VoiceSettings = {},
): Promise<VisitorBench> {
  const kit = await makeKitParts(kitOptions);
  let ms = 0;
  const clock = { now: () => ms, msSinceStart: () => ms };
  const gate = createFakeGate({ clock });
  const voice = makeVoice(kit, kitOptions);
  const app = visitorApp({
    visits: kit.visits,
    gate: createPagesGate(gate, clock),
    internet: () => 'up',
    disk: { isNearlyFull: async () => false },
    form: kit.form,
    lists: loadLists(undefined, kit.site.country),
    site: kit.site,
    assets: createAssets({ lists: loadLists(undefined, kit.site.country), script: undefined }),
    phrases: loadPhrases().tables,
    audio: {},
    help: { directory: loadDirectory(undefined, kit.site.id), now: () => undefined },
    voice,
    retentionDays: 14,
    sessionSeconds: 3600,
    messages: makeMessageParts(kit),
    counting: { funnel: kit.funnel, profile: 'local' },
    log: silentLog,
    ...change,
  });
  return {
    kit,
    gate,
    app,
    voice,
    pass: (seconds) => {
      ms += seconds * 1000;
    },
    phone: (ip) => makePhone(app, ip),
  };
}

function makePhone(app: VisitorApp, ip: string): TestPhone {
  const send: TestPhone['send'] = async (method, path, body, headers = {}) =>
    app.request(
      new URL(path, origin).href,
      {
        method,
        headers: { ...(body === undefined ? {} : formType), ...headers },
        ...(body === undefined ? {} : { body }),
      },
      { incoming: { socket: { remoteAddress: ip } } },
    );

  const follow = async (response: Response, path: string, hops = 0): Promise<Shown> => {
    const location = response.headers.get('location');
    if (response.status === 303 && location !== null) {
      if (hops > 4) throw new Error(`redirects without end at ${path}`);
      return follow(await send('GET', location), location, hops + 1);
    }
    const html = await response.text();
    const page = readPage(html, new URL(path, origin).href, response.status);
    return { ...page, path, html, headers: response.headers };
  };

  return {
    send,
    open: async (path, headers) => follow(await send('GET', path, undefined, headers), path),
    press: async (page, action, filledIn, language) => {
      const button = findAction(page, action, language);
      if (!button) throw new Error(`nothing to press for ${action} on ${page.url}`);
      const { method, url, body } = requestOf(button, filledIn);
      const { pathname, search } = new URL(url);
      return follow(await send(method, pathname + search, body), pathname);
    },
  };
}

const formType = { 'Content-Type': 'application/x-www-form-urlencoded' };
