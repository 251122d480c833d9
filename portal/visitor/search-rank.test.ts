import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../src/survey/fold.ts';
import { findMatches } from './search-rank.ts';

const countries = [
  'Colombia',
  'Costa Rica',
  'Côte d’Ivoire',
  'Mali',
  'Somalia',
  'Venezuela',
  'فنزويلا',
  'العراق',
];
const find = (text: string) => findMatches(countries, (name) => [fold(name)], fold(text));

test.each([
  ['another letter', 'Venexuela', 'Venezuela'],
  ['one letter too many', 'Vennezuela', 'Venezuela'],
  ['one letter less', 'Venzuela', 'Venezuela'],
  ['two letters that changed places', 'Veneuzela', 'Venezuela'],
  ['a mistake before the word is finished', 'Colun', undefined],
  ['a mistake in a later word', 'ivoare', 'Côte d’Ivoire'],
  ['a mistake in Arabic', 'فنزولا', 'فنزويلا'],
])('forgives %s', (_, typed, expected) => {
  expect(find(typed)).toEqual(expected === undefined ? [] : [expected]);
});

test('forgives nothing in a short text, no wrong first letter and no second mistake', () => {
  expect(find('Mxli')).toEqual([]);
  expect(find('Denezuela')).toEqual([]);
  expect(find('Vanezuelo')).toEqual([]);
});

test('offers no near names where there are true ones', () => {
  expect(find('mali')).toEqual(['Mali', 'Somalia']);
});

test('finds every name by any of its beginnings, and by any one letter left out of it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...countries), fc.nat(20), fc.nat(20), (name, length, gap) => {
      const whole = fold(name);
      const begun = whole.slice(0, 1 + (length % whole.length));
      expect(find(begun)).toContain(name);
      const [at, text] = [1 + (gap % (whole.length - 1)), whole];
      const less = fold(text.slice(0, at) + text.slice(at + 1));
      // A word of one letter that goes takes its space along: two mistakes.
      if (less.length >= 5 && less.length === whole.length - 1) expect(find(less)).toContain(name);
    }),
  );
});
