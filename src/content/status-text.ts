/** A content folder's state as a table for people: totals by language; and where one is asked for, by part and text by text. */
import { audioStates } from '../platform/audio.ts';
import { translationStates } from '../platform/content-states.ts';
import { type ContentStatus, totalAudio, totalFilms, totalTranslations } from '../platform/content-status.ts';
import { filmStates } from '../platform/message-media.ts';

/** Of the longest state's name, and what keeps it apart. */
const width =
  Math.max(...[...translationStates, ...audioStates, ...filmStates].map((state) => state.length)) + 2;

export function statusText({ translations, audio, films }: ContentStatus, language?: string): string {
  const languages = [...new Set([...translations, ...audio].map((entry) => entry.language))];
  const head = ['', ...translationStates, '', 'audio:', ...audioStates, '', 'films:', ...filmStates];
  const rows = languages.map((code) => {
    const counted = totalTranslations(translations.filter((entry) => entry.language === code));
    const heard = totalAudio(audio.filter((entry) => entry.language === code));
    const seen = totalFilms(films.filter((entry) => entry.language === code));
    return [
      code,
      ...translationStates.map((state) => counted[state]),
      '',
      '',
      ...audioStates.map((state) => heard[state]),
      '',
      '',
      ...filmStates.map((state) => seen[state]),
    ];
  });
  if (language === undefined)
    return `${table([head, ...rows])}\n\nWith --language: what is to be done, text by text.`;
  const parts = [...new Set(translations.map(({ part }) => part))].map((part) => {
    const counted = totalTranslations(translations.filter((entry) => entry.part === part));
    return [part, ...translationStates.map((state) => counted[state])];
  });
  const open = translations.filter(({ state }) => state !== 'reviewed');
  const toDo = open.map(({ state, part, key }) => `${state.padEnd(width)}${part}  ${key}`);
  const silent = audio
    .filter(({ state }) => state !== 'recorded')
    .map(({ state, key }) => `${state.padEnd(width)}audio  ${key}`);
  const unseen = films
    .filter(({ state }) => state !== 'reviewed')
    .map(({ state, key }) => `${state.padEnd(width)}film  ${key}`);
  return [
    table([head, ...rows]),
    table([['', ...translationStates], ...parts]),
    [...toDo, ...silent, ...unseen].join('\n'),
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
