/**
 * ffmpeg and ffprobe, called with arguments and never through a shell. What they write to standard error is kept for whoever has
 * to mend it: its last line says mostly what is wrong.
 */
import { execFile } from 'node:child_process';
import { Problem } from '../protocol/problems.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const installAdvice =
  'Install ffmpeg: on Debian or Ubuntu "sudo apt-get install ffmpeg", on macOS "brew install ffmpeg", on Windows from ffmpeg.org.';

/** Far more than ffprobe says of any file. */
const maxOutputBytes = 16 * 1024 * 1024;

/** Throws `tool_missing`. */
export function runTool(program: 'ffmpeg' | 'ffprobe', args: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { maxBuffer: maxOutputBytes }, (error, out, err) => {
      if (error && 'code' in error && error.code === 'ENOENT')
        reject(new Problem('tool_missing', `${program}. ${installAdvice}`, { cause: error }));
      else resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err });
    });
  });
}

/** Throws `unusable_media` with what ffmpeg said last. */
export async function ffmpeg(args: readonly string[]): Promise<Said> {
  const said = await runTool('ffmpeg', ['-hide_banner', '-nostdin', '-y', ...args]);
  if (said.code === 0) return said;
  throw new Problem('unusable_media', lastLine(said.err));
}

export const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? '';
