/**
 * The index of the audio that a content folder holds: audio/index.json, by language and by what is read aloud. Made by the
 * pipeline (scripts/content/make-audio.ts). What must stay true: audio that says other words than the page is never offered.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../protocol/problems.ts';
import { digestOf, type SpokenText } from './spoken-texts.ts';

const piece = z.strictObject({
  /** In audio/, named by its own digest: phones may keep it for ever. */
  file: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}\.m4a$/, 'the name of an .m4a file'),
  /** draft: at least a part of it is read by a machine. */
  state: z.enum(['draft', 'recorded']),
  seconds: z.number().positive(),
  /** Of the text that is read. */
  text: z.string().regex(/^[0-9a-f]{8}$/),
  /** From which second to which each part is read; none where a recording is in one piece. */
  marks: z.record(z.string(), z.tuple([z.number(), z.number()])),
});
export type AudioPiece = z.infer<typeof piece>;

const indexSchema = z.record(z.string(), z.record(z.string(), piece));
/** By language, then by the key of the spoken text. */
export type AudioIndex = z.infer<typeof indexSchema>;

/** Empty where the folder has no audio. Throws `bad_config`, naming the file. */
export function loadAudioIndex(folder: string): AudioIndex {
  const file = join(folder, 'audio', 'index.json');
  if (!existsSync(file)) return {};
  try {
    return indexSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : 'is not JSON';
    throw new Problem('bad_config', `${file}: ${reason}`, { cause });
  }
}

/** Of one language: what is there and says what the pages say now. */
export function currentAudio(
  pieces: Readonly<Record<string, AudioPiece>> = {},
  texts: readonly SpokenText[],
): Readonly<Record<string, AudioPiece>> {
  const current = texts.flatMap(({ key, parts }) => {
    const found = pieces[key];
    return found?.text === digestOf(parts) ? [[key, found] as const] : [];
  });
  return Object.fromEntries(current);
}

export const audioStates = ['none', 'stale', 'draft', 'recorded'] as const;
/** stale: it says other words than the page does now, and is not offered. */
export type AudioState = (typeof audioStates)[number];

export interface AudioEntry {
  readonly language: string;
  readonly key: string;
  readonly state: AudioState;
}

/** For every text that could be read aloud in this language. */
export const findAudioStates = (
  index: AudioIndex,
  language: string,
  texts: readonly SpokenText[],
): AudioEntry[] =>
  texts.map(({ key, parts }) => {
    const piece = index[language]?.[key];
    if (!piece) return { language, key, state: 'none' };
    return { language, key, state: piece.text === digestOf(parts) ? piece.state : 'stale' };
  });
