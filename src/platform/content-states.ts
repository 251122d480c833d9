/**
 * The state of every translation in a content folder: what a native speaker has still to read. English is what the others are
 * translated from. A translation is a draft until somebody who speaks the language has read it; then reviewed/<language>.json
 * keeps a digest of what was read, English and translation together, so that a change of either shows.
 *
 *   reviewed/fr.json   { "phrases/frame": { "home.title": "0a1b2c3d" }, "messages/help-is-free": { … } }
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { jsonFiles, loadForms, phraseLanguages, phraseTopics, readJson, sourceLanguage } from './content.ts';
import { textsOfDocument } from './document-texts.ts';

export const translationStates = ['missing', 'draft', 'outdated', 'reviewed'] as const;
export type TranslationState = (typeof translationStates)[number];

/** One text that is to be said in every language. */
export interface SourceText {
  /** 'phrases/frame', 'forms/dtm-wifi-core', 'messages/help-is-free'. */
  readonly part: string;
  readonly key: string;
  readonly english: string;
  readonly translations: Readonly<Record<string, string>>;
  /** Languages whose translation the document itself calls reviewed. */
  readonly reviewed: readonly string[];
}

export interface TranslationEntry {
  readonly language: string;
  readonly part: string;
  readonly key: string;
  readonly state: TranslationState;
  readonly english: string;
  /** '' where it is missing. */
  readonly translation: string;
}

const reviewedSchema = z.record(z.string(), z.record(z.string(), z.string().regex(/^[0-9a-f]{8}$/)));
/** By part and key. */
export type Reviewed = z.infer<typeof reviewedSchema>;

export const reviewedFile = (folder: string, language: string): string =>
  join(folder, 'reviewed', `${language}.json`);

export function loadReviewed(folder: string, language: string): Reviewed {
  const file = reviewedFile(folder, language);
  return existsSync(file) ? readJson(file, reviewedSchema) : {};
}

/** Every translation into a language that the folder has phrases in; English only where it is missing. */
export function findTranslationStates(folder: string): TranslationEntry[] {
  const texts = sourceTexts(folder);
  const withoutEnglish = texts
    .filter(({ english }) => english === '')
    .map(({ part, key }) => ({
      language: sourceLanguage,
      part,
      key,
      state: 'missing' as const,
      english: '',
      translation: '',
    }));
  const translated = translatedLanguages(folder).flatMap((language) => {
    const reviewed = loadReviewed(folder, language);
    return texts.map((text) => ({
      language,
      part: text.part,
      key: text.key,
      state: stateOf(text, language, reviewed),
      english: text.english,
      translation: text.translations[language] ?? '',
    }));
  });
  return [...withoutEnglish, ...translated];
}

export const translatedLanguages = (folder: string): string[] =>
  phraseLanguages(folder).filter((language) => language !== sourceLanguage);

function stateOf(text: SourceText, language: string, reviewed: Reviewed): TranslationState {
  const { part, key, english, translations } = text;
  const translation = translations[language];
  if (translation === undefined || translation === '') return 'missing';
  const digest = reviewed[part]?.[key];
  if (digest !== undefined) return digest === reviewDigest(english, translation) ? 'reviewed' : 'outdated';
  return text.reviewed.includes(language) ? 'reviewed' : 'draft';
}

export const reviewDigest = (english: string, translation: string): string =>
  createHash('sha256')
    .update(JSON.stringify([english, translation]))
    .digest('hex')
    .slice(0, 8);

/** Folders of documents; each is read as far as it is there. Names of places are not translated: only `countries` of the lists. */
const documentFolders = ['messages', 'directory'];

export function sourceTexts(folder: string): SourceText[] {
  const languages = phraseLanguages(folder);
  const forms = loadForms(folder);
  const newest = forms.filter(({ name }, index) => forms[index + 1]?.name !== name);
  const countries = join(folder, 'lists', 'countries.json');
  return [
    ...phraseTexts(folder),
    ...newest.flatMap((form) => documentTexts(`forms/${form.name}`, form, languages)),
    ...(existsSync(countries)
      ? documentTexts('lists/countries', readJson(countries, z.unknown()), languages)
      : []),
    ...documentFolders.flatMap((name) =>
      existsSync(join(folder, name))
        ? jsonFiles(join(folder, name)).flatMap((file) =>
            documentTexts(`${name}/${basename(file, '.json')}`, readJson(file, z.unknown()), languages),
          )
        : [],
    ),
  ];
}

/** A topic that only a translation has is of no page. */
function phraseTexts(folder: string): SourceText[] {
  const tables = phraseLanguages(folder).map(
    (language) =>
      [language, Object.assign({}, ...phraseTopics(folder, language).map(({ phrases }) => phrases))] as const,
  );
  return phraseTopics(folder, sourceLanguage).flatMap(({ topic, phrases }) =>
    Object.entries(phrases).map(([key, english]) => ({
      part: `phrases/${topic}`,
      key,
      english,
      translations: Object.fromEntries(
        tables.flatMap(([language, table]) => (table[key] === undefined ? [] : [[language, table[key]]])),
      ),
      reviewed: [],
    })),
  );
}

const documentTexts = (part: string, document: unknown, languages: readonly string[]): SourceText[] =>
  textsOfDocument(document, languages).map(({ key, texts, reviewed }) => ({
    part,
    key,
    english: texts[sourceLanguage] ?? '',
    translations: texts,
    reviewed,
  }));
