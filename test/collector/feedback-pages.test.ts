/** The staff's list of feedback, page by page: every item once, also while more comes in. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createUser } from '../../src/collector/accounts/create-account.ts';
import { insertFeedback } from '../../src/collector/store/feedback-table.ts';
import { makeBrowser } from '../support/make-browser.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

const account = { email: 'ana@example.org', password: 'correct horse battery' };
let collector: TestCollector;
let kit: TestKit;

beforeEach(async () => {
  collector = await makeCollector();
  await createUser(collector.context, account);
  kit = await collector.kit();
});
afterEach(() => collector.close());

/** Items from `first` on, many of one time, as a bundle brings them. */
const insert = (first: number, count: number, type: string) =>
  collector.context.store.transaction(async (writer) => {
    for (let n = first; n < first + count; n++)
      await insertFeedback(writer, {
        kit_id: kit.kitId,
        feedback_id: (n * 7919).toString(16).padStart(32, '0'),
        site_id: 'XD-01',
        form_ref: 'dtm-wifi-feedback/1/00000000',
        operation: 'XDM-2026',
        round: 1,
        earliest_date: '2026-03-01',
        latest_date: '2026-03-01',
        language: 'es',
        type,
        sector: 'food',
        body: `words ${n}.`,
        lookup: null,
        reply_key: null,
        status: 'received',
        received_at: startTime + Math.floor(n / 60),
        changed_at: startTime,
        closed_at: null,
        erased_at: null,
      });
  });

const wordsIn = (html: string) => [...html.matchAll(/words (\d+)\./g)].map(([, n]) => Number(n));
const linkIn = (html: string, words: string) =>
  new RegExp(`<a href="([^"]*)"[^>]*>${words}</a>`).exec(html)?.[1]?.replaceAll('&amp;', '&');

async function signedIn() {
  const browser = makeBrowser(collector.app);
  await browser.get('/sign-in');
  await browser.submit('/sign-in', account);
  return browser;
}

it('goes on where it ended, within the same choice, until nothing is left', async () => {
  await insert(0, 250, 'complaint_service');
  await insert(250, 40, 'thanks');
  const browser = await signedIn();
  const seen: number[] = [];
  let path: string | undefined = '/feedback?type=complaint_service&site=XD-01';
  let pages = 0;
  while (path !== undefined) {
    const { html } = await browser.get(path);
    expect(linkIn(html, 'The newest')).toBe(
      pages === 0 ? undefined : '/feedback?type=complaint_service&site=XD-01',
    );
    expect(html).toMatch(/<option value="complaint_service" selected/);
    seen.push(...wordsIn(html));
    pages += 1;
    path = linkIn(html, 'Older');
    // What comes in while somebody reads stands before, and moves nothing.
    if (pages === 1) await insert(400, 30, 'complaint_service');
  }
  expect(pages).toBe(3);
  expect(seen).toHaveLength(250);
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 250 }, (_, n) => n));
});

it('has no further page where all is on one, and takes no other place than its own', async () => {
  await insert(0, 100, 'thanks');
  const browser = await signedIn();
  const whole = await browser.get('/feedback');
  expect(wordsIn(whole.html)).toHaveLength(100);
  expect(whole.html).not.toContain('Pages of the list');
  for (const after of ['x', `1.${kit.kitId}`, '%27%3B--', '9999999999999999.0.0'])
    expect(wordsIn((await browser.get(`/feedback?after=${after}`)).html)).toHaveLength(100);
});
