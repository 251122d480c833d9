/**
 * `dtm-wifi content …`: for those who write and translate what the portal says. `status` says what wants a reader, `reviewed`
 * notes that one has read; `add-video` makes a film ready for phones.
 */
import type { Command } from 'commander';
import { defaultContentFolder } from '../platform/content.ts';
import { readContentStatus, totalAudio, totalFilms, totalTranslations } from '../platform/content-status.ts';
import { addVideoCommand } from './add-video-command.ts';
import { markReviewed } from './mark-reviewed.ts';
import { statusText } from './status-text.ts';

interface StatusOptions {
  readonly content: string;
  readonly language?: string;
  readonly json?: boolean;
}

interface ReviewedOptions {
  readonly content: string;
  readonly language: string;
  readonly part: string;
  readonly key?: readonly string[];
}

/** @param write where the answers go. */
export function addContentCommand(
  program: Command,
  write: (text: string) => void = (text) => process.stdout.write(text),
): void {
  const content = program
    .command('content')
    .description('forms, phrases, messages: what visitors read and hear');
  addVideoCommand(content, write);
  content
    .command('status')
    .description('translations, voices and films that are missing, drafts, or outdated')
    .option('--content <folder>', 'the content folder', defaultContentFolder())
    .option('--language <code>', 'only this language, text by text')
    .option('--json', 'for programs')
    .action(({ content: folder, language, json }: StatusOptions) => {
      const status = readContentStatus(folder, language);
      if (!json) return write(`${statusText(status, language)}\n`);
      const totals = {
        translations: totalTranslations(status.translations),
        audio: totalAudio(status.audio),
        films: totalFilms(status.films),
      };
      write(`${JSON.stringify({ totals, ...status }, null, 2)}\n`);
    });
  content
    .command('reviewed')
    .description('note that somebody who speaks the language has read texts and found them right')
    .requiredOption('--language <code>', 'the language that was read')
    .requiredOption('--part <name>', 'as "content status" names it: phrases/frame')
    .option('--key <key...>', 'only these texts; else all of the part')
    .option('--content <folder>', 'the content folder', defaultContentFolder())
    .action(({ content: folder, language, part, key = [] }: ReviewedOptions) => {
      const count = markReviewed(folder, { language, part, keys: key });
      write(`${count} texts of ${part} are noted as reviewed in ${language}.\n`);
    });
}
