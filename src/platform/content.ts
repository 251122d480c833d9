/**
 * Reads what portal/content holds: forms, lists and phrases. Kit and collector both start from it. Everything is checked
 * here, at the edge; an error names the file and the key, so that whoever wrote the content can mend it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Form, formSchema, type ListItem, type Lists, localized } from '../protocol/form.ts';
import { Problem } from '../protocol/problems.ts';
import { type Site, siteSchema } from '../protocol/site.ts';
import { resourcePath } from './resources.ts';

/** Sentences of the pages by key. */
export type PhraseTable = Readonly<Record<string, string>>;
/** By language code. */
export type PhraseTables = Readonly<Record<string, PhraseTable>>;

const items = z.array(
  z.strictObject({
    name: z.string().regex(/^[A-Za-z0-9_-]{1,31}$/, 'a code such as "COL" or "XDM01"'),
    label: localized,
    parent: z.string().exactOptional(),
    aliases: z.array(z.string().min(1)).exactOptional(),
    columns: z.record(z.string(), z.string()).exactOptional(),
  }),
);

export const defaultContentFolder = (): string => resourcePath('portal', 'content');

/** Every published form, by name and then by version. */
export function loadForms(folder: string = defaultContentFolder()): Form[] {
  return jsonFiles(join(folder, 'forms'))
    .map((file) => readJson(file, formSchema))
    .sort((a, b) => a.name.localeCompare(b.name) || a.version - b.version);
}

/** @param country ISO3; its admin areas are in lists/admin1-<country>.json and admin2-<country>.json. */
export function loadLists(folder: string = defaultContentFolder(), country: string): Lists {
  const list = (name: string): ListItem[] => readJson(join(folder, 'lists', `${name}.json`), items);
  return {
    countries: list('countries'),
    admin1: list(`admin1-${country}`),
    admin2: list(`admin2-${country}`),
  };
}

/** English is what all other languages are translated from. */
export const sourceLanguage = 'en';

export interface Phrases {
  /** The languages that have every phrase: a page must never show half a translation. */
  readonly tables: PhraseTables;
  /** The others, and the keys that they lack. */
  readonly incomplete: Readonly<Record<string, readonly string[]>>;
}

/** phrases/<language>/<topic>.json. A key that English does not have is of no page, and is left out. */
export function loadPhrases(folder: string = defaultContentFolder()): Phrases {
  const tables: Record<string, PhraseTable> = {};
  const incomplete: Record<string, readonly string[]> = {};
  const keys = Object.keys(phraseTable(folder, sourceLanguage));
  for (const language of phraseLanguages(folder)) {
    const all = phraseTable(folder, language);
    const missing = keys.filter((key) => all[key] === undefined);
    if (missing.length > 0) incomplete[language] = missing;
    else tables[language] = Object.fromEntries(keys.map((key) => [key, all[key] ?? '']));
  }
  return { tables, incomplete };
}

/** The languages that have a folder of phrases. */
export const phraseLanguages = (folder: string): string[] => readdirSync(join(folder, 'phrases')).sort();

const phraseTable = (folder: string, language: string): PhraseTable =>
  Object.assign({}, ...phraseTopics(folder, language).map(({ phrases }) => phrases));

/** One language's phrases by topic: 'frame', 'questions'. */
export const phraseTopics = (folder: string, language: string): { topic: string; phrases: PhraseTable }[] =>
  jsonFiles(join(folder, 'phrases', language)).map((file) => ({
    topic: basename(file, '.json'),
    phrases: readJson(file, z.record(z.string(), z.string().min(1))),
  }));

/** The sites of the demonstration country. */
export const loadDemonstrationSites = (folder: string = defaultContentFolder()): Site[] =>
  readJson(join(folder, 'demonstration', 'sites.json'), z.array(siteSchema));

export function jsonFiles(folder: string): string[] {
  if (!existsSync(folder)) throw new Problem('bad_config', `${folder}: no such folder`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

export function readJson<T>(file: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = existsSync(file) ? 'is not JSON' : 'no such file';
    throw new Problem('bad_config', `${file}: ${reason}`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(top)'}: ${message}`);
  throw new Problem('bad_config', `${file}: ${lines.join('; ')}`);
}
