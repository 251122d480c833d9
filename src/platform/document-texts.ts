/**
 * Finds what is written by language in a document of the content, whatever its shape: a form, a message, a directory, a list. A text
 * by language is an object whose keys are language codes, a known one among them, and whose values are sentences or lists of
 * them. Pure. Keys are paths, with the name or id of what stands in a list: 'questions.age_group.label'.
 */

export interface DocumentText {
  readonly key: string;
  /** By language; several sentences are joined by line ends. */
  readonly texts: Readonly<Record<string, string>>;
  /** Languages that the document calls reviewed, in the nearest `translations` around the text. */
  readonly reviewed: readonly string[];
}

/** By language too, but names of files and states. */
const notTexts = ['audio', 'media', 'captions', 'tracks', 'translations'];

export function textsOfDocument(document: unknown, languages: readonly string[]): DocumentText[] {
  const walk = (value: unknown, path: readonly string[], reviewed: readonly string[]): DocumentText[] => {
    if (Array.isArray(value))
      return value.flatMap((item, index) => walk(item, [...path, nameOf(item) ?? String(index)], reviewed));
    if (!isObject(value)) return [];
    const texts = textByLanguage(value, languages);
    if (texts) return [{ key: path.join('.'), texts, reviewed }];
    const stated = isObject(value.translations) ? reviewedIn(value.translations) : reviewed;
    return Object.entries(value)
      .filter(([key]) => !notTexts.includes(key))
      .flatMap(([key, inner]) => walk(inner, [...path, key], stated));
  };
  return walk(document, [], []);
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

function nameOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  return [item.name, item.id].find((name) => typeof name === 'string');
}

const reviewedIn = (translations: Json): string[] =>
  Object.keys(translations).filter((language) => translations[language] === 'reviewed');

function textByLanguage(value: Json, known: readonly string[]): Record<string, string> | undefined {
  if (!known.some((language) => Object.hasOwn(value, language))) return undefined;
  const entries = Object.entries(value).map(([language, text]) => [language, sentences(text)] as const);
  const isText = entries.every(([language, text]) => /^[a-z]{2,3}$/.test(language) && text !== undefined);
  return isText ? Object.fromEntries(entries.map(([language, text]) => [language, text ?? ''])) : undefined;
}

function sentences(text: unknown): string | undefined {
  if (typeof text === 'string') return text;
  return Array.isArray(text) && text.every((part) => typeof part === 'string') ? text.join('\n') : undefined;
}
