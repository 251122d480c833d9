/** The list of countries: named in every language, found by what people call them, in whatever language the page is. */
import { expect, test } from 'vitest';
import { searchItems } from '../../portal/visitor/list-options.ts';
import { loadLists } from '../../src/platform/content.ts';
import { fold } from '../../src/survey/fold.ts';

const countries = loadLists(undefined, 'XDM').countries ?? [];
const languages = ['es', 'en', 'fr', 'pt', 'ht', 'ar', 'sw', 'ha'];

test('every country has a name in all eight languages, each written in its script', () => {
  expect(countries.length).toBeGreaterThan(249);
  for (const { name, label } of countries) {
    expect(Object.keys(label), name).toEqual(languages);
    expect(label.ar, name).toMatch(/^[\p{Script=Arabic}\p{M}\s()-]+$/u);
    for (const language of languages.filter((one) => one !== 'ar'))
      expect(label[language], `${name} ${language}`).toMatch(/^[\p{Script=Latin}\s’'.,()-]+$/u);
  }
});

test('no two countries share a name in a language', () => {
  for (const language of languages) {
    const names = countries.map(({ label }) => fold(label[language] ?? ''));
    expect(
      names.filter((name, index) => names.indexOf(name) !== index),
      language,
    ).toEqual([]);
  }
});

test.each([
  ['USA', 'USA'],
  ['eeuu', 'USA'],
  ['Etazini', 'USA'],
  ['أمريكا', 'USA'],
  ['Burma', 'MMR'],
  ['Swaziland', 'SWZ'],
  ['Ivory Coast', 'CIV'],
  ['costa de marfil', 'CIV'],
  ['Congo Kinshasa', 'COD'],
  ['RDC', 'COD'],
  ['Repiblik Dominiken', 'DOM'],
  ['Sendomeng', 'DOM'],
  ['الصومال', 'SOM'],
  ['Misri', 'EGY'],
  ['Najeriya', 'NGA'],
  ['Nijeriya', 'NGA'],
  ['venezwela', 'VEN'],
  ['Holland', 'NLD'],
])('"%s" finds %s first, on a page in any language', (typed, code) => {
  for (const language of languages)
    expect(searchItems(countries, typed, language)[0]?.name, language).toBe(code);
});
