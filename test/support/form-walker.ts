/**
 * Walks a form from its first page to its end as a person with a browser without JavaScript does, by what stands in the pages and
 * nothing else. What to do on each page the coverage says; what was given is noted when the next page shows.
 */
import { createBrowser } from '../../src/simulate/browser.ts';
import { type FilledIn, findAction, questionsOn } from '../../src/simulate/fill-in.ts';
import { addressOf, createPhoneHttp } from '../../src/simulate/phone-http.ts';
import { placeOf } from '../../src/simulate/place.ts';
import type { Page, Pressable } from '../../src/simulate/read-page.ts';
import type { Coverage } from './coverage.ts';

export interface Walked {
  readonly language: string;
  /** By question, as it was sent; null is shown and skipped. */
  readonly answers: Readonly<Record<string, readonly string[] | null>>;
  /** The page after the form. */
  readonly last: Page;
  readonly pages: number;
  /** How often a page came back with a mistake. */
  readonly refusals: number;
}

export interface WalkOptions {
  readonly portal: string;
  /** Each visit is a phone of its own. */
  readonly phone: number;
  readonly language: string;
  readonly coverage: Coverage;
  /** Where the phone begins, and what is pressed until the first question shows. */
  readonly start: { readonly path: string; readonly actions: readonly string[] };
}

const maxPages = 120;
const userAgent = 'Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/109.0.0.0 Mobile Safari/537.36';

export async function walkThrough(options: WalkOptions): Promise<Walked> {
  const { language, coverage } = options;
  const http = createPhoneHttp({
    gateway: new URL(options.portal),
    localAddress: addressOf(options.phone, 0),
    acceptLanguage: language,
    onRequest: () => undefined,
  });
  const browser = createBrowser({ http, userAgent, retryDelaysMs: [], onTrouble: () => undefined });
  const press = async (page: Page, button: Pressable | undefined, filledIn?: FilledIn) => {
    if (!button) throw new Error(`nothing to press on ${page.url}`);
    const pressed = await browser.press(button, filledIn);
    if (pressed.kind === 'broken') throw new Error(`no answer after ${page.url}`);
    return { page: inOrder(pressed.page), isKept: pressed.isRedirected };
  };
  const inOrder = (page: Page): Page => {
    if (page.status !== 200 && page.status !== 422) throw new Error(`${page.url} answered ${page.status}`);
    if (page.language !== language) throw new Error(`${page.url} speaks ${page.language}, not ${language}`);
    if (!findAction(page, 'online')) throw new Error(`no way online on ${page.url}`);
    return page;
  };
  const answers: Record<string, readonly string[] | null> = {};
  let [pages, refusals] = [0, 0];

  try {
    coverage.begin();
    const opened = await browser.open(new URL(options.start.path, options.portal).href);
    if (!opened) throw new Error('the portal does not answer');
    let page = inOrder(opened);
    for (const action of options.start.actions) ({ page } = await press(page, findAction(page, action)));
    while (pages < maxPages) {
      pages += 1;
      const place = placeOf(page);
      if (place === 'more')
        ({ page } = await pressed(page, findAction(page, coverage.wantsMore() ? 'more-yes' : 'more-no')));
      else if (place === 'question') page = await answer(page);
      else return { language, answers, last: page, pages, refusals };
    }
    throw new Error('the form does not end');
  } finally {
    http.close();
  }

  async function pressed(page: Page, button: Pressable | undefined, filledIn?: FilledIn) {
    const next = await press(page, button, filledIn);
    if (next.isKept) coverage.taken();
    return next;
  }

  async function answer(shown: Page): Promise<Page> {
    let page = shown;
    for (let times = 0; times < 5; times += 1) {
      const deed = coverage.choose(page, times);
      let filledIn: FilledIn = deed.kind === 'answer' ? deed.filledIn : {};
      if (deed.kind === 'search') {
        ({ page } = await press(page, deed.button, { [deed.box]: [deed.text] }));
        const [field] = questionsOn(page);
        if (!field?.options.some(({ value }) => value === deed.choose))
          throw new Error(`"${deed.text}" does not find ${deed.choose} on ${page.url}`);
        filledIn = { [field.name]: [deed.choose] };
      }
      const isSkip = deed.kind === 'skip';
      const asked = questionsOn(page).map(({ name }) => name);
      const next = await pressed(page, findAction(page, isSkip ? 'skip' : 'next'), filledIn);
      if (next.isKept) {
        for (const name of asked) answers[name] = isSkip ? null : emptyIsNull(filledIn[name]);
        return next.page;
      }
      refusals += 1;
      page = next.page;
    }
    throw new Error(`nothing is good enough for ${page.url}`);
  }
}

const emptyIsNull = (values: readonly string[] = []): readonly string[] | null =>
  values.every((value) => value === '') ? null : values;
