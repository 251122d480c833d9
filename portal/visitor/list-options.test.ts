import { describe, expect, test } from 'vitest';
import type { ListItem } from '../../src/protocol/form.ts';
import { listOptions, searchItems } from './list-options.ts';

const item = (name: string, es: string, en: string): ListItem => ({ name, label: { es, en } });
const countries = [
  item('CIV', 'Costa de Marfil', 'Côte d’Ivoire'),
  item('CRI', 'Costa Rica', 'Costa Rica'),
  item('DEU', 'Alemania', 'Germany'),
  item('HTI', 'Haití', 'Haiti'),
  item('MLI', 'Malí', 'Mali'),
  item('SOM', 'Somalia', 'Somalia'),
  item('VEN', 'Venezuela', 'Venezuela'),
];
const many = [...countries, ...Array.from({ length: 60 }, (_, n) => item(`Z${n}`, `Zona ${n}`, `Zone ${n}`))];
const names = (items: readonly ListItem[] | undefined) => items?.map(({ name }) => name);

describe('a search in a list', () => {
  test.each([
    ['haiti', ['HTI']],
    ['HAITÍ', ['HTI']],
    ['ivoire', ['CIV']],
    ['  cote  d’ivoire ', ['CIV']],
    ['germ', ['DEU']],
    ['ven', ['VEN']],
    ['xyz', []],
  ])('for %j finds %j on a Spanish page', (text, expected) => {
    expect(names(searchItems(countries, text, 'es'))).toEqual(expected);
  });

  test('puts names that begin so before those that only contain it', () => {
    expect(names(searchItems(countries, 'mali', 'en'))).toEqual(['MLI', 'SOM']);
  });

  test('with one or two letters finds beginnings only', () => {
    expect(names(searchItems(countries, 'ma', 'en'))).toEqual(['MLI', 'CIV']);
  });

  test('for nothing brings the whole list, in the order of the language', () => {
    expect(names(searchItems(countries, '', 'es'))?.slice(0, 3)).toEqual(['DEU', 'CIV', 'CRI']);
  });
});

describe('a list on a page', () => {
  const request = { items: many, likely: ['VEN', 'HTI'], chosen: [], search: undefined, language: 'es' };

  test('is shown whole when it is short, and then wants no search', () => {
    const options = listOptions({ ...request, items: countries });
    expect(options.needsSearch).toBe(false);
    expect(options.shown).toHaveLength(countries.length);
  });

  test('shows the likely items first and only them when it is long', () => {
    expect(names(listOptions(request).shown)).toEqual(['VEN', 'HTI']);
  });

  test('keeps showing what is chosen, whatever is searched', () => {
    const options = listOptions({ ...request, chosen: ['DEU'], search: 'costa' });
    expect(names(options.shown)).toEqual(['VEN', 'HTI', 'DEU']);
    expect(names(options.found)).toEqual(['CIV', 'CRI']);
  });

  test('lists what was found first, a likely item too, and no item twice', () => {
    const options = listOptions({ ...request, search: 'venez' });
    expect(names(options.found)).toEqual(['VEN']);
    expect(names(options.shown)).toEqual(['HTI']);
  });

  test('ignores a likely item that the list does not have', () => {
    expect(names(listOptions({ ...request, likely: ['QQQ', 'VEN'] }).shown)).toEqual(['VEN']);
  });
});
