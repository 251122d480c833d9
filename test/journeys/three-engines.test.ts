/**
 * Journey: Chromium, Firefox and WebKit, with and without JavaScript, through the form: back button, a second tab left open, a window
 * that is killed in the middle, another language on the way. What came of it is looked up at the collector, not on the screen.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StaticServer, serveFiles } from '../../scripts/bench/portal/static-server.ts';
import { onThisMachine } from '../../scripts/lab/browser-place.ts';
import { type Engine, type LabBrowser, type LabWindow, openBrowser } from '../../scripts/lab/browsers.ts';
import { defaultContentFolder } from '../../src/platform/content.ts';
import { coreForm } from '../support/kit-parts.ts';
import { freePort, type Program } from '../support/programs.ts';
import { openRelay, type Relay } from '../support/relay.ts';
import { makeRoad, type Road } from '../support/road.ts';
import { rowOf } from '../support/truth.ts';

const form = coreForm();
const engines: readonly Engine[] = ['Chromium', 'Firefox', 'WebKit'];
const settings = engines.flatMap((engine) => [
  { engine, isScripted: true },
  { engine, isScripted: false },
]);
/** The seven questions, each on its page, in the order in which they are asked. */
const answers: Readonly<Record<string, string>> = {
  age_group: '25_59',
  sex: 'f',
  nationality: 'VEN',
  move_type: 'transit',
  origin_country: 'COL',
  destination_country: 'HTI',
  needs: 'food',
};
/** Says whether scripts run. */
const tellingPage = '<!doctype html><title>no</title><script>document.title = "yes"</script>';
const questions = Object.keys(answers);
const whole = { ...answers, needs: ['food'] };

const folder = mkdtempSync(join(tmpdir(), 'dtm-engines-'));
let tell: StaticServer;
let road: Road;
let kit: Program;
let collector: Program;
let port: number;
let relay: Relay;
let phones = 0;
let seen: ReadonlySet<string> = new Set();

beforeAll(async () => {
  port = await freePort();
  // Debian's WebKit takes three seconds to make a player of sound, on every page that has one; elsewhere it is listened to.
  const contentDir = join(folder, 'content');
  cpSync(defaultContentFolder(), contentDir, {
    recursive: true,
    filter: (from) => !/[\\/]audio$/.test(from),
  });
  road = await makeRoad({ contentDir, visitorHosts: [`127.0.0.1:${port}`], idleSeconds: 3600 });
  tell = await serveFiles(new Map([['/', Buffer.from(tellingPage)]]));
  [collector, kit] = await Promise.all([road.startCollector(), road.startKit()]);
}, 60_000);
afterAll(async () => {
  tell.close();
  await Promise.all([kit, collector].map((program) => program.end('SIGKILL')));
  road.remove();
  rmSync(folder, { recursive: true, maxRetries: 3 });
});
/** Each test is a phone of its own, whatever browser it uses. */
beforeEach(async () => {
  phones += 1;
  relay = await openRelay({ port, portal: road.visitorUrl, address: `127.0.99.${phones}` });
  seen = new Set((await road.exportRows()).map((cells) => cells.submission_id ?? ''));
});
afterEach(() => relay.close());

const path = (window: LabWindow) => window.evaluate('location.pathname');
const choose = (window: LabWindow, value: string) =>
  window.evaluate(
    `(() => { const it = document.querySelector('main input[value="${value}"]'); it.checked || it.click(); return it.checked; })()`,
  );
const chosen = (window: LabWindow) => window.evaluate(`document.querySelector('main input:checked')?.value`);

/** From the question that shows up to and without `until`; without it, to the end of the form. */
async function answerOn(window: LabWindow, language: string, from: string, until?: string): Promise<void> {
  const end = until === undefined ? questions.length : questions.indexOf(until);
  for (const question of questions.slice(questions.indexOf(from), end)) {
    expect(await path(window)).toBe(`/${language}/q/${question}`);
    expect(await choose(window, answers[question] ?? '')).toBe(true);
    await window.press('next');
  }
  if (until !== undefined) return;
  expect(await path(window)).toBe(`/${language}/more`);
  await window.press('more-no');
  expect(await path(window)).toBe(`/${language}/thanks`);
}

