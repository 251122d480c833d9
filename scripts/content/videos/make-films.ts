/**
 * The films of the default messages: each message's title and points, spoken by a machine and drawn by scenes.ts, six scenes of
 * some seconds. All languages share one timing, so that captions of any of them fit a film in any other; drawings are mirrored
 * where the writing runs from right to left. Everything is marked as a draft. Deterministic: the same words and the same programs
 * make the same bytes.
 *
 *   node scripts/content/videos/make-films.ts        needs ffmpeg, espeak-ng and Chromium
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { type Cue, writeCaptions } from '../../../src/content/captions.ts';
import { encodeFilm, encodePoster, evenLoudness } from '../../../src/content/encode-film.ts';
import { ffmpeg } from '../../../src/content/media-tools.ts';
import type { Film } from '../../../src/content/probe-film.ts';
import { defaultContentFolder, readJson } from '../../../src/platform/content.ts';
import { digestOf, messageParts } from '../../../src/platform/spoken-texts.ts';
import {
  filesOf,
  type Message,
  type MessageVideo,
  type MessageVoice,
  messageSchema,
} from '../../../src/protocol/message.ts';
import { encode, join as joinSounds, type Sound, speak, voices } from '../speech.ts';
import { picture } from './figures.ts';
import { type Scene, scenes } from './scenes.ts';

const folder = defaultContentFolder();
const media = join(folder, 'media');
const work = mkdtempSync(join(tmpdir(), 'dtm-films-'));

const framesPerSecond = 5;
/** How long each of a scene's two moments stands. */
const momentSeconds = 1;
const pauseSeconds = 0.5;
/** As speech.ts has it for voices of machines. */
const voiceQuality = { sampleRate: 16_000, codec: ['-q:a', '0.02', '-cutoff', '4500'] };
/** Flat drawings bear it: a film of half a minute stays near a tenth of a megabyte. */
const qualities = {
  240: { lines: 240, sound: voiceQuality, quality: 34, maxVideoKbps: 150, preset: 'veryslow', keySeconds: 6 },
  360: { lines: 360, sound: voiceQuality, quality: 35, maxVideoKbps: 250, preset: 'veryslow', keySeconds: 6 },
} as const;

const mirroredLanguages = ['ar'];

interface Spoken {
  readonly language: string;
  readonly lines: readonly string[];
  /** Empty: no machine speaks it. */
  readonly sounds: readonly Sound[];
}

/** Written beside the others under the first digits of its own digest. */
function store(bytes: Uint8Array, before: string, extension: string): string {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const name = `${before}.${digest}.${extension}`;
  writeFileSync(join(media, name), bytes);
  return name;
}

async function makeFilm(message: Message, drawn: readonly Scene[]): Promise<Message> {
  const spoken = Object.keys(message.title).map((language): Spoken => {
    const lines = [message.title[language] ?? '', ...(message.points[language] ?? [])];
    const voice = voices[language];
    return {
      language,
      lines,
      sounds: voice === undefined ? [] : lines.map((line) => speak(voice, line, work)),
    };
  });
  const lasts = drawn.map((_, index) =>
    Math.max(...spoken.map(({ sounds }) => (sounds[index]?.seconds ?? 0) + pauseSeconds)),
  );
  const seconds = Math.ceil(lasts.reduce((sum, value) => sum + value, 0) * framesPerSecond) / framesPerSecond;
  const tracks: MessageVideo['tracks'] = {};
  const captions = Object.fromEntries(
    spoken.map(({ language, lines }) => {
      const text = Buffer.from(writeCaptions(cuesOf(lines, lasts)));
      return [language, store(text, `${message.id}.${language}`, 'vtt')];
    }),
  );
  const pictures = {
    plain: await draw(message.id, drawn, lasts, false),
    mirrored: await draw(message.id, drawn, lasts, true),
  };
  for (const { language, sounds } of spoken) {
    // The one without a voice is for every language that has none.
    const name = sounds.length > 0 ? language : 'all';
    const silent = mirroredLanguages.includes(language) ? pictures.mirrored : pictures.plain;
    const film: Film = {
      width: 640,
      height: 360,
      seconds,
      framesPerSecond,
      hasSound: sounds.length > 0,
      isHdr: false,
    };
    const whole = sounds.length > 0 ? await withVoice(silent, sounds, lasts) : silent;
    const loudness = film.hasSound ? await evenLoudness(whole) : undefined;
    const renditions: Record<string, string> = {};
    for (const [lines, quality] of Object.entries(qualities)) {
      const to = join(work, 'out.mp4');
      await encodeFilm(whole, to, film, { ...quality, loudness });
      renditions[lines] = store(readFileSync(to), `${message.id}.${name}.${lines}`, 'mp4');
    }
    const poster = join(work, 'poster.jpg');
    await encodePoster(silent, poster, film, 0);
    tracks[name] = {
      renditions: { '240': renditions['240'] ?? '', '360': renditions['360'] ?? '' },
      seconds,
      poster: store(readFileSync(poster), `${message.id}.poster`, 'jpg'),
      width: film.width,
      height: film.height,
      state: 'draft',
      captions,
    };
  }
  return { ...message, audio: readAloud(message), video: { tracks } };
}

