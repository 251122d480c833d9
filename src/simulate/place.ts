/**
 * Where in the visit a page stands, told by what can be pressed on it.
 */
import { findAction } from './fill-in.ts';
import type { Page } from './read-page.ts';

export type Place = 'question' | 'consent' | 'more' | 'continue' | 'start' | 'end';

/** First match counts: a home page may offer to go on and to begin. */
const signs: readonly (readonly [string, Place])[] = [
  ['next', 'question'],
  ['consent-yes', 'consent'],
  ['more-yes', 'more'],
  ['continue', 'continue'],
  ['start', 'start'],
];

export function placeOf(page: Page): Place {
  return signs.find(([action]) => findAction(page, action))?.[1] ?? 'end';
}

/** Outside of a visit: none is open, or it was left. */
export function isOutside(place: Place): boolean {
  return place === 'start' || place === 'consent' || place === 'continue';
}
