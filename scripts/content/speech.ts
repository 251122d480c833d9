/**
 * Sounds as the audio pipeline needs them: a sentence spoken by a machine, a recording read, several joined with pauses, and the
 * result encoded for phones. Everything in between is 16 kHz mono PCM in a working folder.
 *
 * AAC in an MP4 file with its index in front: every Android since 2009 and every iOS plays it in the sign-in window, by the
 * same decoder as the videos. Opus would be half as large, but iOS plays it only since 2022, and not in this wrapping.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';

export interface Sound {
  /** WAV, 16 kHz, mono, 16 bits. */
  readonly path: string;
  readonly seconds: number;
}

/** espeak-ng has no Hausa: there a person must read, or there is no audio. */
export const voices: Readonly<Record<string, string>> = {
  ar: 'ar',
  en: 'en-gb',
  es: 'es-419',
  fr: 'fr-fr',
  ht: 'ht',
  pt: 'pt-br',
  sw: 'sw',
};

const wordsPerMinute = '165';
const rate = 16_000;
const headerBytes = 44;
/** EBU R 128 as for the videos: a kit's messages are all equally loud, in a noisy place too. */
const evenLoudness = 'loudnorm=I=-16:TP=-1.5:LRA=11';
const withoutSilence =
  'silenceremove=start_periods=1:start_threshold=-50dB,areverse,silenceremove=start_periods=1:start_threshold=-50dB,areverse';

const ffmpeg = (...args: string[]): void => {
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]);
};

/** @param folder working files are put here. */
export function speak(voice: string, text: string, folder: string): Sound {
  const raw = joinPath(folder, `${randomUUID()}.wav`);
  execFileSync('espeak-ng', ['-v', voice, '-s', wordsPerMinute, '-g', '3', '-w', raw, '--stdin'], {
    input: text,
  });
  return soundOf(raw, folder);
}

/** Whatever ffmpeg reads. Silence before and behind it goes. */
export function soundOf(file: string, folder: string): Sound {
  const path = joinPath(folder, `${randomUUID()}.wav`);
  ffmpeg(
    '-i',
    file,
    '-vn',
    '-af',
    withoutSilence,
    '-ar',
    `${rate}`,
    '-ac',
    '1',
    '-c:a',
    'pcm_s16le',
    '-bitexact',
    path,
  );
  return { path, seconds: samplesOf(path).length / 2 / rate };
}

/** The PCM of a WAV that ffmpeg wrote with -bitexact: its header is 44 bytes long. */
const samplesOf = (path: string): Buffer => readFileSync(path).subarray(headerBytes);

/** @returns with `marks`: from which second to which each sound is heard. */
export function join(
  sounds: readonly Sound[],
  pauseSeconds: number,
  folder: string,
): { readonly sound: Sound; readonly marks: readonly [number, number][] } {
  const pause = Buffer.alloc(Math.round(pauseSeconds * rate) * 2);
  const parts = sounds.map(({ path }) => samplesOf(path));
  const marks: [number, number][] = [];
  let bytes = 0;
  for (const part of parts) {
    marks.push([secondsOf(bytes), secondsOf(bytes + part.length)]);
    bytes += part.length + pause.length;
  }
  const raw = joinPath(folder, `${randomUUID()}.pcm`);
  writeFileSync(raw, Buffer.concat(parts.flatMap((part) => [part, pause])));
  const path = joinPath(folder, `${randomUUID()}.wav`);
  ffmpeg(
    '-f',
    's16le',
    '-ar',
    `${rate}`,
    '-ac',
    '1',
    '-i',
    raw,
    '-af',
    evenLoudness,
    '-ar',
    `${rate}`,
    '-bitexact',
    path,
  );
  return { sound: { path, seconds: secondsOf(bytes) }, marks };
}

const secondsOf = (bytes: number): number => Math.round((bytes / 2 / rate) * 100) / 100;

/**
 * Qualities of ffmpeg's own encoder. A bit-rate would cut everything above 2.6 kHz at this size, and consonants with it; by
 * quality the band of a good telephone stays (measured: 3 dB from the original up to 4 kHz, 15 kbit/s). People sound worse than
 * machines when squeezed: a recording gets more.
 */
const qualities = {
  draft: ['-q:a', '0.01', '-cutoff', '4200'],
  recorded: ['-q:a', '0.2', '-cutoff', '7000'],
} as const;

/** @returns the path of an .m4a file. The same sound gives the same bytes. */
export function encode({ path }: Sound, quality: keyof typeof qualities, folder: string): string {
  const file = joinPath(folder, `${randomUUID()}.m4a`);
  const codec = ['-c:a', 'aac', ...qualities[quality], '-ar', `${rate}`, '-ac', '1'];
  ffmpeg(
    '-i',
    path,
    ...codec,
    '-map_metadata',
    '-1',
    '-fflags',
    '+bitexact',
    '-flags:a',
    '+bitexact',
    '-movflags',
    '+faststart',
    file,
  );
  return file;
}
