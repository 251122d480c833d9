/** What programs read: the token, the export's columns and filters, the dictionary. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApiToken } from '../../src/collector/accounts/create-account.ts';
import { insertForm } from '../../src/collector/store/forms-table.ts';
import type { Form } from '../../src/protocol/form.ts';
import { coreForm } from '../support/kit-parts.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import { makeKit } from '../support/make-kit.ts';

let collector: TestCollector;
let token: string;
const dayMs = 86_400_000;

beforeEach(async () => {
  collector = await makeCollector();
  token = await createApiToken(collector.context, 'test');
});
afterEach(() => collector.close());

const get = (path: string, authorization = `Bearer ${token}`) =>
  collector.app.request(path, { headers: { authorization } });
const csv = async (query = '') => {
  const response = await get(`/api/v1/submissions.csv${query}`);
  expect(response.status).toBe(200);
  const lines = (await response.text()).split('\r\n');
  expect(lines.pop()).toBe('');
  const header = (lines.shift() ?? '').split(',');
  return {
    header,
    rows: lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [header[at], cell]))),
  };
};

describe('the token', () => {
  it.each([
    ['none', ''],
    ['another scheme', 'Basic abc'],
    ['an unknown id', `Bearer dtm_${'0'.repeat(16)}_${'a'.repeat(43)}`],
  ])('is needed everywhere: %s', async (_, authorization) => {
    for (const path of [
      '/api/v1/sites',
      '/api/v1/submissions.csv',
      '/api/v1/forms/dtm-wifi-core/1/dictionary.csv',
    ]) {
      const response = await get(path, authorization);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toMatchObject({ code: 'bad_token', retry: false });
    }
  });

  it('with one wrong character is refused', async () => {
    const wrong = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    expect((await get('/api/v1/sites', `Bearer ${wrong}`)).status).toBe(401);
    expect((await get('/api/v1/sites')).status).toBe(200);
  });
});

describe('the export', () => {
  it('has the fixed columns, one per question, a 0/1 one per choice, and what was skipped', async () => {
    const kit = await collector.kit();
    const answers = { age_group: '18_24', sex: null, nationality: 'VEN', needs: ['food', 'cash'] };
    await collector.receipt(
      kit.bundle([
        await kit.clock({ utcMs: startTime }),
        await kit.submission(answers, {
          language: 'fr',
          isComplete: false,
          begun: { ...kit.boot, msSinceBoot: 120_000 },
        }),
      ]),
    );
    collector.clock.set(startTime + dayMs);
    const { header, rows } = await csv();
    expect(header.slice(0, 13)).toEqual([
      'submission_id',
      'form',
      'form_version',
      'operation',
      'round',
      'site_id',
      'admin1_pcode',
      'admin2_pcode',
      'date',
      'hour',
      'language',
      'status',
      'age_group',
    ]);
    expect(header.at(-1)).toBe('skipped');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      form: 'dtm-wifi-core',
      form_version: '1',
      operation: 'XDM-2026',
      round: '1',
      site_id: 'XD-01',
      admin1_pcode: 'XDM03',
      admin2_pcode: 'XDM0301',
      language: 'fr',
      status: 'abandoned',
      age_group: '18_24',
      sex: '',
      nationality: 'VEN',
      'needs/food': '1',
      'needs/cash': '1',
      'needs/health': '0',
      'reason/other': '',
      skipped: 'sex',
    });
  });

  it('filters by site and date; a row whose date is not known is in where it may be', async () => {
    const [first, second] = collector.sites;
    const dated = await collector.kit(first);
    const undated = await collector.kit(second);
    collector.clock.set(startTime + 4 * dayMs);
    await collector.receipt(
      dated.bundle([await dated.clock({ utcMs: startTime + dayMs }), await dated.submission({ sex: 'f' })]),
    );
    await collector.receipt(undated.bundle([await undated.submission({ sex: 'm' })]));
    const sexes = async (query: string) =>
      (await csv(query)).rows.map((row) => `${row.sex} ${row.date}`).sort();
    expect(await sexes('')).toEqual(['f 2026-03-02', 'm ']);
    expect(await sexes('?site=XD-01')).toEqual(['f 2026-03-02']);
    expect(await sexes('?from=2026-03-02&to=2026-03-02')).toEqual(['f 2026-03-02', 'm ']);
    expect(await sexes('?from=2026-03-03')).toEqual(['m ']);
    expect(await sexes('?to=2026-03-01')).toEqual(['m ']);
    expect(await sexes('?from=2026-03-06')).toEqual([]);
    expect(await sexes('?site=&from=&to=&form=dtm-wifi-core/1')).toHaveLength(2);
  });

  it.each([
    ['site=XX-1', 'site'],
    ['from=yesterday', 'from'],
    ['to=2026-02-31', 'to'],
    ['from=2026-03-02&to=2026-03-01', 'to'],
    ['form=nothing/9', 'form'],
    ['sites=XD-01', 'sites'],
    ['site=XD-01&site=XD-02', 'site'],
  ])('names a wrong parameter and a right one: %s', async (query, parameter) => {
    await collector.enrol();
    const response = await get(`/api/v1/submissions.csv?${query}`);
    expect(response.status).toBe(400);
    const body = (await response.json()) as { code: string; detail: string };
    expect(body.code).toBe('invalid_request');
    expect(body.detail).toMatch(new RegExp(`^${parameter}: `));
  });

  it('has no cell that a spreadsheet would run', async () => {
    const form: Form = {
      name: 'free-text',
      version: 1,
      title: { en: 'Free text' },
      languages: ['en'],
      pages: [{ name: 'one', questions: ['remark', 'degrees'] }],
      questions: [
        { name: 'remark', type: 'text', label: { en: 'Anything else?' } },
        { name: 'degrees', type: 'integer', label: { en: 'How cold?' }, min: -50, max: 50 },
      ],
    };
    await collector.context.store.transaction((writer) => insertForm(writer, form, startTime + 1));
    const kit = await makeKit(await collector.enrol(), form);
    const texts = ['=cmd()', '+1', '-1+2', '@x', 'plain', 'a,b "c"'];
    const records = [];
    for (const remark of texts) records.push(await kit.submission({ remark, degrees: -3 }));
    await collector.receipt(kit.bundle(records));
    const text = await (await get('/api/v1/submissions.csv?form=free-text/1')).text();
    for (const cell of ["'=cmd()", "'+1", "'-1+2", "'@x", 'plain', '"a,b ""c"""'])
      expect(text).toContain(`,${cell},-3,`);
    // The form registered last is the default.
    expect(await (await get('/api/v1/submissions.csv')).text()).toBe(text);
  });
});

it('a form that nobody has answered is not the default, however late it was registered', async () => {
  const kit = await collector.kit();
  await collector.receipt(kit.bundle([await kit.submission({ sex: 'f' })]));
  const core = await csv('?form=dtm-wifi-core');
  const later: Form = { ...coreForm(), name: 'later' };
  await collector.context.store.transaction((writer) => insertForm(writer, later, startTime + 9));
  expect(core.rows).toHaveLength(1);
  expect(await csv()).toEqual(core);
});

describe('the dictionary', () => {
  it('has a row for every question column of the export, in its order', async () => {
    const { header } = await csv();
    const response = await get('/api/v1/forms/dtm-wifi-core/1/dictionary.csv');
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines[0]).toBe('column,question,choice,type,label,choice_label,values,sensitive,hxl');
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(header.slice(12, -1));
  });

  it('of an unknown form is not there', async () => {
    expect((await get('/api/v1/forms/dtm-wifi-core/99/dictionary.csv')).status).toBe(404);
  });
});

it('the sites are listed with their P-codes and positions', async () => {
  await collector.enrol();
  const body = (await (await get('/api/v1/sites')).json()) as { sites: unknown[] };
  expect(body.sites).toEqual([collector.sites[0]]);
});
