/**
 * What every visitor's page is given: the language, its phrases, how the phone stands with the gate. Made by the kit for
 * each request; pages are pure functions of it. Phrase keys are those of the English files, checked by the compiler.
 */
import type { GateState } from '../../src/protocol/gate.ts';
import type feedback from '../content/phrases/en/feedback.json';
import type frame from '../content/phrases/en/frame.json';
import type help from '../content/phrases/en/help.json';
import type information from '../content/phrases/en/information.json';
import type messages from '../content/phrases/en/messages.json';
import type questions from '../content/phrases/en/questions.json';

export type PhraseKey =
  | keyof typeof feedback
  | keyof typeof frame
  | keyof typeof help
  | keyof typeof information
  | keyof typeof messages
  | keyof typeof questions;
export type Say = (key: PhraseKey, values?: Readonly<Record<string, string | number>>) => string;

/** How languages call themselves; a language without an entry shows its code. */
export const languageNames: Readonly<Record<string, string>> = {
  es: 'Español',
  en: 'English',
  fr: 'Français',
  pt: 'Português',
  ht: 'Kreyòl ayisyen',
  ar: 'العربية',
  sw: 'Kiswahili',
  ha: 'Hausa',
};

export interface View {
  readonly language: string;
  readonly languages: readonly string[];
  readonly say: Say;
  /** The phrases of another language: for the page on which the language is chosen. */
  readonly sayIn: (language: string) => Say;
  /** undefined: the gate sees no phone at this address. */
  readonly access: GateState | undefined;
  /** Down: nothing beyond this kit can be reached, by nobody. */
  readonly internet: 'up' | 'down';
  /** Of this page, without the language: '' (home), '/about', '/q/needs'. */
  readonly path: string;
  readonly siteName: string;
  /** Where the pages can be found again: 'wifi.example'. */
  readonly portalAddress: string;
}

export const linkTo = (view: View, path: string): string => `/${view.language}${path}`;

/** @param table a language's sentences; {name} stands for a value. */
export const speaker =
  (table: Readonly<Record<string, string>>): Say =>
  (key, values = {}) =>
    (table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** '23 h 50 min', rounded up to the minute. */
export function duration(say: Say, seconds: number): string {
  const all = Math.ceil(seconds / 60);
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  if (hours === 0) return say('time.minutes', { minutes });
  return minutes === 0 ? say('time.hours', { hours }) : say('time.hours_minutes', { hours, minutes });
}
