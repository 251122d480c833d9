/**
 * The pages of one language that no link leads to at a kit as it comes: feedback from its first question to its reply, the board
 * with something on it, an alert that is pinned, the questions of every module, and coming too late. A kit of its own has them all.
 */
import type { Replies } from '../../src/protocol/replies.ts';
import { sealReply } from '../../src/protocol/replies.ts';
import { siteModules } from '../../src/protocol/site.ts';
import { readTicketCode, ticketKeys } from '../../src/protocol/tickets.ts';
import { findAction, questionsOn } from '../../src/simulate/fill-in.ts';
import { references } from '../../src/survey/references.ts';
import { makeMessageParts } from './messages.ts';
import { makeVisitorBench, type Shown, type TestPhone, type VisitorBench } from './visitor-bench.ts';

type See = (page: Shown, as?: string) => Shown;

export async function furtherPages(language: string): Promise<Map<string, Shown>> {
  const held: { replies: Replies | undefined } = { replies: undefined };
  // The alert's shelf has a store of its own.
  const alerts = await makeVisitorBench();
  const messages = makeMessageParts(alerts.kit, { pinnedAlert: 'weather' });
  const bench = await makeVisitorBench({ messages }, { modules: siteModules, replies: () => held.replies });
  const seen = new Map<string, Shown>();
  const see: See = (page, as = page.path) => {
    if (!seen.has(as)) seen.set(as, page);
    return page;
  };
  try {
    const phone = bench.phone('127.0.0.1');
    for (const path of ['', '/messages'])
      see(await phone.open(`/${language}${path}`), `/${language}${path} with an alert`);
    await tellAndRead(phone, language, see, held);
    await answerModules(bench, language, see);
    await comeTooLate(bench, language, see);
  } finally {
    bench.kit.remove();
    alerts.kit.remove();
  }
  return seen;
}

async function tellAndRead(
  phone: TestPhone,
  language: string,
  see: See,
  held: { replies: Replies | undefined },
): Promise<void> {
  const home = `/${language}/feedback`;
  const begin = async () => phone.press(await phone.open(home), 'tell');
  let page = see(await begin());
  see(await phone.press(page, 'next', { type: ['nobody'] }), `${page.path} mistake`);
  for (const [name, value] of [
    ['type', 'question'],
    ['sector', 'food'],
  ] as const)
    page = see(await phone.press(page, 'next', { [name]: [value] }));
  const textPage = page;
  page = see(await phone.press(textPage, 'next', { text: ['Is there water?'] }));
  const done = see(await phone.press(page, 'next', { reply_wanted: ['yes'] }));
  const code = readTicketCode(/<strong class="code"[^>]*>([^<]+)</.exec(done.html)?.[1] ?? '') ?? '';
  see(await phone.press(done, 'noted'), `${home}/done noted`);
  see(await phone.open(home), `${home} with something to delete`);

  const look = async (typed: string) =>
    phone.press(await phone.open(`${home}/ticket`), 'look', { code: [typed] });
  see(await look('0'), `${home}/ticket mistyped`);
  see(await look(code), `${home}/ticket unknown`);
  const keys = await ticketKeys(code);
  const text = 'Yes: behind the counter, from 6 to 20 hours.\nThank you for asking.';
  held.replies = {
    number: 1,
    madeAt: 0,
    tickets: new Map([[keys.lookup, { status: 'answered', sealedReply: sealReply(text, keys) }]]),
    board: [
      {
        id: 'a',
        sector: 'food',
        month: '2026-03',
        said: { [language]: 'The tap is dry.' },
        did: { [language]: 'A tank stands there now.' },
      },
    ],
  };
  see(await look(code), `${home}/ticket answered`);
  see(await phone.open(`${home}/board`), `${home}/board with an entry`);

  const asked = see(await phone.open(`${home}/delete`));
  see(await phone.press(asked, 'delete'));
  see(await phone.press(await begin(), 'stop'));
  see(await phone.press(textPage, 'next', { text: ['Is there water?'] }), `${home}/q/text too late`);
}

/** Adult, all modules: their pages only. */
async function answerModules(bench: VisitorBench, language: string, see: See): Promise<void> {
  const { form } = bench.kit;
  const ofModules = form.questions
    .filter(({ relevant }) => relevant !== undefined && references(relevant).includes('site_modules'))
    .map(({ name }) => name);
  const phone = bench.phone('127.0.0.2');
  let page = await phone.press(await phone.open(`/${language}/consent`), 'consent-yes');
  while (findAction(page, 'next') ?? findAction(page, 'more-yes')) {
    if (findAction(page, 'more-yes')) {
      page = await phone.press(page, 'more-yes');
      continue;
    }
    const fields = questionsOn(page);
    if (fields.some(({ name }) => ofModules.includes(name))) see(page);
    const isAge = fields.some(({ name }) => name === 'age_group');
    page = await phone.press(page, isAge ? 'next' : 'skip', isAge ? { age_group: ['25_59'] } : {});
  }
}

async function comeTooLate(bench: VisitorBench, language: string, see: See): Promise<void> {
  const phone = bench.phone('127.0.0.3');
  see(await phone.open(`/${language}/late`), `/${language}/late unknown`);
  const begun = await phone.press(await phone.open(`/${language}/consent`), 'consent-yes');
  const page = await phone.press(begun, 'next', { age_group: ['60plus'] });
  bench.kit.time.ms += 660_000;
  await bench.kit.visits.sweep();
  const { outbox } = bench.kit.store.submissions;
  outbox.markBundled(1, outbox.maxSeq(), 1);
  see(await phone.press(page, 'next'));
}
