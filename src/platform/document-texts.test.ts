import { expect, test } from 'vitest';
import { textsOfDocument } from './document-texts.ts';

const languages = ['en', 'fr'];

test('finds texts by language wherever they stand, with the names of what is around them', () => {
  const document = {
    title: { en: 'Hello', fr: 'Bonjour' },
    items: [
      { name: 'one', label: { en: 'One' } },
      { id: 'two', name: { en: 'Two', fr: 'Deux' } },
      { points: { en: ['a', 'b'], fr: ['c', 'd'] } },
    ],
  };
  expect(textsOfDocument(document, languages)).toEqual([
    { key: 'title', texts: { en: 'Hello', fr: 'Bonjour' }, reviewed: [] },
    { key: 'items.one.label', texts: { en: 'One' }, reviewed: [] },
    { key: 'items.two.name', texts: { en: 'Two', fr: 'Deux' }, reviewed: [] },
    { key: 'items.2.points', texts: { en: 'a\nb', fr: 'c\nd' }, reviewed: [] },
  ]);
});

test('a text without English is found too', () => {
  expect(textsOfDocument({ title: { fr: 'Bonjour' } }, languages)).toHaveLength(1);
});

test('files, states, numbers and expressions are no texts', () => {
  const document = {
    audio: { en: 'a.m4a' },
    translations: { en: 'source' },
    relevant: { ref: 'age_group' },
    min: 1,
    sizes: { en: 3 },
    rule: { en: 'x', min_age: 'y' },
  };
  expect(textsOfDocument(document, languages)).toEqual([]);
});

test('what a document calls reviewed counts for the texts within it, the nearest word first', () => {
  const document = {
    translations: { fr: 'reviewed' },
    title: { en: 'Hello', fr: 'Bonjour' },
    services: [{ id: 'x', translations: { fr: 'draft' }, note: { en: 'Here', fr: 'Ici' } }],
  };
  expect(textsOfDocument(document, languages).map(({ key, reviewed }) => [key, reviewed])).toEqual([
    ['title', ['fr']],
    ['services.x.note', []],
  ]);
});
