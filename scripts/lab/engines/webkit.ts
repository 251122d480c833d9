/** WebKit by WebDriver over HTTP: https://www.w3.org/TR/webdriver2/ */
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { endProgram, startIn } from '../browser-place.ts';
import { until } from '../program.ts';
import type { BareWindow, StartEngine } from './engine.ts';

export const openWebKit: StartEngine = async (place, folder, { isScripted }) => {
  const [binary] = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser');
  if (binary === undefined) throw new Error('the package "libwebkit2gtk-4.1-0" has no MiniBrowser here');
  const screen = startIn(
    place,
    ['Xvfb', '-displayfd', '1', '-screen', '0', '412x915x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  if (!screen.stdout) throw new Error('no screen');
  const [display] = (await once(screen.stdout, 'data')) as [Buffer];
  const env = {
    ...process.env,
    HOME: folder,
    DISPLAY: `:${display.toString().trim()}`,
    // Its sandbox needs a session bus, which a test machine has not.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  };
  const reach = await place.openPort();
  // A group of its own, so that its windows end with it.
  const driverOptions = { stdio: 'ignore', env, detached: true } as const;
  const driver = startIn(place, ['WebKitWebDriver', `--port=${reach.port}`], driverOptions);
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${reach.port}${path}`, {
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
  // With no script at all the driver itself could not look into a page: each page loses its own while it is read in.
  const args = ['--automation', ...(isScripted ? [] : ['--enable-javascript-markup=false'])];
  const alwaysMatch = { 'webkitgtk:browserOptions': { binary, args } };
  const { sessionId } = (await ask('POST', '/session', { capabilities: { alwaysMatch } })) as {
    sessionId: string;
  };
  const session = `/session/${sessionId}`;
  let current = await ask('GET', `${session}/window`);
  const handleAsWindow = (handle: unknown): BareWindow => {
    const inWindow = async (path: string, body: object) => {
      if (handle !== current) await ask('POST', `${session}/window`, { handle });
      current = handle;
      return ask('POST', session + path, body);
    };
    return {
      open: async (url) => {
        await inWindow('/url', { url });
      },
      evaluate: (expression) => inWindow('/execute/sync', { script: `return ${expression};`, args: [] }),
      back: async () => {
        await inWindow('/back', {});
      },
    };
  };
  const finish = async (signal: NodeJS.Signals) => {
    reach.close();
    await endProgram(driver, signal, { isGroup: true });
    await endProgram(screen, 'SIGTERM');
  };
  return {
    first: handleAsWindow(current),
    openTab: async () => {
      const opened = (await ask('POST', `${session}/window/new`, { type: 'tab' })) as { handle: string };
      return handleAsWindow(opened.handle);
    },
    close: async () => {
      await ask('DELETE', session).catch(() => undefined);
      await finish('SIGTERM');
    },
    kill: () => finish('SIGKILL'),
  };
};
