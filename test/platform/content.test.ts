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
} from '../../src/platform/content.ts';

const languages = ['es', 'en', 'fr'];
const lists = loadLists(undefined, 'XDM');

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
});
