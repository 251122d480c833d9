/**
 * What a content folder wants from people who speak its languages, added up: translations that are missing, that nobody has
 * read, or whose English has changed since; what could be read aloud; and films. Pure but for the reading.
 */
import { type AudioEntry, type AudioState, audioStates, findAudioStates, loadAudioIndex } from './audio.ts';
import { loadForms, loadPhrases, phraseLanguages } from './content.ts';
import {
  findTranslationStates,
  type TranslationEntry,
  type TranslationState,
  translationStates,
} from './content-states.ts';
import { loadMessages } from './message-content.ts';
import {
  type FilmEntry,
  type FilmState,
  filmStates,
  findFilmStates,
  findVoiceStates,
} from './message-media.ts';
import { spokenTexts } from './spoken-texts.ts';

export interface ContentStatus {
  readonly translations: readonly TranslationEntry[];
  /** Of pages, forms and messages. */
  readonly audio: readonly AudioEntry[];
  readonly films: readonly FilmEntry[];
}

export type Totals<State extends string> = Readonly<Record<State, number>>;

/** @param language only this one. */
export function readContentStatus(folder: string, language?: string): ContentStatus {
  const isWanted = (entry: { readonly language: string }) =>
    language === undefined || entry.language === language;
  const index = loadAudioIndex(folder);
  const { tables } = loadPhrases(folder);
  const forms = loadForms(folder).filter(({ name }, at, all) => all[at + 1]?.name !== name);
  const messages = loadMessages(folder);
  const languages = phraseLanguages(folder);
  const audio = languages.flatMap((code) => [
    ...findAudioStates(index, code, spokenTexts(code, tables[code] ?? {}, forms)),
    ...findVoiceStates(messages, code),
  ]);
  return {
    translations: findTranslationStates(folder).filter(isWanted),
    audio: audio.filter(isWanted),
    films: languages.flatMap((code) => findFilmStates(messages, code)).filter(isWanted),
  };
}

export const totalTranslations = (entries: readonly TranslationEntry[]): Totals<TranslationState> =>
  total(translationStates, entries);
export const totalFilms = (entries: readonly FilmEntry[]): Totals<FilmState> => total(filmStates, entries);
export const totalAudio = (entries: readonly AudioEntry[]): Totals<AudioState> => total(audioStates, entries);

const total = <State extends string>(
  states: readonly State[],
  entries: readonly { readonly state: State }[],
): Totals<State> =>
  Object.fromEntries(
    states.map((state) => [state, entries.filter((entry) => entry.state === state).length]),
  ) as Totals<State>;
