/**
 * A visitor with a phone of a lab: the simulation's browser without script, over the phone's own sockets. Finds the way by
 * what can be pressed, as a person does.
 */
import { type Browser, createBrowser } from '../../src/simulate/browser.ts';
import { chooseAnswer } from '../../src/simulate/choose-answers.ts';
import { findAction, questionsOn } from '../../src/simulate/fill-in.ts';
import type { PhoneHttp } from '../../src/simulate/phone-http.ts';
import { createDice } from '../../src/simulate/random.ts';
import type { Page } from '../../src/simulate/read-page.ts';
import type { Phone } from './phone.ts';

export interface Visitor {
  /** What shows now. */
  page(): Page;
  open(url: string): Promise<Page>;
  /** Throws where there is nothing of that name to press. */
  press(action: string): Promise<Page>;
  /** From a page on which the form may begin or go on: consents and answers so many questions, or all of them. */
  answer(questions: number): Promise<Page>;
  /** Lets its connection go; the next page makes another. */
  close(): void;
}

export function visitorWith(
  phone: Phone,
  seed = 'lab',
  userAgent = 'Mozilla/5.0 (Linux; Android 14; K)',
): Visitor {
  const http = httpOf(phone);
  const browser: Browser = createBrowser({
    http,
    userAgent,
    retryDelaysMs: [],
    onTrouble: () => undefined,
  });
  const dice = createDice(seed);
  let shown: Page | undefined;
  const show = (page: Page | undefined, what: string): Page => {
    if (!page) throw new Error(`${phone.address} sees no page after ${what}`);
    shown = page;
    return page;
  };
  const page = () => show(shown, 'nothing');
  const press: Visitor['press'] = async (action) => {
    const button = findAction(page(), action);
    if (!button) throw new Error(`nothing to press for "${action}" at ${page().url}`);
    const chosen = questionsOn(page()).map((field) => {
      const values = action === 'next' ? chooseAnswer(field, { dice, freeText: 'lab', atMost: 2 }) : [];
      return [field.name, values] as const;
    });
    const pressed = await browser.press(button, Object.fromEntries(chosen));
    return show(pressed.kind === 'arrived' ? pressed.page : undefined, action);
  };
  const canPress = (action: string) => findAction(page(), action) !== undefined;
  return {
    page,
    press,
    open: async (url) => show(await browser.open(url), url),
    answer: async (questions) => {
      for (const action of ['start', 'continue', 'consent-yes']) if (canPress(action)) await press(action);
      let given = 0;
      for (; given < questions && (canPress('next') || canPress('more-yes')); given += 1)
        await press(canPress('next') ? 'next' : 'more-no');
      if (questions > 0 && given === 0) throw new Error(`nothing to answer at ${page().url}`);
      return page();
    },
    close: http.close,
  };
}

/** Cut down to what a browser needs: redirects followed by GET, one connection for as long as the kit keeps it. */
function httpOf(phone: Phone): PhoneHttp {
  const connections = phone.keepConnections();
  const send: PhoneHttp['send'] = ({ method, url, body }, userAgent) =>
    phone.fetch(url, {
      connections,
      method,
      headers: {
        'User-Agent': userAgent,
        'Accept-Language': 'en',
        // As every browser; it is what pages are made for.
        'Accept-Encoding': 'gzip',
        ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
  return {
    send,
    load: async (first, userAgent) => {
      let url = first.url;
      let answer = await send(first, userAgent);
      let redirects = 0;
      for (
        let to = answer.headers.location;
        to !== undefined && redirects < 10;
        to = answer.headers.location
      ) {
        url = new URL(to, url).href;
        redirects += 1;
        answer = await send({ method: 'GET', url, body: undefined }, userAgent);
      }
      return { ...answer, url, redirects };
    },
    close: () => connections.destroy(),
  };
}