/** The same words as the page, all of them. */
function readAloud(message: Message): Record<string, MessageVoice> {
  const spoken = Object.keys(message.title).flatMap((language) => {
    const voice = voices[language];
    if (voice === undefined) return [];
    const parts = messageParts(message, language);
    const { sound } = joinSounds(
      parts.map(({ text }) => speak(voice, text, work)),
      pauseSeconds,
      work,
    );
    const file = store(readFileSync(encode(sound, 'draft', work)), `${message.id}.${language}`, 'm4a');
    return [[language, { file, state: 'draft', text: digestOf(parts) }] as const];
  });
  return Object.fromEntries(spoken);
}

function cuesOf(lines: readonly string[], lasts: readonly number[]): Cue[] {
  let at = 0;
  return lines.map((text, index) => {
    const fromMs = Math.round(at * 1000);
    at += lasts[index] ?? 0;
    return { fromMs, toMs: Math.round(at * 1000) - 100, text };
  });
}

/** The scenes one after the other, their moments in turns, without loss. */
async function draw(
  id: string,
  drawn: readonly Scene[],
  lasts: readonly number[],
  isMirrored: boolean,
): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 640, height: 360 } });
  const list: string[] = [];
  for (const [index, scene] of drawn.entries()) {
    const files: string[] = [];
    for (const moment of [0, 1]) {
      const file = join(work, `${id}-${isMirrored}-${index}-${moment}.png`);
      await page.setContent(
        `<style>body{margin:0}svg{display:block}</style>${picture(scene(moment), isMirrored)}`,
      );
      await page.screenshot({ path: file });
      files.push(file);
    }
    const last = lasts[index] ?? 0;
    for (let at = 0, turn = 0; at < last; at += momentSeconds, turn += 1)
      list.push(`file '${files[turn % 2]}'\nduration ${Math.min(momentSeconds, last - at).toFixed(3)}`);
  }
  await page.close();
  // ffmpeg's list wants its last picture twice.
  list.push(list.at(-1)?.split('\n')[0] ?? '');
  const listFile = join(work, 'list.txt');
  writeFileSync(listFile, list.join('\n'));
  const to = join(work, `${id}-${isMirrored}.mkv`);
  const lossless = ['-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'];
  await ffmpeg([
    '-f',
    'concat',
    '-safe',
    '0',
    '-i',
    listFile,
    '-vf',
    `fps=${framesPerSecond}`,
    ...lossless,
    to,
  ]);
  return to;
}

async function withVoice(film: string, sounds: readonly Sound[], lasts: readonly number[]): Promise<string> {
  let atMs = 0;
  const delayed = sounds.map((_, index) => {
    const filter = `[${index + 1}:a]adelay=${Math.round(atMs)}[v${index}]`;
    atMs += 1000 * (lasts[index] ?? 0);
    return filter;
  });
  const mixed = `${sounds.map((_, index) => `[v${index}]`).join('')}amix=inputs=${sounds.length}:normalize=0,apad=whole_dur=${(atMs / 1000).toFixed(3)}[voice]`;
  const to = join(work, 'voiced.mkv');
  await ffmpeg([
    ...['-i', film, ...sounds.flatMap(({ path }) => ['-i', path])],
    ...['-filter_complex', [...delayed, mixed].join(';'), '-map', '0:v', '-map', '[voice]'],
    ...['-c:v', 'copy', '-c:a', 'pcm_s16le', to],
  ]);
  return to;
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
});
try {
  for (const [id, drawn] of Object.entries(scenes)) {
    const file = join(folder, 'messages', `${id}.json`);
    const made = messageSchema.parse(await makeFilm(readJson(file, messageSchema), drawn));
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
    const named = filesOf(made);
    for (const name of readdirSync(media))
      if (name.startsWith(`${id}.`) && !named.includes(name)) rmSync(join(media, name));
    console.log(`${id}: ${Object.values(made.video?.tracks ?? {})[0]?.seconds} s`);
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true });
}
const bytes = readdirSync(media).reduce((sum, name) => sum + readFileSync(join(media, name)).length, 0);
console.log(`${readdirSync(media).length} files, ${(bytes / 1e6).toFixed(2)} MB`);
