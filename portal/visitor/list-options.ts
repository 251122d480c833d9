/**
 * What of a long list is shown without JavaScript: a short list is shown whole; of a long one the likely items, what is
 * chosen already, and what a search found. The search ignores case and accents and knows every language's names: a
 * traveller may know a country by its Spanish name on an English page.
 */
import type { ListItem } from '../../src/protocol/form.ts';

/** Up to so many items are shown whole; more want a search. */
const maxShownWhole = 40;

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
  /** undefined: nobody searched. Items of `shown` are left out. */
  readonly found: readonly ListItem[] | undefined;
  /** What a search brought in all, `shown` included. */
  readonly foundCount: number;
  readonly needsSearch: boolean;
}

export function listOptions({ items, likely, chosen, search, language }: ListRequest): ListOptions {
  const byLabel = byLabelIn(language);
  if (items.length <= maxShownWhole)
    return { shown: [...items].sort(byLabel), found: undefined, foundCount: 0, needsSearch: false };
  const wanted = new Set([...likely, ...chosen]);
  const shown = [...wanted]
    .map((name) => items.find((item) => item.name === name))
    .filter((item) => item !== undefined);
  if (search === undefined) return { shown, found: undefined, foundCount: 0, needsSearch: true };
  const matches = searchItems(items, search, language);
  return {
    shown,
    found: matches.filter(({ name }) => !wanted.has(name)),
    foundCount: matches.length,
    needsSearch: true,
  };
}

/** Best first: a name that begins so, then a word that begins so, then any part. */
export function searchItems(items: readonly ListItem[], search: string, language: string): ListItem[] {
  const text = fold(search);
  const byLabel = byLabelIn(language);
  if (text === '') return [...items].sort(byLabel);
  const rank = (item: ListItem) => Math.min(...namesOf(item).map((name) => rankOf(name, text)));
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter(({ rank }) => rank < noMatch)
    .sort((a, b) => a.rank - b.rank || byLabel(a.item, b.item))
    .map(({ item }) => item);
}

const noMatch = 3;

function rankOf(name: string, text: string): number {
  if (name.startsWith(text)) return 0;
  if (name.includes(` ${text}`)) return 1;
  // One or two letters are in the middle of nearly every name.
  return text.length > 2 && name.includes(text) ? 2 : noMatch;
}

const namesOf = (item: ListItem): string[] => [...Object.values(item.label), item.name].map(fold);

/** 'Côte d’Ivoire' → 'cote d ivoire'. */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

export const labelOf = (label: Readonly<Record<string, string>>, language: string): string =>
  label[language] ?? Object.values(label)[0] ?? '';

function byLabelIn(language: string): (a: ListItem, b: ListItem) => number {
  const { compare } = new Intl.Collator(language);
  return (a, b) => compare(labelOf(a.label, language), labelOf(b.label, language));
}
