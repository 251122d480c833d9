/**
 * Every page that a visitor can come to in one language at a kit as it comes, met as a browser without JavaScript meets it: along
 * all links from the first page, and through the whole form with a mistake and a search on the way. By the path it was seen at first.
 * What takes more (feedback, replies, an alert, modules, coming too late) is in further-pages.ts.
 */
import { findAction, questionsOn } from '../../src/simulate/fill-in.ts';
import type { Shown, TestPhone, VisitorBench } from './visitor-bench.ts';

/** Links that are followed from one page at most; a list of services or messages looks alike from its third item on. */
const maxAlike = 3;

/** @param ip of the phone that goes there; its neighbour stops half-way. */
export async function everyPage(
  bench: VisitorBench,
  ip: string,
  language: string,
): Promise<Map<string, Shown>> {
  const phone = bench.phone(ip);
  const seen = new Map<string, Shown>();
  const see = (page: Shown, as = page.path): Shown => {
    if (!seen.has(as)) seen.set(as, page);
    return page;
  };
  await followLinks(phone, language, see);
  for (const path of ['/online', '/reconnect', '/declined', '/children', '/nothing-here'])
    see(await phone.open(`/${language}${path}`));
  await walkForm(phone, language, see);
  see(await phone.open(`/${language}`), `/${language} after the questions`);
  const page = await phone.press(see(await phone.open(`/${language}/delete`)), 'delete');
  see(page);
  await phone.press(page, 'online');
  see(await phone.open(`/${language}/online`), `/${language}/online granted`);
  const other = bench.phone(ip.replace('127.0.', '127.1.'));
  const begun = await other.press(await other.open(`/${language}/consent`), 'consent-yes');
  see(await other.open(`/${language}`), `/${language} in the middle of the questions`);
  see(await other.press(await other.press(begun, 'next', { age_group: ['60plus'] }), 'stop'));
  return seen;
}

async function followLinks(phone: TestPhone, language: string, see: (page: Shown) => Shown): Promise<void> {
  const waiting = [`/${language}`];
  const known = new Set(waiting);
  const alike = new Map<string, number>();
  for (const path of waiting) {
    const page = await phone.open(path);
    if (page.status !== 200 || page.language !== language) continue;
    see(page);
    for (const { href } of page.pressables) {
      const { pathname } = new URL(href ?? page.url);
      const kind = pathname.split('/').slice(0, 3).join('/');
      if (known.has(pathname) || !pathname.startsWith(`/${language}/`)) continue;
      const before = alike.get(kind) ?? 0;
      if (before >= maxAlike) continue;
      alike.set(kind, before + 1);
      known.add(pathname);
      waiting.push(pathname);
    }
  }
}

async function walkForm(
  phone: TestPhone,
  language: string,
  see: (page: Shown, as?: string) => Shown,
): Promise<void> {
  let page = see(await phone.press(await phone.open(`/${language}/consent`), 'consent-yes'));
  while (findAction(page, 'next')) {
    const fields = questionsOn(page);
    if (findAction(page, 'search'))
      for (const text of ['ma', 'xyzzy'])
        see(
          await phone.press(page, 'search', { [`find.${fields[0]?.name}`]: [text] }),
          `${page.path} search ${text}`,
        );
    const wrong = fields.map(({ name, kind, options }) => [
      name,
      kind === 'number' ? ['99'] : kind === 'checkbox' ? options.map(({ value }) => value) : ['nobody'],
    ]);
    see(await phone.press(page, 'next', Object.fromEntries(wrong)), `${page.path} mistake`);
    // Adult, displaced within the country: the way with the most pages.
    const given = fields.map(({ name, options }) => {
      const right = ['25_59', 'idp', 'XDM', 'XDM02'].find((wanted) =>
        options.some(({ value }) => value === wanted),
      );
      return [name, right ? [right] : []];
    });
    page = see(await phone.press(await phone.open(page.path), 'next', Object.fromEntries(given)));
    if (findAction(page, 'more-yes')) page = see(await phone.press(page, 'more-yes'));
  }
}
