/**
 * Reads what portal/content holds: forms, lists and phrases. Kit and collector both start from it. Everything is checked
 * here, at the edge; an error names the file and the key, so that whoever wrote the content can mend it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    parent: z.string().optional(),
  }),
);

export const defaultContentFolder = (): string => resourcePath('portal', 'content');

/** Every published form, by name and then by version. */
export function loadForms(folder: string = defaultContentFolder()): Form[] {
  return jsonFiles(join(folder, 'forms'))
    .map((file) => read(file, formSchema))
    .sort((a, b) => a.name.localeCompare(b.name) || a.version - b.version);
}

/** @param country ISO3; its admin areas are in lists/admin1-<country>.json and admin2-<country>.json. */
export function loadLists(folder: string = defaultContentFolder(), country: string): Lists {
  const list = (name: string): ListItem[] =>
    read(join(folder, 'lists', `${name}.json`), items).map(({ name, label, parent }) =>
      parent === undefined ? { name, label } : { name, label, parent },
    );
  return {
    countries: list('countries'),
    admin1: list(`admin1-${country}`),
    admin2: list(`admin2-${country}`),
  };
}

/**
 * phrases/<language>/<topic>.json. Throws where a language lacks a key that another has: a page must never show half a
 * translation.
 */
export function loadPhrases(folder: string = defaultContentFolder()): PhraseTables {
  const phrases = join(folder, 'phrases');
  const languages = readdirSync(phrases).sort();
  const table = (language: string): PhraseTable =>
    Object.assign(
      {},
      ...jsonFiles(join(phrases, language)).map((file) =>
        read(file, z.record(z.string(), z.string().min(1))),
      ),
    );
  const tables = Object.fromEntries(languages.map((language) => [language, table(language)]));
  const keys = new Set(Object.values(tables).flatMap((entries) => Object.keys(entries)));
  for (const [language, entries] of Object.entries(tables)) {
    const missing = [...keys].filter((key) => !Object.hasOwn(entries, key));
    if (missing.length > 0)
      throw new Problem('bad_config', `${join(phrases, language)}: no text for ${missing.join(', ')}`);
  }
  return tables;
}

/** The sites of the demonstration country. */
export const loadDemonstrationSites = (folder: string = defaultContentFolder()): Site[] =>
  read(join(folder, 'demonstration', 'sites.json'), z.array(siteSchema));

function jsonFiles(folder: string): string[] {
  if (!existsSync(folder)) throw new Problem('bad_config', `${folder}: no such folder`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

function read<T>(file: string, schema: z.ZodType<T>): T {
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
