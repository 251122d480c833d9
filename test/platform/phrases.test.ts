/** The sentences of the visitor's pages: whole in eight languages, short, in one script each, with the same values in them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  defaultContentFolder,
  loadPhrases,
  phraseLanguages,
  phraseTopics,
} from '../../src/platform/content.ts';

const languages = ['ar', 'en', 'es', 'fr', 'ha', 'ht', 'pt', 'sw'];
const { tables, incomplete } = loadPhrases();
const entries = languages.flatMap((language) =>
  Object.entries(tables[language] ?? {}).map(([key, text]) => ({ language, key, text })),
);

test('every phrase is there in all eight languages', () => {
  expect(incomplete).toEqual({});
  expect(Object.keys(tables).sort()).toEqual(languages);
});

test('no language has a phrase that English does not have, and none has one twice', () => {
  for (const language of phraseLanguages(defaultContentFolder())) {
    const keys = phraseTopics(defaultContentFolder(), language).flatMap(({ phrases }) =>
      Object.keys(phrases),
    );
    expect(
      keys.filter((key) => tables.en?.[key] === undefined),
      language,
    ).toEqual([]);
    expect(keys.length, language).toBe(new Set(keys).size);
  }
});

test('a phrase has the same values in every language', () => {
  const holes = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  const wrong = entries.filter(({ key, text }) => `${holes(text)}` !== `${holes(tables.en?.[key])}`);
  expect(wrong).toEqual([]);
});

/** Names and addresses that are the same in every script. */
const untranslated = ['DTM Wi-Fi', 'weareallin.iom.int', 'https', 'WhatsApp'];

test('an Arabic phrase is written in Arabic letters, and no other language in them', () => {
  const bare = (text: string) =>
    untranslated.reduce((left, name) => left.replaceAll(name, ''), text.replace(/\{\w+\}/g, ''));
  const wrong = entries.filter(({ language, key, text }) => {
    if (key === 'brand' || !/\p{L}/u.test(bare(text))) return false;
    return language === 'ar'
      ? !/\p{Script=Arabic}/u.test(text) || /\p{Script=Latin}/u.test(bare(text))
      : /\p{Script=Arabic}/u.test(text);
  });
  expect(wrong).toEqual([]);
});

test('Arabic has its own comma, semicolon and question mark, and digits of one kind', () => {
  const wrong = entries.filter(({ language, text }) => language === 'ar' && /[,;?\u0660-\u0669]/.test(text));
  expect(wrong).toEqual([]);
});

test('Hausa is written with its hooked letters, not with marks of another kind', () => {
  const hausa = entries.filter(({ language }) => language === 'ha').map(({ text }) => text);
  expect(hausa.filter((text) => /[ɓɗƙ]/.test(text)).length).toBeGreaterThan(40);
  expect(hausa.filter((text) => /[ʼ`]/.test(text))).toEqual([]);
});

test('French keeps : ; ? ! and « » on the line of their word', () => {
  expect(entries.filter(({ language, text }) => language === 'fr' && / [:;?!»]|« /.test(text))).toEqual([]);
});

test('no phrase has straight quotation marks, two spaces, or spaces around it', () => {
  expect(entries.filter(({ text }) => /["']| {2}|^\s|\s$/.test(text))).toEqual([]);
});

describe('the reading level of a ten-year-old', () => {
  const sentences = (text: string) => text.split(/(?<=[.!?؟:”»])\s+/).filter((part) => /\p{L}/u.test(part));
  const words = (sentence: string) =>
    sentence.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;

  test.each(languages)('%s: no sentence of more than 25 words, 14 on average at most', (language) => {
    const counted = entries
      .filter((entry) => entry.language === language)
      .flatMap(({ key, text }) =>
        sentences(text).map((sentence) => ({ key, sentence, words: words(sentence) })),
      );
    expect(counted.filter((entry) => entry.words > 25)).toEqual([]);
    // What is only a button or a heading would make any text look easy.
    const told = counted.filter((entry) => entry.words > 4);
    expect(told.length).toBeGreaterThan(50);
    expect(told.reduce((sum, entry) => sum + entry.words, 0) / told.length).toBeLessThanOrEqual(14);
  });
});

describe('phrases that are not whole', () => {
  const changed = (file: string, edit: (text: string) => string) => {
    const folder = mkdtempSync(join(tmpdir(), 'dtm-phrases-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    cpSync(join(defaultContentFolder(), 'phrases'), join(folder, 'phrases'), { recursive: true });
    const path = join(folder, 'phrases', file);
    writeFileSync(path, edit(readFileSync(path, 'utf8')));
    return folder;
  };

  test('a language that lacks a phrase is not offered; the others are', () => {
    const found = loadPhrases(
      changed('fr/frame.json', (text) => text.replace('"online.go"', '"online.goes"')),
    );
    expect(found.incomplete).toEqual({ fr: ['online.go'] });
    expect(Object.keys(found.tables).sort()).toEqual(languages.filter((language) => language !== 'fr'));
  });

  test('an empty phrase is refused with the file and the key', () => {
    const folder = changed('sw/frame.json', (text) => text.replace('"Mwanzo"', '""'));
    expect(() => loadPhrases(folder)).toThrow(/sw\/frame\.json: frame\.home/);
  });

  test('a folder without phrases is refused', () => {
    expect(() => loadPhrases(tmpdir())).toThrow(/phrases\/en: no such folder/);
  });
});
