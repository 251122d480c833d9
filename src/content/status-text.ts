/** A content folder's state as a table for people: totals by language; and where one is asked for, by part and text by text. */
import { audioStates } from '../platform/audio.ts';
import { translationStates } from '../platform/content-states.ts';
import { type ContentStatus, totalAudio, totalTranslations } from '../platform/content-status.ts';

export function statusText({ translations, audio }: ContentStatus, language?: string): string {
  const languages = [...new Set([...translations, ...audio].map((entry) => entry.language))];
  const head = ['', ...translationStates, '', 'audio:', ...audioStates];
  const rows = languages.map((code) => {
    const counted = totalTranslations(translations.filter((entry) => entry.language === code));
    const heard = totalAudio(audio.filter((entry) => entry.language === code));
    return [
      code,
      ...translationStates.map((state) => counted[state]),
      '',
      '',
      ...audioStates.map((state) => heard[state]),
    ];
  });
  if (language === undefined)
    return `${table([head, ...rows])}\n\nWith --language: what is to be done, text by text.`;
  const parts = [...new Set(translations.map(({ part }) => part))].map((part) => {
    const counted = totalTranslations(translations.filter((entry) => entry.part === part));
    return [part, ...translationStates.map((state) => counted[state])];
  });
  const open = translations.filter(({ state }) => state !== 'reviewed');
  const toDo = open.map(({ state, part, key }) => `${state.padEnd(9)}${part}  ${key}`);
  const silent = audio
    .filter(({ state }) => state !== 'recorded')
    .map(({ state, key }) => `${state.padEnd(9)}audio  ${key}`);
  return [
    table([head, ...rows]),
    table([['', ...translationStates], ...parts]),
    [...toDo, ...silent].join('\n'),
  ].join('\n\n');
}

/** Columns as wide as their widest cell; numbers stand at the right. */
function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  );
  const cell = (value: string | number, width: number) =>
    typeof value === 'number' ? String(value).padStart(width) : value.padEnd(width);
  return rows
    .map((row) =>
      row
        .map((value, column) => cell(value, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
