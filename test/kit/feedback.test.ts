/** Feedback as a phone without JavaScript gives it, and what of it is on the kit afterwards. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxRow } from '../../src/kit/store/outbox-table.ts';
import { decodeFeedback } from '../../src/protocol/feedback.ts';
import { type Replies, sealReply } from '../../src/protocol/replies.ts';
import { readTicketCode, ticketKeys } from '../../src/protocol/tickets.ts';
import { compressionDictionary } from '../../src/survey/dictionary.ts';
import { decodeAnswers } from '../../src/survey/encode-answers.ts';
import { feedbackForm } from '../support/make-voice.ts';
import { makeVisitorBench, type Shown, type TestPhone, type VisitorBench } from '../support/visitor-bench.ts';

const word = 'Zwitscherkanarienvogel-7341';
const form = feedbackForm();
let bench: VisitorBench;
let phone: TestPhone;

beforeEach(async () => {
  bench = await makeVisitorBench();
  phone = bench.phone('127.0.0.1');
});
afterEach(() => bench.kit.remove());

const rows = (): OutboxRow[] => bench.kit.store.submissions.outbox.listRunFrom(1, 100);

const open = async (row: OutboxRow) => {
  const record = decodeFeedback(await bench.kit.openBytes(row), compressionDictionary(form));
  return { ...record, answers: decodeAnswers(form, record.submission.answers) };
};

const begin = async (by = phone, language = 'en') => by.press(await by.open(`/${language}/feedback`), 'tell');

async function tell(answers: Record<string, string>, by = phone, language = 'en'): Promise<Shown> {
  let page = await begin(by, language);
  for (const [name, value] of Object.entries(answers)) {
    expect(page.path).toBe(`/${language}/feedback/q/${name}`);
    page = await by.press(page, value === '' ? 'skip' : 'next', value === '' ? {} : { [name]: [value] });
  }
  return page;
}

const full = { type: 'complaint_service', sector: 'water_hygiene', text: word, reply_wanted: 'yes' };
const codeOn = (page: Shown): string => /<strong class="code"[^>]*>([^<]+)</.exec(page.html)?.[1] ?? '';

/** Every byte that the kit has on its disk. */
function onDisk(): string {
  const folder = bench.kit.folder;
  return (
    readdirSync(folder, { recursive: true })
      .map((name) => join(folder, String(name)))
      // SQLite's marks of who is reading: no content.
      .filter((path) => statSync(path).isFile() && !path.endsWith('-shm'))
      .map((path) => readFileSync(path, 'latin1'))
      .join('')
  );
}

