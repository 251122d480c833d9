/** The content that is committed is whole, and content that is not whole is refused with the file and the key. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  defaultContentFolder,
  loadDemonstrationSites,
  loadForms,
  loadLists,
  loadPhrases,
} from '../../src/platform/content.ts';
import type { Answers, Localized } from '../../src/protocol/form.ts';
import { relevantPages, settle } from '../../src/survey/order.ts';

const languages = ['es', 'en', 'fr'];
const site = { country: 'XDM', kind: 'bus_terminal' };
const lists = loadLists(undefined, 'XDM');
const [form, ...otherForms] = loadForms();
if (!form) throw new Error('no form');

describe('the default form', () => {
  test('is there, alone, and says everything in every language', () => {
    expect(otherForms).toEqual([]);
    expect(form.languages).toEqual(languages);
    const texts: (Localized | undefined)[] = [
      form.title,
      ...form.pages.map(({ title }) => title),
      ...form.questions.flatMap(({ label, hint, choices = [] }) => [
        label,
        hint,
        ...choices.map((choice) => choice.label),
      ]),
    ];
    for (const text of texts.filter((one) => one !== undefined))
      for (const language of languages) expect(text[language], JSON.stringify(text)).toMatch(/\S/);
  });

  test('has each question on one page, and refers to nothing that is not there', () => {
    const names = form.questions.map(({ name }) => name);
    expect(form.pages.flatMap(({ questions }) => questions).sort()).toEqual([...names].sort());
    const known = [...names, 'site_country', 'site_kind'];
    const refs = [...JSON.stringify(form).matchAll(/"ref":"(\w+)"/g)].map(([, name]) => name);
    expect(refs.filter((name) => !known.includes(name ?? ''))).toEqual([]);
    expect(form.pages.map(({ name }) => name)).toContain(form.offer_after);
    for (const { name, list, parent, type } of form.questions) {
      if (type === 'select_one_from_file') expect(Object.keys(lists), name).toContain(list);
      if (parent !== undefined) expect(names, name).toContain(parent);
    }
  });

  test('has the choices that the field codes by', () => {
    const choices = Object.fromEntries(
      form.questions
        .filter((question) => question.choices)
        .map((question) => [question.name, question.choices?.map(({ name }) => name).join(' ')]),
    );
    expect(choices).toEqual({
      age_group: 'under18 18_24 25_59 60plus pnts',
      sex: 'f m x pnts',
      nationality: 'pnts',
      move_type: 'idp transit settle_here returning temporary resident pnts',
      destination_country: 'stay_here dont_know',
      reason:
        'conflict insecurity political disaster economic food services health education family_reunification family_event other pnts',
      needs:
        'food shelter water_hygiene health legal_safety school cash work information_phone transport none',
      specific_needs:
        'pregnant_breastfeeding chronic_illness difficulty_seeing_hearing_walking older_alone child_alone none pnts',
      site_risk:
        'dark_areas toilets_not_private crowding no_separate_space road_danger overcharging no_information none pnts',
      help_known: 'yes no pnts',
    });
    for (const question of form.questions.filter(({ type }) => type === 'select_multiple'))
      for (const choice of question.choices ?? [])
        expect(choice.exclusive ?? false, choice.name).toBe(['none', 'pnts'].includes(choice.name));
  });

  const pagesFor = (answers: Answers) => relevantPages(form, answers, site).map(({ name }) => name);

  test('asks seven questions first and five more', () => {
    const pages = pagesFor({});
    const offer = pages.indexOf('needs') + 1;
    expect(pages.slice(0, offer)).toHaveLength(7);
    expect(pages.slice(offer)).toHaveLength(5);
  });

  test('asks somebody under 18 nothing more', () => {
    expect(pagesFor({ age_group: 'under18' })).toEqual(['age_group']);
  });

  test('asks a resident nothing of a journey, and for regions only within the country', () => {
    expect(pagesFor({ move_type: 'resident' })).toEqual([
      'age_group',
      'sex',
      'nationality',
      'move_type',
      'needs',
      'specific_needs',
      'site_risk',
      'help_known',
    ]);
    expect(pagesFor({ origin_country: 'COL', destination_country: 'COL' }).join()).not.toMatch(/adm/);
    const national = pagesFor({ origin_country: 'XDM', origin_adm1: null, destination_country: 'XDM' });
    expect(national.filter((name) => name.includes('adm'))).toEqual(['origin_adm1', 'destination_adm1']);
    expect(pagesFor({ origin_country: 'XDM', origin_adm1: 'XDM01' })).toContain('origin_adm2');
  });

  test('computes the group’s total from what was given, and none where nothing was', () => {
    const total = (answers: Answers) => settle(form, answers, loadLists(undefined, 'XDM'), site).group_total;
    expect(total({ group_women: 1, group_men: null, group_girls: 2, group_boys: null })).toBe(3);
    expect(total({ group_women: 0 })).toBe(0);
    expect(total({ group_women: null, group_men: null })).toBeUndefined();
    expect(total({ move_type: 'resident', group_women: 4 })).toBeUndefined();
  });
});

describe('the lists', () => {
  test('have every country once, with names, and the demonstration country', () => {
    const codes = lists.countries?.map(({ name }) => name) ?? [];
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(249);
    expect(codes).toEqual(expect.arrayContaining(['COL', 'VEN', 'HTI', 'XKX', 'XDM']));
    for (const item of lists.countries ?? [])
      for (const language of languages) expect(item.label[language], item.name).toMatch(/\p{L}{3}/u);
  });

  test('have six regions with two to four districts each', () => {
    const codes = lists.admin1?.map(({ name }) => name) ?? [];
    expect(codes).toHaveLength(6);
    for (const code of codes) {
      const districts = lists.admin2?.filter(({ parent }) => parent === code) ?? [];
      expect(districts.length, code).toBeGreaterThanOrEqual(2);
      expect(districts.length, code).toBeLessThanOrEqual(4);
    }
    expect(lists.admin2?.filter(({ parent }) => !codes.includes(parent ?? ''))).toEqual([]);
  });
});

test('the demonstration’s sites lie in its areas and know its countries', () => {
  const sites = loadDemonstrationSites();
  expect(sites.length).toBeGreaterThanOrEqual(6);
  expect(new Set(sites.map(({ id }) => id)).size).toBe(sites.length);
  const names = (list: string) => lists[list]?.map(({ name }) => name);
  for (const { id, admin1, admin2, top_nationalities, timezone } of sites) {
    expect(names('admin1'), id).toContain(admin1.pcode);
    expect(lists.admin2?.find(({ name }) => name === admin2.pcode)?.parent, id).toBe(admin1.pcode);
    expect(names('countries'), id).toEqual(expect.arrayContaining(top_nationalities));
    expect(() => new Intl.DateTimeFormat('en', { timeZone: timezone }), id).not.toThrow();
  }
});

test('the phrases say the same things, with the same values, in every language', () => {
  const tables = loadPhrases();
  expect(Object.keys(tables).sort()).toEqual([...languages].sort());
  const holes = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [key, text] of Object.entries(tables.en ?? {}))
    for (const language of languages) expect(holes(tables[language]?.[key]), key).toEqual(holes(text));
});

describe('content that is not whole', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dtm-content-'));
    cpSync(defaultContentFolder(), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const change = (file: string, edit: (text: string) => string) =>
    writeFileSync(join(folder, file), edit(readFileSync(join(folder, file), 'utf8')));

  test('is refused with the file and the key', () => {
    change('forms/dtm-wifi-core.1.json', (text) => text.replace('"select_one"', '"select_two"'));
    expect(() => loadForms(folder)).toThrow(/dtm-wifi-core\.1\.json: questions\.0\.type/);
  });

  test('is refused when it is not JSON or not there', () => {
    change('lists/countries.json', (text) => text.slice(0, -5));
    expect(() => loadLists(folder, 'XDM')).toThrow(/countries\.json: is not JSON/);
    expect(() => loadLists(defaultContentFolder(), 'QQQ')).toThrow(/admin1-QQQ\.json: no such file/);
    expect(() => loadForms(join(folder, 'nowhere'))).toThrow(/nowhere.*no such folder/);
  });

  test('is refused when a language lacks a phrase', () => {
    change('phrases/fr/frame.json', (text) => text.replace('"online.go"', '"online.goes"'));
    expect(() => loadPhrases(folder)).toThrow(/phrases\/en: no text for online\.goes/);
  });
});