async function begin(window: LabWindow, language: string): Promise<void> {
  await window.open(`${relay.url}/${language}`);
  await window.press('start');
  await window.press('consent-yes');
}

/** Everything that came to the collector since the test began. */
async function arrived() {
  await road.until('everything is sent', async () => {
    const status = await road.fieldStatus();
    return status.waiting === 0 && status.openVisits === 0;
  });
  const rows = (await road.exportRows()).filter(({ submission_id: id = '' }) => !seen.has(id));
  return rows.map((cells) => rowOf(form, cells));
}

describe.each(settings)('$engine, JavaScript $isScripted', { timeout: 300_000 }, ({ engine, isScripted }) => {
  let browser: LabBrowser;
  const open = () => openBrowser(engine, onThisMachine, folder, { isScripted });
  beforeAll(async () => {
    browser = await open();
  }, 90_000);
  afterAll(() => browser.close());

  it('is what it says', async () => {
    await browser.open(tell.url);
    expect(await browser.evaluate('document.title')).toBe(isScripted ? 'yes' : 'no');
  });

  it('walks to thanks and online; "back" shows what was given, and nothing is sent twice', async () => {
    await begin(browser, 'es');
    await answerOn(browser, 'es', 'age_group', 'nationality');
    await browser.back();
    expect([await path(browser), await chosen(browser)]).toEqual(['/es/q/sex', 'f']);
    await browser.press('next');
    await answerOn(browser, 'es', 'nationality');
    await browser.back();
    // Nothing of the form is there any more.
    await browser.open(String(await browser.evaluate('location.href')));
    expect(await browser.evaluate(`document.querySelectorAll('[data-action=next]').length`)).toBe(0);
    await browser.press('online');
    expect(await path(browser)).toBe('/es/online');
    expect(await arrived()).toEqual([{ status: 'complete', language: 'es', answers: whole }]);
  });

  it('leads a tab that was left behind to where the visit is; nothing is lost or doubled', async () => {
    await begin(browser, 'en');
    await answerOn(browser, 'en', 'age_group', 'sex');
    const other = await browser.openTab();
    await other.open(`${relay.url}/en/q/sex`);
    await answerOn(browser, 'en', 'sex', 'move_type');
    // The other tab still shows the second question: it corrects it, and goes on from there.
    await choose(other, 'm');
    await other.press('next');
    expect([await path(other), await chosen(other)]).toEqual(['/en/q/nationality', 'VEN']);
    await answerOn(browser, 'en', 'move_type');
    // Now the visit is over, and that tab is told so.
    await choose(other, 'COL');
    await other.press('next');
    expect(await path(other)).toBe('/en/thanks');
    expect(await arrived()).toEqual([
      { status: 'complete', language: 'en', answers: { ...whole, sex: 'm' } },
    ]);
  });

  it('goes on at the same question after the window was killed, and in another language', async () => {
    const killed = await open();
    await begin(killed, 'en');
    await answerOn(killed, 'en', 'age_group', 'move_type');
    await killed.kill();
    const again = await open();
    try {
      await again.open(`${relay.url}/`);
      await again.evaluate(
        `(() => { document.querySelector('a[data-action=language][lang=fr]').click(); return 1; })()`,
      );
      await road.until('the French page shows', async () => (await path(again).catch(() => '')) === '/fr');
      await again.press('continue');
      await answerOn(again, 'fr', 'move_type', 'destination_country');
      expect(await path(again)).toBe('/fr/q/destination_country');
      await again.open(`${relay.url}/ar/q/destination_country`);
      expect(await again.evaluate('document.dir')).toBe('rtl');
      await again.open(`${relay.url}/ar/q/sex`);
      expect(await chosen(again)).toBe('f');
      await again.open(`${relay.url}/ar/form`);
      await answerOn(again, 'ar', 'destination_country');
    } finally {
      await again.close();
    }
    expect(await arrived()).toEqual([{ status: 'complete', language: 'ar', answers: whole }]);
  });
});