describe('telling something', () => {
  it.each(['es', 'en', 'fr', 'pt', 'ht', 'ar', 'sw', 'ha'])(
    'goes one question a page to a code, in %s, and arrives sealed',
    async (language) => {
      const page = await tell(full, phone, language);
      expect(page.path).toBe(`/${language}/feedback/done`);
      expect(readTicketCode(codeOn(page))).toBeDefined();
      const [row] = rows();
      expect(row).toMatchObject({ kind: 'feedback' });
      const { answers, submission, ticket } = await open(row as OutboxRow);
      expect(answers).toEqual(full);
      expect(submission).toMatchObject({ language, siteId: bench.kit.site.id, isComplete: true });
      expect(ticket).toEqual(await ticketKeys(readTicketCode(codeOn(page)) ?? ''));
    },
  );

  it('stores nothing before the last page, and never anything readable', async () => {
    const page = await tell({ type: 'question', sector: 'health', text: word });
    expect(rows()).toEqual([]);
    expect(onDisk()).not.toContain(word);
    const done = await phone.press(page, 'next', { reply_wanted: ['yes'] });
    expect(rows()).toHaveLength(1);
    const code = codeOn(done);
    for (const secret of [
      word,
      code,
      code.replaceAll('-', ''),
      (await ticketKeys(readTicketCode(code) ?? '')).lookup,
    ])
      expect(onDisk()).not.toContain(secret);
  });

  it('without a wish for a reply gives no code, and has no ticket', async () => {
    const page = await tell({ ...full, reply_wanted: 'no' });
    expect(codeOn(page)).toBe('');
    expect((await open(rows()[0] as OutboxRow)).ticket).toBeUndefined();
  });

  it('of nothing but skipped questions keeps nothing', async () => {
    const page = await tell({ type: '', sector: '', text: '', reply_wanted: 'yes' });
    expect(page.path).toBe('/en/feedback/nothing');
    expect(rows()).toEqual([]);
  });

  it('is forgotten when the visitor stops', async () => {
    const page = await tell({ type: 'question', sector: 'food' });
    expect((await phone.press(page, 'stop')).path).toBe('/en/feedback/nothing');
    expect((await phone.open('/en/feedback/q/text')).path).toBe('/en/feedback');
    expect(rows()).toEqual([]);
  });

  it('refuses a text that is too long, and gives it back', async () => {
    const page = await tell({ type: 'question', sector: 'food' });
    const again = await phone.press(page, 'next', { text: ['ñ'.repeat(501)] });
    expect(again.status).toBe(422);
    expect(again.html).toContain('ñ'.repeat(501));
    expect((await phone.press(page, 'next', { text: ['ñ'.repeat(500)] })).path).toBe(
      '/en/feedback/q/reply_wanted',
    );
  });

  it('goes back, changes an answer, changes the language, and goes on', async () => {
    await tell({ type: 'question', sector: 'food' });
    const back = await phone.open('/ar/feedback/q/type');
    expect(back.html).toMatch(/dir="rtl"/);
    expect(back.html).toMatch(/value="question" checked|checked[^>]*value="question"/);
    const next = await phone.press(back, 'next', { type: ['rumour'] });
    expect(next.path).toBe('/ar/feedback/q/text');
  });

  it('by a double tap on the last page is sent once', async () => {
    const page = await tell({ type: 'question', sector: 'food', text: word });
    const [one, two] = await Promise.all([
      phone.press(page, 'next', { reply_wanted: ['yes'] }),
      phone.press(page, 'next', { reply_wanted: ['yes'] }),
    ]);
    expect(rows()).toHaveLength(1);
    expect(codeOn(one)).toBe(codeOn(two));
  });

  it('has an end for one phone within the hour, said kindly', async () => {
    bench.kit.remove();
    bench = await makeVisitorBench({}, { submissionsPerHour: 1 });
    phone = bench.phone('127.0.0.1');
    await tell(full);
    const home = await phone.open('/en/feedback');
    expect(home.html).toContain('That is enough for now');
    expect((await phone.send('POST', '/en/feedback', '')).headers.get('location')).toBe('/en/feedback');
    expect((await begin(bench.phone('127.0.0.2'))).path).toBe('/en/feedback/q/type');
  });

  it('is politely not begun on a full card; the way to the independent channel stays', async () => {
    bench.kit.remove();
    bench = await makeVisitorBench({ disk: { isNearlyFull: async () => true } });
    phone = bench.phone('127.0.0.1');
    const home = await phone.open('/en/feedback');
    expect(home.html).toContain('No new answers right now');
    expect(home.html).toContain('/en/feedback/safe');
    expect((await phone.open('/en/feedback/q/type')).path).toBe('/en/feedback');
  });

  it('survives a commit that fails: the page says so, has the answer, and can be sent again', async () => {
    const page = await tell({ type: 'question', sector: 'food', text: word });
    const { commits } = bench.kit.store.submissions;
    const write = commits.write;
    const { Problem } = await import('../../src/protocol/problems.ts');
    Object.assign(commits, { write: () => Promise.reject(new Problem('storage_full')) });
    const failed = await phone.press(page, 'next', { reply_wanted: ['no'] });
    Object.assign(commits, { write });
    expect(failed.status).toBe(507);
    expect(failed.html).toContain('could not save');
    expect((await phone.press(failed, 'next', { reply_wanted: ['no'] })).path).toBe('/en/feedback/done');
    expect(rows()).toHaveLength(1);
  });
});

