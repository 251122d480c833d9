/** Firefox by WebDriver BiDi over a WebSocket: https://w3c.github.io/webdriver-bidi/ */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProgram, startIn } from '../browser-place.ts';
import { until } from '../program.ts';
import type { BareWindow, StartEngine } from './engine.ts';

export const openFirefox: StartEngine = async (place, folder, { isScripted }) => {
  const reach = await place.openPort();
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  writeFileSync(join(profile, 'user.js'), `user_pref("javascript.enabled", ${isScripted});\n`);
  const port = ['--remote-debugging-port', `${reach.port}`];
  const firefox = startIn(
    place,
    ['firefox-esr', '--headless', '--no-remote', '--profile', profile, ...port],
    {
      stdio: 'ignore',
      env: { ...process.env, HOME: folder },
    },
  );
  const socket = await untilOpen(`ws://127.0.0.1:${reach.port}/session`);
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
  const contextAsWindow = (context: unknown): BareWindow => ({
    open: async (url) => {
      await ask('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    evaluate: async (expression) => {
      const params = { expression: `JSON.stringify(${expression})`, target: { context }, awaitPromise: true };
      const { result } = (await ask('script.evaluate', params)) as { result?: { value?: string } };
      return JSON.parse(result?.value ?? 'null');
    },
    back: async () => {
      await ask('browsingContext.traverseHistory', { context, delta: -1 });
    },
  });
  const finish = async (signal: NodeJS.Signals) => {
    socket.close();
    reach.close();
    await endProgram(firefox, signal);
  };
  return {
    first: contextAsWindow(contexts[0]?.context),
    openTab: async () => contextAsWindow((await ask('browsingContext.create', { type: 'tab' })).context),
    close: () => finish('SIGTERM'),
    kill: () => finish('SIGKILL'),
  };
};

interface BidiAnswer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly message?: string;
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
