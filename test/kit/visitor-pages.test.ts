/** What is true of every page a visitor can see, in every language. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { preferredLanguage } from '../../src/kit/routes/visitor-request.ts';
import { loadPhrases } from '../../src/platform/content.ts';
import { Problem } from '../../src/protocol/problems.ts';
import { findAction, questionsOn } from '../../src/simulate/fill-in.ts';
import { everyPage } from '../support/every-page.ts';
import { furtherPages } from '../support/further-pages.ts';
import { makeVisitorBench, type VisitorBench } from '../support/visitor-bench.ts';

let bench: VisitorBench;
beforeEach(async () => {
  bench = await makeVisitorBench();
});
afterEach(() => bench.kit.remove());

const languages = Object.keys(loadPhrases().tables);

describe.each(languages)('in %s', (language) => {
  test('every page there is shows the way online, speaks its language and needs nothing from elsewhere', async () => {
    const pages = new Map([
      ...(await everyPage(bench, '127.0.0.9', language)),
      ...(await furtherPages(language)),
    ]);
    const paths = [...pages.keys()].map((path) => path.slice(3));
    expect(paths).toEqual(
      expect.arrayContaining([
        '',
        '/consent',
        '/q/origin_adm2',
        '/more',
        '/q/group',
        '/thanks',
        '/deleted',
        '/stopped',
        ' with an alert',
        '/messages with an alert',
        '/feedback/q/type',
        '/feedback/q/type mistake',
        '/feedback/q/text too late',
        '/feedback/done',
        '/feedback/done noted',
        '/feedback/delete',
        '/feedback/deleted',
        '/feedback/nothing',
        '/feedback/ticket answered',
        '/feedback/board with an entry',
        '/q/wg_seeing',
        '/q/psea_complain',
        '/late',
        '/late unknown',
      ]),
    );
    expect(pages.size).toBeGreaterThanOrEqual(28);
    for (const [path, { html, language: said }] of pages) {
      expect(said, path).toBe(language);
      expect(html, path).toMatch(
        new RegExp(`<form method="post" action="/${language}/online"[^>]*>.*<button[^>]*type="submit"`, 's'),
      );
      expect(html.match(/<h1[ >]/g), path).toHaveLength(1);
      // The page that could be anybody's does not say whose it is.
      if (!path.endsWith('/leave')) expect(html, path).toMatch(/<title>[^<]{3,} · DTM Wi-Fi<\/title>/);
      expect(html, path).not.toMatch(
        /<script|<img|<iframe|\son\w+=|src="(?!\/media\/)|url\(|@import|style="/i,
      );
      expect(html, path).not.toMatch(/https?:|\{\w+\}|undefined|NaN|\[object/);
      for (const [, href] of html.matchAll(/\s(?:href|action|formaction)="([^"]*)"/g))
        expect(href, path).toMatch(/^(\/(media|assets|[a-z]{2})?(\/|$)|#(f-|main$)|tel:|data:,$)/);
    }
  });

  test('every page of the form can be left for another language and is then the same page', async () => {
    const phone = bench.phone('127.0.0.9');
    const page = await phone.press(await phone.open(`/${language}/consent`), 'consent-yes');
    for (const other of languages) {
      const translated = await phone.press(page, 'language', {}, other);
      expect(translated.path).toBe(`/${other}/q/age_group`);
      expect(translated.language).toBe(other);
    }
  });
});

test('what the compiler takes for a key of a phrase is one in every language', async () => {
  const pages = await everyPage(bench, '127.0.0.9', 'fr');
  for (const [path, { html }] of pages)
    expect(html, path).not.toMatch(/>[^<]*\b(home|consent|question|online|problem|list)\.[a-z_]+[^<]*</);
});

test('a page is one small answer that no phone keeps', async () => {
  const response = await bench
    .phone('127.0.0.9')
    .send('GET', '/', undefined, { 'Accept-Encoding': 'gzip, br' });
  const sent = new Uint8Array(await response.arrayBuffer());
  const { headers } = response;
  expect(headers.get('content-encoding')).toBe('gzip');
  const headerBytes = [...headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 20);
  expect(sent.length + headerBytes).toBeLessThan(8 * 1024);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('set-cookie')).toBeNull();
  const html = gunzipSync(sent).toString();
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*form-action 'self'/);
});

test.each([
  [undefined, undefined],
  ['br', undefined],
  ['gzip;q=0', undefined],
  ['gzip;q=0.5', 'gzip'],
  ['br, gzip', 'gzip'],
])('to Accept-Encoding %j the answer is encoded as %j', async (accepted, expected) => {
  const headers = accepted === undefined ? {} : { 'Accept-Encoding': accepted };
  const response = await bench.phone('127.0.0.9').send('GET', '/es', undefined, headers);
  expect(response.headers.get('content-encoding') ?? undefined).toBe(expected);
});

test.each([
  ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
  ['de, en;q=0.5, es;q=0.4', 'en'],
  ['ht;q=0.9', 'es'],
  ['en;q=0, fr;q=0.1', 'fr'],
  [undefined, 'es'],
  ['; ;q=x,,', 'es'],
])('a phone that prefers %j first sees the page in %s', (header, language) => {
  expect(preferredLanguage(header, ['es', 'en', 'fr'])).toBe(language);
});

test('an address that is none gets a page that leads back, in the language it was asked in', async () => {
  const page = await bench.phone('127.0.0.9').open('/fr/q/x/..%2f..%2f%00%3Cb%3E');
  expect(page.status).toBe(404);
  expect(page.language).toBe('fr');
  expect(page.html).not.toContain('<b>');
  expect(findAction(await bench.phone('127.0.0.9').open('/favicon.ico'), 'online')).toBeDefined();
});

describe('a body', () => {
  const post = (body: string, headers?: Record<string, string>) =>
    bench.phone('127.0.0.9').send('POST', '/es/consent', body, headers);

  test('that is too large is refused with a page', async () => {
    const response = await post(`consent=yes&x=${'a'.repeat(17 * 1024)}`);
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('/es/online');
  });

  test('that is too large is refused even when its length is not said', async () => {
    const chunk = new TextEncoder().encode('a'.repeat(4096));
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => (sent++ < 5 ? controller.enqueue(chunk) : controller.close()),
    });
    const request = new Request('http://wifi.example/es/consent', {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    } as RequestInit);
    const response = await bench.app.request(request, undefined, {
      incoming: { socket: { remoteAddress: '127.0.0.9' } },
    });
    expect(response.status).toBe(413);
  });

  test('of another kind is refused with a page', async () => {
    const response = await post('{"consent":"yes"}', { 'Content-Type': 'application/json' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('/es/online');
  });
});

test('an unexpected error shows a page and tells the log where, not what', async () => {
  const logged: unknown[] = [];
  const note = (fields: unknown) => logged.push(fields);
  const failing = await makeVisitorBench({
    visits: {
      ...bench.kit.visits,
      begin: () => {
        throw new TypeError('secret answer of 127.0.0.9');
      },
    },
    log: { info: note, warn: note, error: note },
  });
  const response = await failing.phone('127.0.0.9').send('POST', '/fr/consent', 'consent=yes');
  expect(response.status).toBe(500);
  const html = await response.text();
  expect(html).toContain('/fr/online');
  expect(html).not.toContain('secret');
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).toContain('TypeError');
  expect(JSON.stringify(logged)).not.toMatch(/secret|127\.0\.0/);
  failing.kit.remove();
});

test('when the storage is full the page comes back with everything given, and the way online', async () => {
  let isFull = true;
  const { visits } = bench.kit;
  const full = await makeVisitorBench({
    visits: {
      ...visits,
      answer: (...given) =>
        isFull ? Promise.reject(new Problem('storage_full', 'SQLITE_FULL')) : visits.answer(...given),
    },
  });
  const phone = full.phone('127.0.0.9');
  const page = await phone.press(await phone.open('/en/consent'), 'consent-yes');
  const refused = await phone.press(page, 'next', { age_group: ['18_24'] });
  expect(refused.status).toBe(507);
  expect(refused.html).toContain('We could not save your answer');
  expect(questionsOn(refused)[0]?.options.find(({ chosen }) => chosen)?.value).toBe('18_24');
  expect((await phone.press(refused, 'online')).path).toBe('/en/online');
  isFull = false;
  expect((await phone.press(refused, 'next')).path).toBe('/en/q/sex');
  full.kit.remove();
});