describe('a code', () => {
  it('is shown until it is noted, or the phone is quiet for a while, and is in no address', async () => {
    const done = await tell(full);
    expect(codeOn(await phone.open('/en/feedback/done'))).toBe(codeOn(done));
    expect(done.html).toContain('data-action="leave"');
    const noted = await phone.press(done, 'noted');
    expect(codeOn(noted)).toBe('');
    expect(codeOn(await phone.open('/en/feedback/done'))).toBe('');
  });

  it('and a draft are forgotten when the phone is quiet; what was sent can be taken back for a day', async () => {
    await tell(full);
    await tell({ type: 'question' });
    bench.kit.time.ms += 599_000;
    await bench.voice.feedback.sweep();
    expect((await phone.open('/en/feedback/q/sector')).path).toBe('/en/feedback/q/sector');
    bench.kit.time.ms += 2_000_000;
    await bench.voice.feedback.sweep();
    expect(codeOn(await phone.open('/en/feedback/done'))).toBe('');
    expect((await phone.open('/en/feedback/q/sector')).path).toBe('/en/feedback/q/sector');
    bench.kit.time.ms += 3_601_000;
    await bench.voice.feedback.sweep();
    expect((await phone.open('/en/feedback/q/sector')).path).toBe('/en/feedback');
    const done = await phone.open('/en/feedback/done');
    expect(codeOn(done)).toBe('');
    expect(done.html).toContain('/en/feedback/delete');
    bench.kit.time.ms += 86_400_000;
    await bench.voice.feedback.sweep();
    expect((await phone.open('/en/feedback')).html).not.toContain('/en/feedback/delete');
  });

  it('is not shown to another phone', async () => {
    await tell(full);
    expect((await bench.phone('127.0.0.2').open('/en/feedback/done')).path).toBe('/en/feedback');
  });

  it('finds how far it is and the reply, however it is typed, from any phone', async () => {
    let replies: Replies | undefined;
    bench.kit.remove();
    bench = await makeVisitorBench({}, { replies: () => replies });
    const code = codeOn(await tell(full, bench.phone('127.0.0.1')));
    const keys = await ticketKeys(readTicketCode(code) ?? '');
    const other = bench.phone('127.0.0.2');
    const look = async (typed: string) =>
      other.press(await other.open('/en/feedback/ticket'), 'look', { code: [typed] });

    expect((await look(code)).html).toContain('Nothing has arrived here for this code yet');
    const at = (status: 'received' | 'answered', text?: string): Replies => ({
      number: 1,
      madeAt: 0,
      board: [],
      tickets: new Map([[keys.lookup, { status, sealedReply: text ? sealReply(text, keys) : undefined }]]),
    });
    replies = at('received');
    expect((await look(` ${code.toLowerCase().replaceAll('-', ' ')} `)).html).toContain(
      'data-status="received"',
    );
    replies = at('answered', 'Agua desde mañana.\n<b>Gracias</b>');
    const found = await look(code.replaceAll('-', '').replaceAll('0', 'O').replaceAll('1', 'l'));
    expect(found.html).toContain('data-status="answered"');
    expect(found.html).toContain('Agua desde mañana.\n&lt;b>Gracias&lt;/b>');
    expect(found.html).not.toContain(code);
  });

  it('that cannot be one is said to be mistyped, and costs no try; too many tries have to wait', async () => {
    let tries = 0;
    bench.kit.remove();
    bench = await makeVisitorBench({}, { mayTry: () => ++tries <= 2 });
    phone = bench.phone('127.0.0.1');
    const look = async (typed: string) =>
      phone.press(await phone.open('/en/feedback/ticket'), 'look', { code: [typed] });
    for (const typed of ['', 'hello', '<script>', '0000-0000-0001']) {
      const page = await look(typed);
      expect(page.status).toBe(422);
      expect(page.html).not.toContain('<script>');
    }
    expect(tries).toBe(0);
    for (const status of [200, 200, 429]) expect((await look('0000-0000-0000')).status).toBe(status);
  });
});

describe('a page whose draft was forgotten', () => {
  const goAway = async () => {
    bench.kit.time.ms += 3_601_000;
    await bench.voice.feedback.sweep();
  };

  it('comes back with what was typed, says what is gone, and can be sent from there', async () => {
    const page = await tell({ type: 'question', sector: 'food' });
    await goAway();
    const back = await phone.press(page, 'next', { text: [word] });
    expect(back.status).toBe(409);
    expect(back.html).toContain(word);
    expect(back.html).toContain('nothing was sent yet');
    expect(rows()).toEqual([]);
    const last = await phone.press(back, 'next');
    expect(last.path).toBe('/en/feedback/q/reply_wanted');
    expect((await phone.press(last, 'next', { reply_wanted: ['no'] })).path).toBe('/en/feedback/done');
    expect((await open(rows()[0] as OutboxRow)).answers).toMatchObject({ text: word, reply_wanted: 'no' });
  });

  it('comes back also to who has told something before; a double tap on the last page does not', async () => {
    await tell(full);
    const page = await tell({ type: 'question', sector: 'food', text: word });
    await goAway();
    expect((await phone.press(page, 'next', { reply_wanted: ['yes'] })).status).toBe(409);
    expect((await phone.press(page, 'stop')).path).toBe('/en/feedback/nothing');
    const again = await tell({ type: 'question', sector: 'food', text: word });
    for (const tap of [1, 2])
      expect([tap, (await phone.press(again, 'next', { reply_wanted: ['no'] })).path]).toEqual([
        tap,
        '/en/feedback/done',
      ]);
    expect(rows()).toHaveLength(2);
  });

  it('goes on as ever where it is the first; about staff it keeps nothing then either', async () => {
    const page = await begin();
    await goAway();
    expect((await phone.press(page, 'next', { type: ['question'] })).path).toBe('/en/feedback/q/sector');
    await goAway();
    const before = onDisk();
    for (const tap of [1, 2])
      expect([tap, (await phone.press(page, 'next', { type: ['staff_misconduct'] })).path]).toEqual([
        tap,
        '/en/feedback/safe',
      ]);
    expect(onDisk() === before).toBe(true);
  });
});

