/**
 * What a film file is, as ffprobe sees it, and whether phones can be made to show it. What cannot be used is said in a sentence
 * that whoever filmed it can act on.
 */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../protocol/problems.ts';
import { runTool } from './media-tools.ts';

export interface Film {
  /** As it is to be seen: turned, with square pixels. */
  readonly width: number;
  readonly height: number;
  /** undefined: the file does not say. */
  readonly seconds: number | undefined;
  readonly framesPerSecond: number;
  readonly hasSound: boolean;
  /** Brighter than ordinary screens: wants another curve. */
  readonly isHdr: boolean;
}

const number = z.coerce.number().catch(Number.NaN);
const stream = z.object({
  codec_type: z.string().catch(''),
  codec_name: z.string().catch(''),
  width: number,
  height: number,
  sample_aspect_ratio: z.string().catch('1:1'),
  avg_frame_rate: z.string().catch('0/0'),
  color_transfer: z.string().catch(''),
  channels: number,
  disposition: z.object({ attached_pic: z.number().catch(0) }).catch({ attached_pic: 0 }),
  side_data_list: z.array(z.object({ rotation: number })).catch([]),
});
const probed = z.object({
  streams: z.array(stream).catch([]),
  format: z.object({ duration: number, format_name: z.string().catch('') }),
});

export const maxFilmSeconds = 180;
const maxFramesPerSecond = 30;
/** ffprobe takes these for films of one picture. */
const stillFormats = /(^|,)(image2|png_pipe|jpeg_pipe|gif|webp_pipe|svg_pipe|bmp_pipe|tty)(,|$)/;

/** Throws `unusable_media` or `tool_missing`. */
export async function probeFilm(file: string): Promise<Film> {
  if (!existsSync(file)) throw new Problem('unusable_media', `${file}: there is no such file`);
  const { isFile, size } = { isFile: statSync(file).isFile(), size: statSync(file).size };
  if (!isFile || size === 0)
    throw new Problem('unusable_media', `${file}: ${isFile ? 'the file is empty' : 'this is no file'}`);
  const said = await runTool('ffprobe', [
    '-v',
    'error',
    '-show_streams',
    '-show_format',
    '-of',
    'json',
    file,
  ]);
  const ends = readEnds(file, size);
  if (said.code !== 0)
    throw new Problem('unusable_media', `${file}: ${unreadable(said.err, looksLikeMp4(ends))}`);
  if (isProtected(ends))
    throw new Problem('unusable_media', `${file}: it is copy-protected (DRM), and nobody may unlock it here`);
  const { streams, format } = probed.parse(JSON.parse(said.out));
  if (stillFormats.test(format.format_name))
    throw new Problem('unusable_media', `${file}: this is a picture or a text, not a video`);
  const film = streams.find(
    ({ codec_type, disposition }) => codec_type === 'video' && !disposition.attached_pic,
  );
  if (!film) throw new Problem('unusable_media', `${file}: it has sound, but no picture`);
  if (film.codec_name === '' || film.codec_name === 'none' || !(film.width > 0 && film.height > 0))
    throw new Problem('unusable_media', `${file}: this machine's ffmpeg knows no way to read its picture`);
  const seconds = format.duration > 0 ? format.duration : undefined;
  if (seconds !== undefined && seconds > maxFilmSeconds + 0.5) throw tooLong(file, seconds);
  return {
    ...shownSize(film),
    seconds,
    framesPerSecond: frameRate(film.avg_frame_rate),
    hasSound: streams.some(({ codec_type, channels }) => codec_type === 'audio' && channels > 0),
    isHdr: ['smpte2084', 'arib-std-b67'].includes(film.color_transfer),
  };
}

export const tooLong = (file: string, seconds: number): Problem =>
  new Problem(
    'unusable_media',
    `${file}: it is ${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s long, and 3 minutes are the most: ` +
      'people who wait for a bus look at a minute, and many phones share one radio. Cut it, or make two of it',
  );

/** The first and the last of a file: where an MP4 keeps what it says of itself. */
function readEnds(file: string, size: number): Buffer {
  const length = Math.min(size, 4 * 1024 * 1024);
  const ends = Buffer.alloc(2 * length);
  const opened = openSync(file, 'r');
  try {
    readSync(opened, ends, 0, length, 0);
    readSync(opened, ends, length, length, size - length);
  } finally {
    closeSync(opened);
  }
  return ends;
}

/** ISO/IEC 14496-12 §4.3: the first box, four bytes of length before its name. */
const looksLikeMp4 = (ends: Buffer): boolean =>
  ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(ends.toString('latin1', 4, 8));

/** ISO/IEC 14496-12 §8.12: what is protected says so in a box sinf, which begins with a frma of twelve bytes. */
const isProtected = (ends: Buffer): boolean => ends.includes('sinf\u0000\u0000\u0000\u000cfrma', 0, 'latin1');

function unreadable(err: string, isMp4: boolean): string {
  if (isMp4 && /moov atom not found|partial file|truncat/i.test(err))
    return 'the file is damaged or only half copied. Copy it again from where it was made';
  if (/Invalid data found|could not find codec|Unknown format/i.test(err)) return 'this is not a video';
  return `it cannot be read: ${err.trim().split('\n').at(-1) ?? ''}`;
}

function shownSize(film: z.infer<typeof stream>): { width: number; height: number } {
  const [across = 1, down = 1] = film.sample_aspect_ratio.split(':').map(Number);
  const stretch = across > 0 && down > 0 ? across / down : 1;
  const size = { width: Math.round(film.width * stretch), height: film.height };
  const turned = film.side_data_list.map(({ rotation }) => rotation).find((turn) => !Number.isNaN(turn)) ?? 0;
  // Phones write which way they were held; a quarter turn swaps the sides.
  return Math.abs(Math.round(turned / 90)) % 2 === 1 ? { width: size.height, height: size.width } : size;
}

function frameRate(fraction: string): number {
  const [count = 0, seconds = 0] = fraction.split('/').map(Number);
  const rate = count / seconds;
  return Number.isFinite(rate) && rate > 0 ? Math.min(maxFramesPerSecond, Math.max(1, Math.round(rate))) : 25;
}
