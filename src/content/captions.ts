/**
 * Captions as text: SubRip and WebVTT read, WebVTT written. Pure. Styles and positions are dropped: a phone's own are the ones
 * its user can read.
 */
import { Problem } from '../protocol/problems.ts';

export interface Cue {
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
}

/** Hours may be missing; SubRip has a comma, WebVTT a point. */
const timing = /^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s+-->\s+((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})/;

/** Throws `unusable_media` for a text without any cue, or with one that ends before it begins. */
export function readCaptions(text: string, file: string): Cue[] {
  const cues = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .flatMap((block) => {
      const lines = block.split('\n');
      const at = lines.findIndex((line) => timing.test(line));
      const [, from = '', to = ''] = timing.exec(lines[at] ?? '') ?? [];
      if (from === '') return [];
      const said = lines
        .slice(at + 1)
        .map(plain)
        .filter(Boolean)
        .join('\n');
      return [{ fromMs: msOf(from), toMs: msOf(to), text: said }];
    })
    .filter((cue) => cue.text !== '');
  if (cues.length === 0)
    throw new Problem('unusable_media', `${file}: no captions in it. Save it as .srt or .vtt, in UTF-8`);
  const wrong = cues.find(({ fromMs, toMs }) => toMs <= fromMs);
  if (wrong)
    throw new Problem(
      'unusable_media',
      `${file}: a caption ends before it begins, at ${timeOf(wrong.fromMs)}`,
    );
  return cues.sort((a, b) => a.fromMs - b.fromMs);
}

export const writeCaptions = (cues: readonly Cue[]): string =>
  `WEBVTT\n\n${cues
    .map(({ fromMs, toMs, text }) => `${timeOf(fromMs)} --> ${timeOf(toMs)}\n${escaped(text)}\n`)
    .join('\n')}`;

const plain = (line: string): string =>
  line
    .replace(/<[^>]*>|\{\\[^}]*\}/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
    .trim();

/** An arrow in a cue's text would begin another one. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function msOf(time: string): number {
  const [seconds = 0, minutes = 0, hours = 0] = time.replace(',', '.').split(':').map(Number).reverse();
  return Math.round(1000 * (seconds + 60 * minutes + 3600 * hours));
}

function timeOf(ms: number): string {
  const part = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, '0');
  return `${part(ms / 3_600_000)}:${part((ms / 60_000) % 60)}:${part((ms / 1000) % 60)}.${part(ms % 1000, 3)}`;
}