describe('"Leave now"', () => {
  it('stands first on every page of feedback', async () => {
    const pages = [await phone.open('/en/feedback'), await begin()];
    for (const { html, path } of [...pages, await tell({ type: 'question', sector: 'food' })])
      expect(html, path).toMatch(/<body><nav class="leave"/);
  });
});

describe('a complaint about staff', () => {
  it('leaves no row, no memory and no byte, and shows the independent channel', async () => {
    const before = onDisk();
    const page = await tell({ type: 'staff_misconduct' });
    expect(page.path).toBe('/en/feedback/safe');
    expect(page.html).toContain('weareallin.iom.int');
    expect(page.html).toContain('data-action="leave"');
    expect(page.html).toContain('tel:+999500101');
    expect(rows()).toEqual([]);
    expect(onDisk() === before).toBe(true);
    expect((await phone.open('/en/feedback/q/type')).path).toBe('/en/feedback');
    expect((await phone.open('/en/feedback')).html).not.toContain('/en/feedback/delete');
    // It counts towards no allowance: the answer to the start is the same as ever.
    expect((await begin()).path).toBe('/en/feedback/q/type');
  });

  it('is answered by a redirect like any other answer', async () => {
    await begin();
    const safe = await phone.send('POST', '/en/feedback/q/type', 'type=staff_misconduct&action=next');
    await begin();
    const other = await phone.send('POST', '/en/feedback/q/type', 'type=question&action=next');
    expect([safe.status, other.status]).toEqual([303, 303]);
    expect([...safe.headers.keys()]).toEqual([...other.headers.keys()]);
  });
});

describe('deleting what was told', () => {
  it('before it went out leaves nothing of it', async () => {
    const done = await tell(full);
    const ask = await phone.press(done, 'delete');
    expect((await phone.press(ask, 'delete')).path).toBe('/en/feedback/deleted');
    expect(rows().map(({ kind, envelope }) => [kind, envelope.length])).toEqual([['void', 0]]);
    expect((await phone.open('/en/feedback/done')).path).toBe('/en/feedback');
  });

  it('after it went out sends a withdrawal after it, once', async () => {
    const done = await tell(full);
    const { submissions } = bench.kit.store;
    submissions.outbox.markBundled(1, 1, 1);
    const ask = await phone.press(done, 'delete');
    await phone.press(ask, 'delete');
    await phone.press(ask, 'delete');
    expect(rows().map(({ kind }) => kind)).toEqual([]);
    expect(submissions.outbox.listRunFrom(2, 10).map(({ kind }) => kind)).toEqual(['withdrawal']);
  });
});

describe('the board', () => {
  it('shows what is for this site and for all, and says when there is nothing yet', async () => {
    expect((await phone.open('/en/feedback/board')).html).toContain('There is nothing here yet');
    const entry = (id: string, said: string, site?: string) => ({
      id,
      sector: 'food',
      month: '2026-03',
      said: { en: said },
      did: { en: 'Done.' },
      ...(site === undefined ? {} : { site }),
    });
    const board = [
      entry('a', 'For all', undefined),
      entry('b', 'For here', 'XD-01'),
      entry('c', 'Elsewhere', 'XD-02'),
    ];
    bench.kit.remove();
    bench = await makeVisitorBench(
      {},
      { replies: () => ({ number: 1, madeAt: 0, tickets: new Map(), board }) },
    );
    const { html } = await bench.phone('127.0.0.1').open('/ar/feedback/board');
    expect(html).toContain('For all');
    expect(html).toContain('For here');
    expect(html).not.toContain('Elsewhere');
  });
});
