/**
 * What the messages' voices and films want from people: which are missing, which only a machine has made, which nobody has
 * looked at. Pure. What must stay true: a voice that says other words than the page is never offered.
 */
import { type Message, type MessageVoice, speaks } from '../protocol/message.ts';
import type { AudioEntry } from './audio.ts';
import { digestOf, messageKey, messageParts } from './spoken-texts.ts';

export const filmStates = ['none', 'uncaptioned', 'draft', 'reviewed'] as const;
/** none: this language has no film where others have one. uncaptioned: its film has no captions in this language. */
export type FilmState = (typeof filmStates)[number];

export interface FilmEntry {
  readonly language: string;
  /** 'messages/help-is-free'. */
  readonly key: string;
  readonly state: FilmState;
}

/** The voice of a message's words as they are now. */
export function currentVoice(message: Message, language: string): MessageVoice | undefined {
  const voice = message.audio?.[language];
  return voice && !isStale(voice, message, language) ? voice : undefined;
}

const isStale = ({ text }: MessageVoice, message: Message, language: string): boolean =>
  text !== undefined && text !== digestOf(messageParts(message, language));

/** Of every message that is said in this language. */
export const findVoiceStates = (messages: readonly Message[], language: string): AudioEntry[] =>
  messages
    .filter((message) => speaks(message, language))
    .map((message) => {
      const voice = message.audio?.[language];
      const state = voice ? (isStale(voice, message, language) ? 'stale' : voice.state) : 'none';
      return { language, key: messageKey(message), state };
    });

/** Of every message that has a film in any language. */
export const findFilmStates = (messages: readonly Message[], language: string): FilmEntry[] =>
  messages
    .filter(({ video }) => Object.keys(video?.tracks ?? {}).length > 0)
    .map((message) => ({ language, key: messageKey(message), state: filmState(message, language) }));

function filmState({ video }: Message, language: string): FilmState {
  const track = video?.tracks[language] ?? video?.tracks.all;
  if (!track) return 'none';
  return track.captions[language] === undefined ? 'uncaptioned' : track.state;
}
