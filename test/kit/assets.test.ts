/** What a page may load beside itself: kept by the phone for good, right in every language, and never in the way. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAssets } from '../../src/kit/routes/assets.ts';
import { loadLists } from '../../src/platform/content.ts';
import { makeVisitorBench, type VisitorBench } from '../support/visitor-bench.ts';

const lists = loadLists(undefined, 'XDM');
const assets = createAssets({ lists, script: 'void 0', pageScript: 'void 1' });
let bench: VisitorBench;
beforeAll(async () => {
  bench = await makeVisitorBench({ assets });
});
afterAll(() => bench.kit.remove());

const get = (path: string, encoding = 'gzip') =>
  bench.phone('127.0.0.9').send('GET', path, undefined, { 'Accept-Encoding': encoding });

test.each([
  ['the script', () => assets.script?.address, 'text/javascript; charset=utf-8'],
  ['the script for some pages', () => assets.pageScript?.address, 'text/javascript; charset=utf-8'],
  ['the form’s styles', () => assets.formStyles.address, 'text/css; charset=utf-8'],
  ['a list', () => assets.namesOfList('countries', 'ar')?.address, 'application/json; charset=utf-8'],
])('%s is kept by the phone under an address of its own, zipped or not', async (_, address, type) => {
  const zipped = await get(address() ?? '');
  expect(zipped.status).toBe(200);
  expect(zipped.headers.get('content-type')).toBe(type);
  expect(zipped.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(zipped.headers.get('x-content-type-options')).toBe('nosniff');
  const plain = await get(address() ?? '', 'identity');
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(gunzipSync(await zipped.arrayBuffer()).toString()).toBe(await plain.text());
});

test.each([
  '/assets/phone.000000000000.js',
  '/lists/countries.ar.000000000000.json',
  '/lists/countries.de.000000000000.json',
  '/lists/__proto__.ar.000000000000.json',
  '/lists/constructor',
])('%s is no page and no file', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test('the names of all countries in one language are a small answer, sorted as its speakers sort', async () => {
  const asset = assets.namesOfList('countries', 'es');
  expect(asset?.zipped.length).toBeLessThan(16 * 1024);
  const rows: [string, string, string[]][] = JSON.parse(gunzipSync(asset?.zipped ?? '').toString());
  expect(rows).toHaveLength(lists.countries?.length ?? 0);
  const labels = rows.map(([, label]) => label);
  expect(labels).toEqual([...labels].sort(new Intl.Collator('es').compare));
  expect(rows.find(([name]) => name === 'CIV')?.[2]).toEqual(
    expect.arrayContaining(['costa de marfil', 'cote d ivoire']),
  );
});

test('the form’s styles come inside the first question, and as a kept file from the second on', async () => {
  const phone = bench.phone('127.0.0.9');
  const link = `<link rel="stylesheet" href="${assets.formStyles.address}"`;
  const consent = await phone.open('/es/consent');
  expect(consent.html).toContain(`${link} media="print"/>`);
  const first = await phone.press(consent, 'consent-yes');
  expect(first.html).toContain('<style>');
  const second = await phone.press(first, 'next', { age_group: ['25_59'] });
  expect(second.html).toContain(`${link}/>`);
  expect(second.html).not.toContain('<style>');
  expect(second.headers.get('content-security-policy')).toContain("style-src 'self'");
});
