/**
 * What of a long list is shown without JavaScript: a short list is shown whole; of a long one what a search found, then the likely
 * items and what is chosen already, each item once. The search ignores case and accents and knows every language's names: a
 * traveller may know a country by its Spanish name on an English page.
 */
import type { ListItem } from '../../src/protocol/form.ts';
import { fold } from '../../src/survey/fold.ts';
import { collatorOf } from './locale.ts';
import { findMatches } from './search-rank.ts';

/** Up to so many items are shown whole; more want a search. */
export const maxShownWhole = 40;

export interface ListRequest {
  readonly items: readonly ListItem[];
  /** Names of the items most likely here, the likeliest first. */
  readonly likely: readonly string[];
  readonly chosen: readonly string[];
  /** undefined: nobody searched. Empty: the whole list is wanted. */
  readonly search: string | undefined;
  readonly language: string;
}

export interface ListOptions {
  readonly shown: readonly ListItem[];
  /** What a search brought, the likely ones among it; undefined: nobody searched. */
  readonly found: readonly ListItem[] | undefined;
  readonly needsSearch: boolean;
}

export function listOptions({ items, likely, chosen, search, language }: ListRequest): ListOptions {
  if (items.length <= maxShownWhole)
    return { shown: inOrder(items, language), found: undefined, needsSearch: false };
  const wanted = new Set([...likely, ...chosen]);
  const shown = [...wanted]
    .map((name) => items.find((item) => item.name === name))
    .filter((item) => item !== undefined);
  if (search === undefined) return { shown, found: undefined, needsSearch: true };
  const found = searchItems(items, search, language);
  return { shown: shown.filter((item) => !found.includes(item)), found, needsSearch: true };
}

export const searchItems = (items: readonly ListItem[], search: string, language: string): ListItem[] =>
  findMatches(inOrder(items, language), namesOf, fold(search));

/** By their names in the language, as its speakers sort them. */
export function inOrder(items: readonly ListItem[], language: string): ListItem[] {
  const { compare } = collatorOf(language);
  return [...items].sort((a, b) => compare(labelOf(a.label, language), labelOf(b.label, language)));
}

/** Every name an item goes by, folded. */
export const namesOf = ({ label, name, aliases = [] }: ListItem): string[] =>
  [...Object.values(label), name, ...aliases].map(fold);

export const labelOf = (label: Readonly<Record<string, string>>, language: string): string =>
  label[language] ?? Object.values(label)[0] ?? '';
