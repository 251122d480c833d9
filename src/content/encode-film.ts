/**
 * A film as bad phones play it: H.264 baseline at level 3.0, 4:2:0, AAC of one channel, a key picture every few seconds, the
 * index in front so that it starts at once. What the camera wrote beside the pictures (place, time, owner) does not come along.
 */

import { ffmpeg } from './media-tools.ts';
import type { Film } from './probe-film.ts';

export type Lines = 240 | 360;

export interface SoundQuality {
  readonly sampleRate: number;
  /** For ffmpeg's own AAC encoder. */
  readonly codec: readonly string[];
}

export interface EncodeOptions {
  readonly lines: Lines;
  readonly sound: SoundQuality;
  /** x264's measure of what may be lost: higher is smaller. */
  readonly quality: number;
  readonly maxVideoKbps: number;
  /** x264's: how long it may take to find what can be left out. */
  readonly preset: 'slow' | 'veryslow';
  /** From one picture that stands alone to the next: where a player may begin. */
  readonly keySeconds: number;
  /** As {@link evenLoudness} found it; undefined: silence stays silence. */
  readonly loudness: string | undefined;
}

/** Level 3.0 allows 1,620 blocks of 16 × 16: 854 × 360 are 1,242. */
const longSide: Readonly<Record<Lines, number>> = { 240: 570, 360: 854 };

export async function encodeFilm(
  from: string,
  to: string,
  film: Film,
  options: EncodeOptions,
): Promise<void> {
  const { lines, sound: wanted, quality, maxVideoKbps, preset, keySeconds, loudness } = options;
  const sound = film.hasSound
    ? [
        ...['-map', '0:a:0', '-c:a', 'aac', '-ac', '1', '-ar', String(wanted.sampleRate), ...wanted.codec],
        ...(loudness ? ['-af', loudness] : []),
      ]
    : ['-an'];
  await ffmpeg([
    ...['-i', from, '-map', '0:V:0', '-vf', pictureFilter(film, lines)],
    ...['-c:v', 'libx264', '-profile:v', 'baseline', '-level:v', '3.0', '-pix_fmt', 'yuv420p'],
    ...['-preset', preset, '-crf', String(quality)],
    ...['-maxrate', `${maxVideoKbps}k`, '-bufsize', `${2 * maxVideoKbps}k`],
    ...['-force_key_frames', `expr:gte(t,n_forced*${keySeconds})`, '-sc_threshold', '0'],
    ...['-g', String(keySeconds * film.framesPerSecond)],
    ...sound,
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...['-flags:a', '+bitexact', '-movflags', '+faststart', '-f', 'mp4', to],
  ]);
}

/** ffmpeg turns the picture by itself. Not made larger than it is; both sides even, as 4:2:0 wants. */
function pictureFilter(film: Film, lines: Lines): string {
  const isUpright = film.height > film.width;
  const short = Math.max(2, Math.min(lines, film.width, film.height));
  const box = isUpright ? `w=${short}:h=${longSide[lines]}` : `w=${longSide[lines]}:h=${short}`;
  return [
    ...(film.isHdr ? [toOrdinaryScreens] : []),
    // Square pixels first, or the box would be measured in others.
    'scale=w=trunc(iw*sar/2)*2:h=trunc(ih/2)*2,setsar=1',
    `scale=${box}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos,setsar=1`,
    `fps=${film.framesPerSecond}`,
    'format=yuv420p',
  ].join(',');
}

const toOrdinaryScreens =
  'zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p';

/** One picture, as JPEG. */
export async function encodePoster(from: string, to: string, film: Film, atSeconds: number): Promise<void> {
  const picture = ['-frames:v', '1', '-q:v', '6', '-map_metadata', '-1', '-fflags', '+bitexact'];
  await ffmpeg([
    ...['-ss', String(atSeconds), '-i', from, '-map', '0:V:0', '-vf', pictureFilter(film, 360)],
    ...picture,
    ...['-pix_fmt', 'yuvj420p', '-flags:v', '+bitexact', '-f', 'mjpeg', to],
  ]);
}

/** −16 LUFS: what a phone's own loudspeaker needs in a noisy place. EBU R 128, measured first, then set. */
const wantedLoudness = 'I=-16:TP=-1.5:LRA=11';

/** @returns the filter that evens this sound; undefined where there is nothing to hear. */
export async function evenLoudness(from: string): Promise<string | undefined> {
  const { err } = await ffmpeg([
    '-i',
    from,
    '-map',
    '0:a:0',
    '-af',
    `loudnorm=${wantedLoudness}:print_format=json`,
    ...['-f', 'null', '-'],
  ]);
  const measured = /\{[^{}]*"input_i"[^{}]*\}/.exec(err)?.[0];
  if (measured === undefined) return undefined;
  const { input_i, input_tp, input_lra, input_thresh, target_offset } = JSON.parse(measured) as Record<
    string,
    string
  >;
  if (![input_i, input_tp, input_lra, input_thresh].every((value) => Number.isFinite(Number(value))))
    return undefined;
  const found = `measured_I=${input_i}:measured_TP=${input_tp}:measured_LRA=${input_lra}:measured_thresh=${input_thresh}`;
  return `loudnorm=${wantedLoudness}:${found}:offset=${target_offset}:linear=true`;
}
