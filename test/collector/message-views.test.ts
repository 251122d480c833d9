/** Sums of views from the kit's sealed record to the staff's page and the export. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApiToken, createUser } from '../../src/collector/accounts/create-account.ts';
import { newId } from '../../src/protocol/ids.ts';
import { encodeJsonRecord, type ViewSum } from '../../src/protocol/records.ts';
import { makeBrowser } from '../support/make-browser.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

let collector: TestCollector;
let kit: TestKit;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
});
afterEach(() => collector.close());

const sum = (language: string, opened: number, finished = 0, message = 'help-is-free/1'): ViewSum => ({
  message,
  language,
  opened,
  started: finished,
  quarter: finished,
  half: finished,
  three_quarters: finished,
  finished,
});

interface Hour {
  readonly recordId?: string;
  readonly msSinceBoot?: number;
  readonly siteId?: string;
}

const tally = (views: ViewSum[], { recordId = newId(16), msSinceBoot = 0, siteId = 'XD-01' }: Hour = {}) =>
  kit.sealed('tally', encodeJsonRecord({ at: { ...kit.boot, msSinceBoot }, siteId, round: 1, views }), {
    recordId,
  });

async function exported(query = ''): Promise<string[]> {
  const token = await createApiToken(collector.context, 'test');
  const response = await collector.app.request(`/api/v1/message-views.csv${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  return (await response.text()).trim().split('\r\n').slice(1);
}

async function staffPage(query = ''): Promise<string> {
  await createUser(collector.context, { email: 'ana@example.org', password: 'correct horse battery' });
  const browser = makeBrowser(collector.app);
  await browser.get('/sign-in');
  await browser.submit('/sign-in', { email: 'ana@example.org', password: 'correct horse battery' });
  return (await browser.get(`/messages${query}`)).html;
}

const rowsOf = (html: string, id: string): string[] =>
  [...html.matchAll(new RegExp(`<tr data-message="${id}">.*?</tr>`, 'g'))].map(([row]) =>
    [...row.matchAll(/<td[^>]*>([^<]*)</g)].map(([, text]) => text?.replace('&lt;', '<')).join(' '),
  );

describe('an hour of views', () => {
  it('is counted once, however often and in whatever bundle it comes', async () => {
    const record = await tally([sum('es', 12, 6)]);
    const receipt = await collector.receipt(kit.bundle([record]));
    expect(receipt.contiguousSeq).toBe(1);
    await collector.receipt(kit.bundle([record, await tally([sum('es', 5)])]));
    expect(await exported()).toHaveLength(1);
    expect((await exported())[0]).toMatch(/^XD-01,,?.*help-is-free,1,es,17,6,6,6,6,6$/);
  });

  it('gets its date when the time is known, also afterwards', async () => {
    collector.clock.set(startTime + 3 * dayMs);
    await collector.receipt(kit.bundle([await tally([sum('es', 12)], { msSinceBoot: 2 * hourMs })]));
    expect((await exported())[0]?.split(',').slice(0, 2)).toEqual(['XD-01', '']);
    const at = { ...kit.boot, msSinceBoot: 2 * hourMs };
    await collector.receipt(kit.bundle([await kit.clock({ at, utcMs: startTime + dayMs })]));
    expect((await exported())[0]?.split(',').slice(0, 2)).toEqual(['XD-01', '2026-03-02']);
    expect(await exported('?from=2026-03-03')).toEqual([]);
    expect(await exported('?site=XD-01&to=2026-03-02')).toHaveLength(1);
  });

  it('of an unknown site, or of another shape, is set aside and does not stop its bundle', async () => {
    const unknown = await tally([sum('es', 12)], { siteId: 'XX-99' });
    const wrong = await kit.sealed('tally', encodeJsonRecord({ recordId: newId(16) }));
    await collector.receipt(kit.bundle([unknown, wrong, await tally([sum('fr', 7)])]));
    expect(await exported()).toHaveLength(1);
    const aside = await collector.context.store.read.selectFrom('set_aside').select('reason').execute();
    expect(aside.map(({ reason }) => reason).sort()).toEqual(['unknown_site', 'unreadable_record']);
  });
});

describe('the page of messages', () => {
  it('shows what was opened and finished, by message and language, and holds small figures back', async () => {
    await collector.receipt(
      kit.bundle([
        await tally([sum('es', 30, 9), sum('ar', 3), sum('fr', 8), sum('es', 22, 0, 'your-papers/1')]),
      ]),
    );
    const html = await staffPage();
    expect(html).toContain('Help is always free');
    const [far, languages] = rowsOf(html, 'help-is-free');
    expect(far?.split(' ').slice(1)).toEqual(['9', '9', '9', '9', '9']);
    // ar, es, fr: one is small, and another one goes with it or the total does.
    expect(languages?.startsWith('< 5*')).toBe(true);
    expect(html.match(/< 5\*|&lt; 5\*/g)?.length).toBeGreaterThan(1);
    expect(html).not.toContain('>3<');
  });

  it('says so where nothing has come, and refuses a site that is none', async () => {
    expect(await staffPage()).toContain('No kit has told of a message that was opened.');
    const browser = makeBrowser(collector.app);
    expect((await browser.get('/messages')).path).toBe('/sign-in');
  });
});
