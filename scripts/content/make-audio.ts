/**
 * Makes portal/content/audio: what the portal reads aloud, for every language that has a voice. From recordings where there
 * are some, and else from a speech synthesiser (espeak-ng), marked as a draft. Every file is even in loudness, mono, small, and named
 * by its own digest, so that a phone may keep it; what is no longer named in the index is deleted.
 *
 *   node scripts/content/make-audio.ts [--recordings DIR] [--content DIR] [--language es …] [--modules]
 *
 *   DIR/es/page.consent.wav                               a whole text in one piece
 *   DIR/es/form.dtm-wifi-core.age_group@age_group.18_24.mp3  one part of it, named after "@" as in the index
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AudioIndex, type AudioPiece, loadAudioIndex } from '../../src/platform/audio.ts';
import { defaultContentFolder, loadForms, loadPhrases } from '../../src/platform/content.ts';
import { digestOf, type SpokenPart, type SpokenText, spokenTexts } from '../../src/platform/spoken-texts.ts';
import type { Form } from '../../src/protocol/form.ts';
import { encode, join as joinSounds, type Sound, soundOf, speak, voices } from './speech.ts';

const { values } = parseArgs({
  options: {
    recordings: { type: 'string' },
    content: { type: 'string', default: defaultContentFolder() },
    language: { type: 'string', multiple: true },
    /** Pages too that are asked only where a site has switched them on. */
    modules: { type: 'boolean', default: false },
  },
});

/** Between two sentences, and before a choice: time to find it on the page. */
const pauseSeconds = 0.4;

const defaultForm = 'dtm-wifi-core';

const audioFolder = join(values.content, 'audio');
const work = mkdtempSync(join(tmpdir(), 'dtm-audio-'));

/** 'form/dtm-wifi-core/age_group' → 'form.dtm-wifi-core.age_group', the name of a recording. */
const recordingName = (key: string): string => key.replaceAll('/', '.');

/** Recordings of one language, by their name without the ending. */
function recordingsOf(language: string): ReadonlyMap<string, string> {
  if (values.recordings === undefined) return new Map();
  const folder = join(values.recordings, language);
  const names = readdirSync(values.recordings).includes(language) ? readdirSync(folder) : [];
  return new Map(names.map((name) => [name.replace(/\.[^.]+$/, ''), join(folder, name)]));
}

/** undefined: no recording, and no voice that speaks the language. */
function pieceOf(language: string, { key, parts }: SpokenText): AudioPiece | undefined {
  const recordings = recordingsOf(language);
  const whole = recordings.get(recordingName(key));
  if (whole !== undefined)
    return store(language, key, parts, [{ name: '', sound: soundOf(whole, work) }], 'recorded');
  const recordingOfPart = ({ name }: SpokenPart) => recordings.get(`${recordingName(key)}@${name}`);
  const isRecorded = parts.every((part) => recordingOfPart(part) !== undefined);
  const voice = voices[language];
  if (!isRecorded && voice === undefined) return undefined;
  const sounds = parts.map((part) => {
    const recording = recordingOfPart(part);
    const sound = recording === undefined ? speak(voice ?? '', part.text, work) : soundOf(recording, work);
    return { name: part.name, sound };
  });
  return store(language, key, parts, sounds, isRecorded ? 'recorded' : 'draft');
}

function store(
  language: string,
  key: string,
  parts: readonly SpokenPart[],
  sounds: readonly { readonly name: string; readonly sound: Sound }[],
  state: AudioPiece['state'],
): AudioPiece {
  const joined = joinSounds(
    sounds.map(({ sound }) => sound),
    pauseSeconds,
    work,
  );
  const bytes = readFileSync(encode(joined.sound, state, work));
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const file = `${recordingName(key)}.${language}.${digest}.m4a`.toLowerCase();
  writeFileSync(join(audioFolder, file), bytes);
  const marks = sounds.flatMap(({ name }, index) => {
    const mark = joined.marks[index];
    return name === '' || mark === undefined ? [] : [[name, mark] as const];
  });
  return {
    file,
    state,
    seconds: joined.sound.seconds,
    text: digestOf(parts),
    marks: Object.fromEntries(marks),
  };
}

/** The form that is asked unless a site chooses another, in its newest version. */
const newestForms = (all: readonly Form[]): Form[] =>
  all.filter(({ name }) => name === defaultForm).slice(-1);

const isOfModule = (form: Form) => (name: string) =>
  JSON.stringify(form.questions.find((question) => question.name === name)?.relevant ?? '').includes(
    'site_modules',
  );

const { tables } = loadPhrases(values.content);
const forms = newestForms(loadForms(values.content)).map((form) => ({
  ...form,
  pages: form.pages.filter(({ questions }) => values.modules || !questions.every(isOfModule(form))),
}));
mkdirSync(audioFolder, { recursive: true });
const before = loadAudioIndex(values.content);
const index: AudioIndex = { ...before };
try {
  for (const language of values.language ?? Object.keys(tables)) {
    const pieces = spokenTexts(language, tables[language] ?? {}, forms).flatMap((text) => {
      const known = before[language]?.[text.key];
      // The same words, and nobody brought a recording: what is there stays.
      const stays = known?.text === digestOf(text.parts) && values.recordings === undefined;
      const piece = stays ? known : pieceOf(language, text);
      return piece ? [[text.key, piece] as const] : [];
    });
    if (pieces.length > 0) index[language] = Object.fromEntries(pieces);
    else delete index[language];
    const seconds = pieces.reduce((sum, [, piece]) => sum + piece.seconds, 0);
    process.stdout.write(`${language}: ${pieces.length} pieces, ${Math.round(seconds)} s\n`);
  }
} finally {
  rmSync(work, { recursive: true });
}
writeFileSync(join(audioFolder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
const named = new Set(
  Object.values(index).flatMap((pieces) => Object.values(pieces).map(({ file }) => file)),
);
for (const file of readdirSync(audioFolder))
  if (file.endsWith('.m4a') && !named.has(file)) rmSync(join(audioFolder, file));
