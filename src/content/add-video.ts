/**
 * From a film file to what phones get: two sizes, a picture, captions, and the message that names them. Everything is made in a
 * working folder first; the content folder changes only when all of it is there.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { jsonFiles, readJson } from '../platform/content.ts';
import { filesOf, type Message, messageSchema, type VideoTrack } from '../protocol/message.ts';
import { Problem } from '../protocol/problems.ts';
import { readCaptions, writeCaptions } from './captions.ts';
import { encodeFilm, encodePoster, evenLoudness, type Lines } from './encode-film.ts';
import { type Film, maxFilmSeconds, probeFilm, tooLong } from './probe-film.ts';

export interface AddVideoOptions {
  readonly file: string;
  readonly contentFolder: string;
  /** undefined: the files are made, and no message names them yet. */
  readonly message: string | undefined;
  /** Spoken in it; undefined: none, it is for everybody. */
  readonly language: string | undefined;
  /** Somebody who speaks the language has looked at it. */
  readonly isReviewed: boolean;
}

export interface MadeFile {
  readonly name: string;
  readonly what: string;
  readonly bytes: number;
  /** Films only: picture and sound together. */
  readonly kbitPerSecond?: number;
}

export interface AddedVideo {
  readonly files: readonly MadeFile[];
  readonly track: VideoTrack;
  /** What whoever filmed should know. */
  readonly remarks: readonly string[];
}

const sound = { 240: '48k', 360: '64k' } as const;
const qualities = {
  240: { quality: 27, maxVideoKbps: 300 },
  360: { quality: 26, maxVideoKbps: 550 },
} as const;
const keySeconds = 2;

/** Throws `unusable_media`, `tool_missing`, or `bad_config` where there is no such message. */
export async function addVideo(options: AddVideoOptions): Promise<AddedVideo> {
  const { file, contentFolder, message, language } = options;
  const messageFile = message === undefined ? undefined : findMessage(contentFolder, message);
  const film = await probeFilm(file);
  const captionTexts = findCaptions(file, language);
  const work = mkdtempSync(join(tmpdir(), 'dtm-add-video-'));
  try {
    const name = `${message ?? slugOf(file)}.${language ?? 'all'}`;
    const made = await makeFiles(options, film, captionTexts, work, name);
    mkdirSync(join(contentFolder, 'media'), { recursive: true });
    for (const { name: to, from } of made.outputs)
      writeFileAtomically(join(contentFolder, 'media', to), readFileSync(from));
    const lost = messageFile ? nameInMessage(messageFile, options, made.track) : [];
    return { ...made, remarks: remarksOf(film, captionTexts, lost) };
  } finally {
    rmSync(work, { recursive: true });
  }
}

interface Made extends Omit<AddedVideo, 'remarks'> {
  readonly outputs: readonly { readonly name: string; readonly from: string }[];
}

async function makeFiles(
  { file, isReviewed }: AddVideoOptions,
  film: Film,
  captionTexts: ReadonlyMap<string, string>,
  work: string,
  name: string,
): Promise<Made> {
  const outputs: { name: string; from: string }[] = [];
  const files: MadeFile[] = [];
  const keep = (from: string, before: string, extension: string, what: string, seconds?: number): string => {
    const bytes = readFileSync(from);
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
    const kept = `${before}.${digest}.${extension}`;
    outputs.push({ name: kept, from });
    const rate =
      seconds === undefined ? {} : { kbitPerSecond: Math.round((bytes.length * 8) / seconds / 1000) };
    files.push({ name: kept, what, bytes: bytes.length, ...rate });
    return kept;
  };

  const loudness = film.hasSound ? await evenLoudness(file) : undefined;
  // A film of fewer lines is not blown up.
  const wanted: readonly Lines[] = Math.min(film.width, film.height) > 240 ? [240, 360] : [240];
  const renditions: { '240'?: string; '360'?: string } = {};
  let shown: Film = film;
  for (const lines of wanted) {
    const to = join(work, `${lines}.mp4`);
    const codec = ['-b:a', sound[lines]];
    await encodeFilm(file, to, film, {
      ...qualities[lines],
      lines,
      preset: 'slow',
      keySeconds,
      loudness,
      sound: { sampleRate: 32_000, codec },
    });
    shown = await probeFilm(to);
    const seconds = shown.seconds ?? 0;
    if (!(seconds > 0)) throw new Problem('unusable_media', `${file}: it has no pictures that can be read`);
    if (seconds > maxFilmSeconds + 0.5) throw tooLong(file, seconds);
    renditions[`${lines}`] = keep(
      to,
      `${name}.${lines}`,
      'mp4',
      `film, ${shown.width} × ${shown.height}`,
      seconds,
    );
  }
  const seconds = shown.seconds ?? 0;
  // Not the first picture: it is often black.
  const poster = join(work, 'poster.jpg');
  await encodePoster(join(work, `${wanted.at(-1)}.mp4`), poster, shown, Math.min(1, seconds / 2));
  const captions: Record<string, string> = {};
  const track: VideoTrack = {
    renditions: {
      '240': renditions['240'] ?? '',
      ...(renditions['360'] ? { '360': renditions['360'] } : {}),
    },
    seconds,
    poster: keep(poster, name, 'jpg', 'picture'),
    width: shown.width,
    height: shown.height,
    state: isReviewed ? 'reviewed' : 'draft',
    captions,
  };
  for (const [code, source] of captionTexts) {
    const to = join(work, `${code}.vtt`);
    writeFileAtomically(to, writeCaptions(readCaptions(readFileSync(source, 'utf8'), source)));
    captions[code] = keep(to, `${name.replace(/\.[^.]+$/, '')}.${code}`, 'vtt', `captions, ${code}`);
  }
  return { outputs, files, track };
}

