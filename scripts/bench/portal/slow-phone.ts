/**
 * A slow phone: Chromium with a sixth of its speed, on a line of 400 kbit/s and 400 ms there and back, with nothing in its cache.
 * It opens an address and says when the first question could be answered, and what had come over the line when it fell quiet.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';

const slowness = 6;
const line = { latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const limitMs = 180_000;
/** So long without a byte, and the page has what it wants. */
const quietMs = 1500;
const gridMs = 250;

export interface Opened {
  /** From the start of the navigation. */
  readonly answerableMs: number;
  /** Heads and bodies as they came, of everything that was fetched. */
  readonly bytes: number;
  readonly requests: number;
}

/** Where scripts/setup puts it. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });

export async function openOnSlowPhone(browser: Browser, url: string): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'es' });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    let [bytes, requests, lastMs] = [0, 0, performance.now()];
    const open = new Set<string>();
    session.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse }) => {
      if (request.url.startsWith('data:')) return;
      if (redirectResponse) bytes += redirectResponse.encodedDataLength;
      open.add(requestId);
      requests += 1;
    });
    const end = ({ requestId, encodedDataLength = 0 }: { requestId: string; encodedDataLength?: number }) => {
      if (!open.delete(requestId)) return;
      bytes += encodedDataLength;
      lastMs = performance.now();
    };
    session.on('Network.loadingFinished', end);
    session.on('Network.loadingFailed', end);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, ...line });
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
    await page.addInitScript(watchForFirstAnswer);
    const endMs = performance.now() + limitMs;
    const within = () => {
      if (performance.now() > endMs) throw new Error(`${url} was not ready in ${limitMs} ms`);
    };
    await page.goto(url, { waitUntil: 'commit', timeout: limitMs });
    let answerableMs: number | undefined;
    while (answerableMs === undefined) {
      within();
      await sleep(gridMs);
      answerableMs = await page.evaluate(() => (window as Watched).firstAnswerableMs);
    }
    while (open.size > 0 || performance.now() - lastMs < quietMs) {
      within();
      await sleep(gridMs);
    }
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await expectAnswerable(page.locator('input[type=radio]').first());
    return { answerableMs, bytes, requests };
  } finally {
    await context.close();
  }
}

type Watched = Window & { firstAnswerableMs?: number };

/**
 * Runs in the page. A question can be answered when its first radio button, or the label that stands for it, is in the layout and
 * the button is enabled, and the page's thread is free to hear a tap: not before the task that drew it has ended.
 */
function watchForFirstAnswer(): void {
  const look = () => {
    const input = document.querySelector<HTMLInputElement>('input[type=radio]');
    const shown = input?.closest('label') ?? input;
    const box = shown?.getBoundingClientRect();
    const isThere =
      input && box && box.width > 0 && box.height > 0 && !input.disabled && !input.closest('[inert]');
    if (!isThere || getComputedStyle(shown as Element).visibility !== 'visible') {
      requestAnimationFrame(look);
      return;
    }
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      (window as Watched).firstAnswerableMs = performance.now();
    };
    requestAnimationFrame(() => channel.port2.postMessage(0));
  };
  requestAnimationFrame(look);
}

type Locator = ReturnType<Awaited<ReturnType<Browser['newPage']>>['locator']>;

/** The page that was measured does take an answer. */
async function expectAnswerable(radio: Locator): Promise<void> {
  await radio.evaluate((input) => (input.closest('label') ?? input).scrollIntoView({ block: 'center' }));
  await radio.evaluate((input: HTMLInputElement) => (input.closest('label') ?? input).click());
  if (!(await radio.isChecked())) throw new Error('the first question took no answer');
}
