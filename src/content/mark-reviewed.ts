/**
 * Notes that somebody who speaks a language has read translations and found them right: reviewed/<language>.json. Only what is
 * there can be read; a text that changes afterwards, in English or in the translation, shows as outdated by itself.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import {
  loadReviewed,
  type Reviewed,
  reviewDigest,
  reviewedFile,
  sourceTexts,
  translatedLanguages,
} from '../platform/content-states.ts';
import { Problem } from '../protocol/problems.ts';

export interface Review {
  readonly language: string;
  /** 'phrases/frame'. */
  readonly part: string;
  /** Empty: all of the part. */
  readonly keys: readonly string[];
}

/** @returns how many texts are noted. Throws `bad_config` where language, part or key is not in the folder. */
export function markReviewed(folder: string, { language, part, keys }: Review): number {
  if (!translatedLanguages(folder).includes(language))
    throw new Problem('bad_config', `--language: this content is not translated into "${language}"`);
  const texts = sourceTexts(folder).filter((text) => text.part === part);
  if (texts.length === 0) throw new Problem('bad_config', `--part: there is no "${part}"`);
  const unknown = keys.filter((key) => !texts.some((text) => text.key === key));
  if (unknown.length > 0) throw new Problem('bad_config', `${part} has no ${unknown.join(', ')}`);
  const read = texts.filter(({ key }) => keys.length === 0 || keys.includes(key));
  const noted = read.flatMap(({ key, english, translations }) => {
    const translation = translations[language];
    return translation === undefined || translation === ''
      ? []
      : [[key, reviewDigest(english, translation)] as const];
  });
  const before = loadReviewed(folder, language);
  const after: Reviewed = { ...before, [part]: { ...before[part], ...Object.fromEntries(noted) } };
  const file = reviewedFile(folder, language);
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomically(file, `${JSON.stringify(after, null, 2)}\n`);
  return noted.length;
}