/** Beside the film: `talk.srt` in the film's own language, `talk.fr.vtt` in another. */
function findCaptions(file: string, language: string | undefined): Map<string, string> {
  const folder = dirname(file);
  const stem = basename(file, extname(file));
  const found = new Map<string, string>();
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const match = /^(.*?)(?:\.([a-z]{2,3}))?\.(?:vtt|srt)$/i.exec(name);
    const [, before, code = language] = match ?? [];
    if (before !== stem) continue;
    if (code === undefined)
      throw new Problem(
        'unusable_media',
        `${join(folder, name)}: in which language? Name it ${stem}.es.srt, or say --language es`,
      );
    found.set(code.toLowerCase(), join(folder, name));
  }
  return found;
}

function findMessage(contentFolder: string, id: string): string {
  const files = jsonFiles(join(contentFolder, 'messages'));
  const of = new Map(files.map((file) => [readJson(file, messageSchema).id, file]));
  const file = of.get(id);
  if (file !== undefined) return file;
  throw new Problem('bad_config', `there is no message "${id}", but: ${[...of.keys()].join(', ')}`);
}

/**
 * Changes this language's track and no other. Captions are timed to a film, so those of the one before go with it.
 * @returns in which languages there are none any more.
 */
function nameInMessage(
  file: string,
  { contentFolder, language = 'all' }: AddVideoOptions,
  track: VideoTrack,
): string[] {
  const message = readJson(file, messageSchema);
  const before = filesOf(message);
  const tracks = message.video?.tracks ?? {};
  const changed: Message = messageSchema.parse({
    ...message,
    video: { tracks: { ...tracks, [language]: track } },
  });
  writeFileAtomically(file, `${JSON.stringify(changed, null, 2)}\n`);
  const named = new Set(
    jsonFiles(join(contentFolder, 'messages')).flatMap((one) => filesOf(readJson(one, messageSchema))),
  );
  // What this one took the place of, and nobody else names.
  for (const name of before)
    if (!named.has(name)) rmSync(join(contentFolder, 'media', name), { force: true });
  return Object.keys(tracks[language]?.captions ?? {})
    .filter((code) => !(code in track.captions))
    .sort();
}

function remarksOf(film: Film, captions: ReadonlyMap<string, string>, lost: readonly string[]): string[] {
  return [
    ...(lost.length > 0
      ? [
          `The film before had captions in ${lost.join(', ')}. They were timed to it and are gone: put new ones beside the film and add it again.`,
        ]
      : []),
    ...(film.hasSound ? [] : ['It has no sound: everything must be in the captions.']),
    ...(captions.size === 0
      ? ['It has no captions: many watch without sound. Put a .srt or .vtt beside it.']
      : []),
    ...(film.isHdr
      ? ['It was made for brighter screens (HDR); its colours were brought down. Look at it once.']
      : []),
    ...(Math.min(film.width, film.height) <= 240 ? ['It is small; only one size was made.'] : []),
  ];
}

const slugOf = (file: string): string =>
  basename(file, extname(file))
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40) || 'film';
