/** Feedback at the collector: taken in once, answered by staff, sent down signed, counted without giving anybody away, erased in time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUser } from '../../src/collector/accounts/create-account.ts';
import { revokeKit } from '../../src/collector/enrol-kit.ts';
import { eraseFeedback } from '../../src/collector/ingest/erase-feedback.ts';
import { envelopeRanges } from '../../src/protocol/bundle.ts';
import { newId, systemRandom } from '../../src/protocol/ids.ts';
import { decodeReplies, openReply, type Replies } from '../../src/protocol/replies.ts';
import { verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { newTicketCode, type TicketKeys, ticketKeys } from '../../src/protocol/tickets.ts';
import { makeBrowser } from '../support/make-browser.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';
import { parseCsv } from '../support/road.ts';

const email = 'ana@example.org';
const password = 'correct horse battery';
const dayMs = 86_400_000;
const word = 'Zwitscherkanarienvogel-7341';
const told = { type: 'complaint_service', sector: 'water_hygiene', text: word, reply_wanted: 'yes' };
let collector: TestCollector;
let kit: TestKit;
let ticket: TicketKeys;
const recordId = 'ab'.repeat(16);

beforeEach(async () => {
  collector = await makeCollector();
  await createUser(collector.context, { email, password });
  kit = await collector.kit();
  ticket = await ticketKeys(newTicketCode(systemRandom));
});
afterEach(() => collector.close());

const rowsOf = (table: 'feedback' | 'feedback_replies' | 'feedback_events') =>
  collector.context.store.read.selectFrom(table).selectAll().execute();

const signedIn = async () => {
  const browser = makeBrowser(collector.app);
  await browser.get('/sign-in');
  await browser.submit('/sign-in', { email, password });
  return browser;
};

const send = async (answers = told, options: Parameters<TestKit['feedback']>[1] = { ticket, recordId }) =>
  collector.receipt(kit.bundle([await kit.feedback(answers, options)]));

const fetchReplies = async (after = 0, kitId = kit.kitId) =>
  collector.app.request(`/api/v1/kits/${kitId}/replies?after=${after}`);

const replies = async (): Promise<Replies> => {
  const response = await fetchReplies();
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return decodeReplies(bytes, verifierFromPublicKey(collector.context.keys.signer.publicKey));
};

const itemPath = () => `/feedback/${kit.kitId}/${recordId}`;

describe('feedback that comes in', () => {
  it('is one row, however often it comes, with its text, its place and its ticket', async () => {
    const bundle = kit.bundle([await kit.feedback(told, { ticket, recordId })]);
    await collector.receipt(bundle);
    await collector.receipt(bundle);
    await collector.receipt(kit.bundle([await kit.feedback(told, { ticket, recordId })]));
    const rows = await rowsOf('feedback');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      site_id: 'XD-01',
      type: 'complaint_service',
      sector: 'water_hygiene',
      body: word,
      lookup: ticket.lookup,
      status: 'received',
    });
  });

  it('about staff, which no kit sends, is set aside', async () => {
    await send({ type: 'staff_misconduct' } as never);
    expect(await rowsOf('feedback')).toEqual([]);
  });

  it('that breaks the form’s rules, or is broken, is set aside and holds nothing up', async () => {
    const broken = await kit.sealed('feedback', new Uint8Array([9, 9]), { formRef: 'no/1/00000000' });
    const long = await kit.feedback({ ...told, text: 'x'.repeat(501) }, { ticket });
    await collector.receipt(kit.bundle([broken, long, await kit.feedback(told, { ticket, recordId })]));
    expect(await rowsOf('feedback')).toHaveLength(1);
    const browser = await signedIn();
    expect((await browser.get('/set-aside')).html).not.toContain(word);
  });

  it('taken back is gone, with its reply, and no reply is looked for any more', async () => {
    await send();
    const browser = await signedIn();
    await browser.get(itemPath());
    await browser.submit(`${itemPath()}/reply`, { reply: 'Hoy llega jabón.' });
    const { number } = await replies();
    await collector.receipt(kit.bundle([await kit.withdrawal(recordId)]));
    for (const table of ['feedback', 'feedback_replies', 'feedback_events'] as const)
      expect(await rowsOf(table)).toEqual([]);
    const after = await replies();
    expect(after.number).toBeGreaterThan(number);
    expect(after.tickets.size).toBe(0);
  });
});

describe('the document that goes down', () => {
  it('says of each ticket how far it is, and rises with each change', async () => {
    expect((await fetchReplies()).status).toBe(204);
    await send();
    const first = await replies();
    expect(first.tickets.get(ticket.lookup)).toEqual({ status: 'received', sealedReply: undefined });
    expect((await fetchReplies(first.number)).status).toBe(204);
    // A collector that was restored from a backup does not fall behind what its kits hold.
    expect(first.number).toBe(startTime / 1000);
    const browser = await signedIn();
    await browser.get(itemPath());
    await browser.submit(`${itemPath()}/status`, { status: 'referred' });
    const second = await replies();
    expect(second.number).toBe(first.number + 1);
    expect(second.tickets.get(ticket.lookup)?.status).toBe('referred');
    await browser.submit(`${itemPath()}/reply`, { reply: ' Hoy llega jabón.\r\nGracias ' });
    const third = await replies();
    const state = third.tickets.get(ticket.lookup);
    expect(state?.status).toBe('answered');
    expect(openReply(state?.sealedReply ?? new Uint8Array(), ticket)).toBe('Hoy llega jabón.\nGracias');
  });

  it('is for enrolled kits, and names what is wrong with a request', async () => {
    await send();
    expect((await fetchReplies(0, newId(8))).status).toBe(403);
    for (const after of ['x', '-1', '1e3', '9'.repeat(16)])
      expect((await collector.app.request(`/api/v1/kits/${kit.kitId}/replies?after=${after}`)).status).toBe(
        400,
      );
    await revokeKit(collector.context.store, kit.kitId, collector.clock);
    expect((await fetchReplies()).status).toBe(403);
  });

  it('never grows larger than a kit takes', async () => {
    const { store } = collector.context;
    await store.transaction(async (writer) => {
      for (let n = 0; n < 4000; n++) {
        const id = n.toString(16).padStart(32, '0');
        const common = { kit_id: kit.kitId, feedback_id: id };
        await writer
          .insertInto('feedback')
          .values({
            ...common,
            site_id: 'XD-01',
            form_ref: 'f/1/00000000',
            operation: 'XDM-2026',
            round: 1,
            earliest_date: '2026-03-01',
            latest_date: '2026-03-01',
            language: 'es',
            type: 'question',
            sector: '',
            body: null,
            lookup: id,
            reply_key: Buffer.alloc(32),
            status: 'answered',
            received_at: n,
            changed_at: n,
            closed_at: null,
            erased_at: null,
          })
          .execute();
        const reply = { body: 'x', sealed: Buffer.alloc(300), written_by: email, written_at: n };
        await writer
          .insertInto('feedback_replies')
          .values({ ...common, ...reply })
          .execute();
      }
    });
    await send();
    const { tickets } = await replies();
    expect(tickets.size).toBeGreaterThan(500);
    // The latest stay.
    expect(tickets.has(ticket.lookup)).toBe(true);
    expect(tickets.has((3999).toString(16).padStart(32, '0'))).toBe(true);
    expect(tickets.has('0'.repeat(32))).toBe(false);
  }, 60_000);
});

describe('the staff’s pages', () => {
  it('are for signed-in staff only', async () => {
    await send();
    const stranger = makeBrowser(collector.app);
    for (const path of ['/feedback', itemPath(), '/feedback/board', '/feedback/counts.csv'])
      expect((await stranger.get(path)).path).toBe('/sign-in');
    for (const path of [
      `${itemPath()}/status`,
      `${itemPath()}/reply`,
      '/feedback/board',
      '/feedback/board/x/remove',
    ]) {
      expect((await stranger.post(path, {})).path).toBe('/sign-in');
      expect((await (await signedIn()).post(path, { csrf: 'a'.repeat(64) })).status).toBe(403);
    }
    expect(await rowsOf('feedback_events')).toEqual([]);
  });

  it('list, filter, answer and close, and say who did what', async () => {
    await send();
    await send(
      { ...told, type: 'thanks', sector: 'food', text: '<b>danke</b>' },
      { recordId: 'cd'.repeat(16) },
    );
    const browser = await signedIn();
    const all = await browser.get('/feedback');
    expect(all.html).toContain(word);
    expect(all.html).toContain('&lt;b>danke');
    const thanks = await browser.get('/feedback?type=thanks');
    expect(thanks.html).not.toContain(word);
    expect((await browser.get('/feedback?site=XD-02')).html).toContain('Nothing fits');
    const item = await browser.get(itemPath());
    expect(item.html).toContain('A service does not work well');
    await browser.submit(`${itemPath()}/reply`, { reply: 'Ya hay jabón.' });
    await browser.submit(`${itemPath()}/status`, { status: 'closed' });
    const closed = await browser.get(itemPath());
    expect(closed.html).toContain('Ya hay jabón.');
    expect(closed.html).toContain(email);
    expect((await rowsOf('feedback_events')).map(({ action }) => action).sort()).toEqual([
      'answered',
      'closed',
      'reply',
    ]);
    expect((await browser.get('/feedback?status=received')).html).not.toContain(word);
    expect((await browser.get('/feedback/0000000000000000/00')).status).toBe(404);
  });

  it('refuse a reply that nobody can read, an empty one and one that is too long', async () => {
    await send(told, { recordId });
    const browser = await signedIn();
    const page = await browser.get(itemPath());
    expect(page.html).toContain('No reply is wanted');
    const csrf = /name="csrf" value="([0-9a-f]+)"/.exec(page.html)?.[1] ?? '';
    expect((await browser.post(`${itemPath()}/reply`, { csrf, reply: 'x' })).status).toBe(400);
    await send(told, { ticket, recordId: 'cd'.repeat(16) });
    const other = `/feedback/${kit.kitId}/${'cd'.repeat(16)}`;
    for (const reply of ['', '  ', 'ب'.repeat(1001)])
      expect((await browser.post(`${other}/reply`, { csrf, reply })).status).toBe(400);
    expect((await browser.post(`${other}/reply`, { csrf, reply: 'ب'.repeat(1000) })).status).toBe(200);
    expect((await browser.post(`${other}/status`, { csrf, status: 'lost' })).status).toBe(400);
    expect(await rowsOf('feedback_replies')).toHaveLength(1);
  });

  it('keep texts out of every chart and export', async () => {
    await send();
    const browser = await signedIn();
    for (const path of [
      '/results',
      '/export',
      '/export/submissions.csv',
      '/feedback/counts.csv',
      '/',
      '/set-aside',
    ])
      expect((await browser.get(path)).html).not.toContain(word);
    expect((await browser.get('/results')).html).not.toContain('dtm-wifi-feedback');
    expect((await browser.get('/export/submissions.csv?form=dtm-wifi-feedback')).status).toBe(400);
  });

  it('count by type and subject, and keep small figures back', async () => {
    for (let n = 0; n < 7; n++) await send({ ...told, type: n < 6 ? 'question' : 'thanks' }, {});
    const browser = await signedIn();
    const rows = parseCsv((await browser.get('/feedback/counts.csv')).html);
    const cell = (question: string, choice: string) =>
      rows.find(
        (row) =>
          row.site_id === 'all' && row.week === 'all' && row.question === question && row.choice === choice,
      );
    expect(cell('sector', 'water_hygiene')).toMatchObject({
      count: '7',
      is_hidden: '0',
      cluster: 'WSH',
    });
    // One thank-you: with seven in all, six questions would give it away.
    expect(cell('type', 'thanks')).toMatchObject({ count: '', is_hidden: '1' });
    expect(cell('type', 'question')).toMatchObject({ count: '', is_hidden: '1' });
  });
});

describe('the board', () => {
  it('is written by staff, published to the kits, changed and removed', async () => {
    const browser = await signedIn();
    await browser.get('/feedback/board');
    const texts = { 'said.en': 'No soap at the taps.', 'did.en': 'Soap comes every morning.' };
    await browser.submit('/feedback/board', { sector: 'water_hygiene', site: '', ...texts });
    expect((await replies()).board).toEqual([]);
    const page = await browser.get('/feedback/board');
    const entry = /data-entry="([0-9a-f]{32})"/.exec(page.html)?.[1] ?? '';
    await browser.get(`/feedback/board?edit=${entry}`);
    await browser.submit('/feedback/board', {
      sector: 'water_hygiene',
      site: 'XD-01',
      published: 'yes',
      ...texts,
      'said.ar': 'لا صابون',
      'did.ar': 'صابون كل صباح',
    });
    expect((await replies()).board).toMatchObject([
      { id: entry, site: 'XD-01', said: { en: 'No soap at the taps.', ar: 'لا صابون' }, month: '2026-03' },
    ]);
    await browser.get('/feedback/board');
    const half = await browser.submit('/feedback/board', { sector: '', 'said.fr': 'Rien' });
    expect(half.status).toBe(400);
    await browser.get('/feedback/board');
    await browser.submit(`/feedback/board/${entry}/remove`, {});
    expect((await replies()).board).toEqual([]);
  });
});

describe('in time', () => {
  const archived = async () => {
    const rows = await collector.context.store.read.selectFrom('bundles').selectAll().execute();
    return rows.flatMap((row) => {
      const bytes = new Uint8Array(row.bytes);
      return envelopeRanges(bytes).map(({ start, end }) => bytes.subarray(start, end));
    });
  };
  const onDisk = () =>
    readdirSync(collector.folder)
      .map((name) => readFileSync(join(collector.folder, name), 'latin1'))
      .join('');

  it('90 days after closing text, ticket and reply are erased, also from the archive, and the count stays', async () => {
    await send();
    const browser = await signedIn();
    await browser.get(itemPath());
    await browser.submit(`${itemPath()}/reply`, { reply: 'Antwortkanarie-99' });
    await browser.submit(`${itemPath()}/status`, { status: 'closed' });
    const { store } = collector.context;
    expect(await eraseFeedback(store, startTime + 89 * dayMs)).toBe(0);
    expect((await replies()).tickets.size).toBe(1);
    expect(await eraseFeedback(store, startTime + 91 * dayMs)).toBe(1);
    expect(await eraseFeedback(store, startTime + 92 * dayMs)).toBe(0);
    expect((await rowsOf('feedback'))[0]).toMatchObject({
      type: 'complaint_service',
      body: null,
      lookup: null,
    });
    expect(await rowsOf('feedback_replies')).toEqual([]);
    expect((await replies()).tickets.size).toBe(0);
    expect((await archived()).every((envelope) => envelope.every((byte) => byte === 0))).toBe(true);
    expect(onDisk()).not.toContain(word);
    expect(onDisk()).not.toContain('Antwortkanarie-99');
  });

  it('what nobody closed is erased after 180 days', async () => {
    await send();
    const { store } = collector.context;
    expect(await eraseFeedback(store, startTime + 179 * dayMs)).toBe(0);
    expect(await eraseFeedback(store, startTime + 181 * dayMs)).toBe(1);
    expect((await rowsOf('feedback'))[0]).toMatchObject({ body: null, status: 'closed' });
    expect(onDisk()).not.toContain(word);
  });

  it('opening a closed one again keeps it', async () => {
    await send();
    const browser = await signedIn();
    await browser.get(itemPath());
    await browser.submit(`${itemPath()}/status`, { status: 'closed' });
    await browser.submit(`${itemPath()}/status`, { status: 'received' });
    expect(await eraseFeedback(collector.context.store, startTime + 100 * dayMs)).toBe(0);
  });
});
