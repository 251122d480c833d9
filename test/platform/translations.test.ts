/** Everything that is said by language, wherever it stands: forms, messages, the directory, the list of countries. */
import { expect, test } from 'vitest';
import { defaultContentFolder } from '../../src/platform/content.ts';
import {
  findTranslationStates,
  sourceTexts,
  translatedLanguages,
} from '../../src/platform/content-states.ts';

const folder = defaultContentFolder();
const texts = sourceTexts(folder).filter(({ part }) => !part.startsWith('phrases/'));
const said = texts.flatMap(({ part, key, translations }) =>
  Object.entries(translations).map(([language, text]) => ({ language, at: `${part} ${key}`, text })),
);

test('nothing is missing in any of the eight languages', () => {
  expect(translatedLanguages(folder)).toEqual(['ar', 'es', 'fr', 'ha', 'ht', 'pt', 'sw']);
  expect(texts.length).toBeGreaterThan(400);
  expect(findTranslationStates(folder).filter(({ state }) => state === 'missing')).toEqual([]);
});

/** Names that are the same in every script. */
const names = /Wi-Fi|UNHCR|WhatsApp|IOM|DTM|«i»/g;

test('Arabic is written in Arabic letters with its own punctuation, and nothing else in them', () => {
  const wrong = said.filter(({ language, at, text }) => {
    // Languages call themselves by their own names.
    if (at.includes('questions.languages.choices.')) return false;
    return language === 'ar'
      ? !/\p{Script=Arabic}/u.test(text) ||
          /\p{Script=Latin}|[,;?\u0660-\u0669]/u.test(text.replace(names, ''))
      : /\p{Script=Arabic}/u.test(text);
  });
  expect(wrong).toEqual([]);
});

test('French keeps : ; ? ! and « » on the line of their word', () => {
  expect(said.filter(({ language, text }) => language === 'fr' && / [:;?!»]|« /.test(text))).toEqual([]);
});

test('no sentence has more than 25 words, and none a straight apostrophe', () => {
  const words = (sentence: string) =>
    sentence.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
  const long = said.flatMap(({ language, at, text }) =>
    text
      .split(/(?<=[.!?؟:”»])\s+|\n/)
      .filter((sentence) => words(sentence) > 25)
      .map((sentence) => `${language} ${at}: ${words(sentence)}`),
  );
  expect(long).toEqual([]);
  expect(said.filter(({ text }) => /["']/.test(text)).map(({ language, at }) => `${language} ${at}`)).toEqual(
    [],
  );
});
