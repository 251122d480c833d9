/** A page on which an answer brings another question, without a script: it comes again, and nothing is lost or demanded. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAssets } from '../../src/kit/routes/assets.ts';
import { loadLists } from '../../src/platform/content.ts';
import { questionsOn } from '../../src/simulate/fill-in.ts';
import { furtherForm } from '../support/further-form.ts';
import { makeVisitorBench, type Shown, type TestPhone, type VisitorBench } from '../support/visitor-bench.ts';

let bench: VisitorBench;
let phone: TestPhone;
let page: Shown;
beforeEach(async () => {
  bench = await makeVisitorBench({}, { form: furtherForm });
  phone = bench.phone('127.0.0.9');
  page = await phone.press(await phone.open('/es/consent'), 'consent-yes');
  page = await phone.press(page, 'next', { age: ['30'] });
});
afterEach(() => bench.kit.remove());

const asked = (shown: Shown) => questionsOn(shown).map(({ name }) => name);
const kept = async () => {
  const [record] = bench.kit.store.submissions.outbox.listRunFrom(1, 10);
  return record && (await bench.kit.open(record)).decoded;
};

test('it comes again with each question that is brought, with all that was given, until there is nothing more to ask', async () => {
  expect(asked(page)).toEqual(['sick', 'wish']);
  expect(page.html).not.toContain('data-page');
  page = await phone.press(page, 'next', { sick: ['yes'], wish: ['agua'] });
  expect([page.status, asked(page)]).toEqual([200, ['sick', 'care', 'wish']]);
  expect(page.html).toContain('Por su respuesta');
  expect(page.html).toContain('agua');
  page = await phone.press(page, 'next', { care: ['no'] });
  expect(asked(page)).toEqual(['sick', 'care', 'days', 'wish']);
  page = await phone.press(page, 'next', { days: ['7'] });
  expect(page.html).toContain('Vaya al puesto de salud');
  page = await phone.press(page, 'next');
  expect(page.html).toContain('<h1>Gracias</h1>');
  expect(await kept()).toEqual({ age: 30, sick: 'yes', care: 'no', days: 7, wish: 'agua' });
});

test('what was brought may stay unanswered, and a changed answer takes it away', async () => {
  page = await phone.press(page, 'next', { sick: ['yes'] });
  page = await phone.press(page, 'next', { sick: ['no'], care: ['yes'] });
  expect(page.html).toContain('<h1>Gracias</h1>');
  expect(await kept()).toEqual({ age: 30, sick: 'no', wish: null });
});

test('a mistake is said together with what is brought', async () => {
  page = await phone.press(page, 'next', { sick: ['yes'], wish: ['x'.repeat(51)] });
  expect([page.status, asked(page)]).toEqual([422, ['sick', 'care', 'wish']]);
  page = await phone.press(page, 'next', { wish: [''] });
  expect(page.html).toContain('<h1>Gracias</h1>');
  expect(await kept()).toEqual({ age: 30, sick: 'yes', care: null, wish: null });
});

test('"skip" asks nothing further, and earlier answers count: a child is not asked how long', async () => {
  const child = bench.phone('127.0.0.10');
  let shown = await child.press(await child.open('/es/consent'), 'consent-yes');
  shown = await child.press(shown, 'next', { age: ['9'] });
  shown = await child.press(shown, 'next', { sick: ['yes'] });
  shown = await child.press(shown, 'next', { care: ['no'] });
  expect(shown.html).toContain('<h1>Gracias</h1>');
  page = await phone.press(page, 'skip', { sick: ['yes'] });
  expect(page.html).toContain('<h1>Gracias</h1>');
});

test('where there is a script the page has every question, hidden and not sent, and no earlier answer', async () => {
  const lists = loadLists(undefined, 'XDM');
  const scripted = await makeVisitorBench(
    { assets: createAssets({ lists, script: 'void 0', pageScript: 'void 1' }) },
    { form: furtherForm },
  );
  try {
    const other = scripted.phone('127.0.0.9');
    let shown = await other.press(await other.open('/es/consent'), 'consent-yes');
    expect(shown.html).not.toContain('/assets/page.');
    shown = await other.press(shown, 'next', { age: ['77'] });
    expect(shown.html).toMatch(/<script defer src="\/assets\/page\.[0-9a-f]{12}\.js">/);
    expect(shown.html).toContain('data-further="care" hidden disabled');
    expect(asked(shown)).toEqual(['sick', 'wish']);
    expect(shown.html).not.toContain('77');
  } finally {
    scripted.kit.remove();
  }
});
