/**
 * What every visitor's page is given: the language, its phrases, how the phone stands with the gate. Made by the kit for
 * each request; pages are pure functions of it. Phrase keys are those of the English files, checked by the compiler.
 */
import type { GateState } from '../../src/protocol/gate.ts';
import type audio from '../content/phrases/en/audio.json';
import type controls from '../content/phrases/en/controls.json';
import type feedback from '../content/phrases/en/feedback.json';
import type frame from '../content/phrases/en/frame.json';
import type help from '../content/phrases/en/help.json';
import type home from '../content/phrases/en/home.json';
import type information from '../content/phrases/en/information.json';
import type messages from '../content/phrases/en/messages.json';
import type questions from '../content/phrases/en/questions.json';
import type { PageAudio } from './listen.tsx';
import { isolated } from './locale.ts';

export type PhraseKey =
  | keyof typeof audio
  | keyof typeof controls
  | keyof typeof feedback
  | keyof typeof frame
  | keyof typeof help
  | keyof typeof home
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

/** Languages that are written from right to left. */
export const directionOf = (language: string): 'rtl' | 'ltr' => (language === 'ar' ? 'rtl' : 'ltr');

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
  /** Reads this page aloud; undefined where nothing does in this language. */
  readonly audio: PageAudio | undefined;
  /** Address of the form's styles as a file that the phone keeps. */
  readonly formStyles: string;
  /** Address of the script for phones; undefined: pages do without. */
  readonly script: string | undefined;
  /** Address of the script for pages on which an answer shows or hides a question; undefined: the page comes again instead. */
  readonly pageScript?: string | undefined;
  /** Where the pages can be found again: 'wifi.example'. */
  readonly portalAddress: string;
}

export const linkTo = (view: View, path: string): string => `/${view.language}${path}`;

/** @param table the language's sentences; {name} stands for a value. */
export const speaker =
  (table: Readonly<Record<string, string>>, language: string): Say =>
  (key, values = {}) =>
    (table[key] ?? key).replace(/\{(\w+)\}/g, (hole, name: string) =>
      values[name] === undefined ? hole : isolated(language, String(values[name])),
    );
