/**
 * Three browser engines in a phone's namespace, each driven by its own protocol and all alike to a journey: open an address, run
 * a line of script in the page, press what has a `data-action`. They use the phone's network and names and nothing else.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Phone } from './phone.ts';
import { until } from './program.ts';

export interface LabBrowser {
  /** Resolves when the page shows, wherever redirects led. */
  open(url: string): Promise<void>;
  /** An expression's value, as JSON carries it. */
  evaluate(expression: string): Promise<unknown>;
  press(action: string): Promise<void>;
  close(): Promise<void>;
}

type Bare = Omit<LabBrowser, 'press'>;
export type Engine = 'Chromium' | 'Firefox' | 'WebKit';

/** @param folder for profiles; goes with the lab. */
export async function openBrowser(engine: Engine, phone: Phone, folder: string): Promise<LabBrowser> {
  const bare = await engines[engine](phone, mkdtempSync(join(folder, 'browser-')));
  return { ...bare, press: (action) => press(bare, action) };
}

const engines: Readonly<Record<Engine, (phone: Phone, folder: string) => Promise<Bare>>> = {
  Chromium: openChromium,
  Firefox: openFirefox,
  WebKit: openWebKit,
};

async function press({ evaluate }: Bare, action: string): Promise<void> {
  const find = `document.querySelector(':is(a, button)[data-action="${action}"]')`;
  // The mark is gone with the page that bears it.
  const isPressed = await evaluate(
    `(() => { window.isOld = true; const it = ${find}; it?.click(); return !!it; })()`,
  );
  if (isPressed !== true) throw new Error(`nothing to press for "${action}"`);
  await until(`the next page after "${action}" shows`, () =>
    evaluate("!window.isOld && document.readyState === 'complete'").then(
      (isThere) => isThere === true,
      // Between two pages there is none to ask.
      () => false,
    ),
  );
}

async function openChromium(phone: Phone, folder: string): Promise<Bare> {
  const wrapper = join(folder, 'chromium');
  writeFileSync(wrapper, `#!/bin/sh\nexec ip netns exec ${phone.namespace} /usr/bin/chromium "$@"\n`, {
    mode: 0o755,
  });
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const browser = await chromium.launch({ executablePath: wrapper, args: flags });
  const page = await browser.newPage();
  return {
    open: async (url) => {
      await page.goto(url);
    },
    evaluate: (expression) => page.evaluate(expression),
    close: () => browser.close(),
  };
}

/** WebDriver BiDi over a WebSocket: https://w3c.github.io/webdriver-bidi/ */
async function openFirefox(phone: Phone, folder: string): Promise<Bare> {
  const relay = await openRelay(phone);
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  const flags = [
    '--headless',
    '--no-remote',
    '--profile',
    profile,
    '--remote-debugging-port',
    `${relay.port}`,
  ];
  const firefox = phone.start(['firefox-esr', ...flags], {
    stdio: 'ignore',
    env: { ...process.env, HOME: folder },
  });
  const socket = await untilOpen(`ws://127.0.0.1:${relay.port}/session`);
  const waiting = new Map<number, (message: BidiAnswer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as BidiAnswer;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  let id = 0;
  const ask = async (method: string, params: object): Promise<Record<string, unknown>> => {
    id += 1;
    const answered = new Promise<BidiAnswer>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { result, message } = await answered;
    if (!result) throw new Error(`${method}: ${message}`);
    return result;
  };
  await ask('session.new', { capabilities: {} });
  const { contexts } = (await ask('browsingContext.getTree', {})) as { contexts: { context: string }[] };
  const context = contexts[0]?.context;
  return {
    open: async (url) => {
      await ask('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    evaluate: async (expression) => {
      const params = { expression: `JSON.stringify(${expression})`, target: { context }, awaitPromise: true };
      const { result } = (await ask('script.evaluate', params)) as { result?: { value?: string } };
      return JSON.parse(result?.value ?? 'null');
    },
    close: async () => {
      socket.close();
      relay.close();
      await end(firefox);
    },
  };
}

interface BidiAnswer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly message?: string;
}

/** WebDriver over HTTP: https://www.w3.org/TR/webdriver2/ */
async function openWebKit(phone: Phone, folder: string): Promise<Bare> {
  const [binary] = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser');
  if (binary === undefined) throw new Error('the package "libwebkit2gtk-4.1-0" has no MiniBrowser here');
  const screen = phone.start(['Xvfb', '-displayfd', '1', '-screen', '0', '412x915x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (!screen.stdout) throw new Error('no screen');
  const [display] = (await once(screen.stdout, 'data')) as [Buffer];
  const env = {
    ...process.env,
    HOME: folder,
    DISPLAY: `:${display.toString().trim()}`,
    // Its sandbox needs a session bus, which a test machine has not.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  };
  const relay = await openRelay(phone);
  const driver = phone.start(['WebKitWebDriver', `--port=${relay.port}`], { stdio: 'ignore', env });
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${relay.port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  };
  await until('WebKit’s driver is there', () =>
    ask('GET', '/status').then(
      () => true,
      () => false,
    ),
  );
  const alwaysMatch = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
  const { sessionId } = (await ask('POST', '/session', { capabilities: { alwaysMatch } })) as {
    sessionId: string;
  };
  const session = `/session/${sessionId}`;
  return {
    open: async (url) => {
      await ask('POST', `${session}/url`, { url });
    },
    evaluate: (expression) =>
      ask('POST', `${session}/execute/sync`, { script: `return ${expression};`, args: [] }),
    close: async () => {
      await ask('DELETE', session).catch(() => undefined);
      relay.close();
      await end(driver);
      await end(screen);
    },
  };
}

/** A port of this machine's own that leads to the same one of the phone's: Firefox wants to be asked for by its own. */
async function openRelay(phone: Phone): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((near) => {
    const far = phone.connect('127.0.0.1', near.localPort ?? 0);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => server.close() };
}

async function untilOpen(url: string): Promise<WebSocket> {
  let open: WebSocket | undefined;
  await until('Firefox listens', async () => {
    const socket = new WebSocket(url);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => resolve(true));
      socket.addEventListener('error', () => resolve(false));
    });
    if (isOpen) open = socket;
    return isOpen;
  });
  if (!open) throw new Error('Firefox does not listen');
  return open;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), 5000);
  await once(child, 'exit');
  clearTimeout(limit);
}
