/**
 * What a content folder wants from people who speak its languages, added up: translations that are missing, that nobody has
 * read, or whose English has changed since; and what could be read aloud. Pure but for the reading.
 */
import { type AudioEntry, type AudioState, audioStates, findAudioStates, loadAudioIndex } from './audio.ts';
import { loadForms, loadPhrases, phraseLanguages } from './content.ts';
import {
  findTranslationStates,
  type TranslationEntry,
  type TranslationState,
  translationStates,
} from './content-states.ts';
import { spokenTexts } from './spoken-texts.ts';

export interface ContentStatus {
  readonly translations: readonly TranslationEntry[];
  readonly audio: readonly AudioEntry[];
}

export type Totals<State extends string> = Readonly<Record<State, number>>;

/** @param language only this one. */
export function readContentStatus(folder: string, language?: string): ContentStatus {
  const isWanted = (entry: { readonly language: string }) =>
    language === undefined || entry.language === language;
  const index = loadAudioIndex(folder);
  const { tables } = loadPhrases(folder);
  const forms = loadForms(folder).filter(({ name }, at, all) => all[at + 1]?.name !== name);
  const audio = phraseLanguages(folder).flatMap((code) =>
    findAudioStates(index, code, spokenTexts(code, tables[code] ?? {}, forms)),
  );
  return {
    translations: findTranslationStates(folder).filter(isWanted),
    audio: audio.filter(isWanted),
  };
}

export const totalTranslations = (entries: readonly TranslationEntry[]): Totals<TranslationState> =>
  total(translationStates, entries);
export const totalAudio = (entries: readonly AudioEntry[]): Totals<AudioState> => total(audioStates, entries);

const total = <State extends string>(
  states: readonly State[],
  entries: readonly { readonly state: State }[],
): Totals<State> =>
  Object.fromEntries(
    states.map((state) => [state, entries.filter((entry) => entry.state === state).length]),
  ) as Totals<State>;
