/** `dtm-wifi content add-video`: a film into the content folder, with a table of what was made. */
import type { Command } from 'commander';
import { defaultContentFolder } from '../platform/content.ts';
import { type AddedVideo, addVideo } from './add-video.ts';

interface Options {
  readonly message?: string;
  readonly language?: string;
  readonly content: string;
  readonly reviewed?: boolean;
}

export function addVideoCommand(content: Command, write: (text: string) => void): void {
  content
    .command('add-video <file>')
    .description(
      'make of a film what phones need: two sizes, a picture, captions from the .srt or .vtt beside it',
    )
    .option('--message <id>', 'the message that shows it')
    .option('--language <code>', 'what is spoken in it; without: nothing, it is for everybody')
    .option('--reviewed', 'somebody who speaks the language has looked at it')
    .option('--content <folder>', 'the content folder', defaultContentFolder())
    .action(
      async (file: string, { message, language, content: contentFolder, reviewed = false }: Options) => {
        const options = { file, contentFolder, message, language, isReviewed: reviewed };
        write(`${reportOf(await addVideo(options), message)}\n`);
      },
    );
}

function reportOf({ files, track, remarks }: AddedVideo, message: string | undefined): string {
  const rows = files.map(({ name, what, bytes, kbitPerSecond }) => [
    name,
    what,
    `${(bytes / 1000).toFixed(1)} KB`,
    kbitPerSecond === undefined ? '' : `${kbitPerSecond} kbit/s`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const table = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const end =
    message === undefined
      ? `No message names it yet. Repeat with --message, or write into one:\n${JSON.stringify({ track }, null, 2)}`
      : `The message "${message}" shows it now.`;
  return [...table, `${track.seconds.toFixed(1)} seconds.`, ...remarks, end].join('\n');
}
