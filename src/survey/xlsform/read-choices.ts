/** The sheets "choices" and "external_choices" → lists by name. Which extra columns matter is known only after the survey. */
import type { Choice, Localized, Media } from '../../protocol/form.ts';
import type { Sheet, SheetRow } from './headers.ts';
import { defined, type Report, readYesNo } from './tables.ts';

export interface ReadChoice {
  readonly choice: Choice;
  readonly row: number;
  /** Extra columns with what stands in them. */
  readonly extra: Readonly<Record<string, string>>;
}

export interface ChoiceList {
  readonly name: string;
  readonly sheet: string;
  readonly choices: readonly ReadChoice[];
}

const choiceName = /^[A-Za-z0-9_-]{1,64}$/;

export function readChoices(sheet: Sheet, report: Report): Map<string, ChoiceList> {
  const lists = new Map<string, { name: string; sheet: string; choices: ReadChoice[]; names: Set<string> }>();
  for (const row of sheet.rows) {
    const listName = textOf(row, 'list_name');
    const name = textOf(row, 'name');
    const place = { sheet: sheet.name, row: row.row };
    if (listName === undefined || name === undefined) {
      const missing = listName === undefined ? 'list_name' : 'name';
      report.refuse('incomplete_choice', `This row has no ${missing}.`, place);
      continue;
    }
    const list = lists.get(listName) ?? { name: listName, sheet: sheet.name, choices: [], names: new Set() };
    lists.set(listName, list);
    const column = columnOf(row, 'name');
    if (!choiceName.test(name)) {
      report.refuse(
        'bad_choice_name',
        `"${name}" is no name for a choice: letters from a to z, digits, _ and -, at most 64.`,
        { ...place, ...column },
      );
      continue;
    }
    if (list.names.has(name)) {
      report.refuse('duplicate_choice', `"${name}" is in the list "${listName}" twice.`, {
        ...place,
        ...column,
      });
      continue;
    }
    list.names.add(name);
    list.choices.push(readChoice(sheet, row, name, report));
  }
  return lists;
}

function readChoice(sheet: Sheet, row: SheetRow, name: string, report: Report): ReadChoice {
  const place = { sheet: sheet.name, row: row.row };
  const label = localizedOf(row, 'label') ?? {};
  if (Object.keys(label).length === 0)
    report.refuse('no_label', `The choice "${name}" has no label, so nobody could read it.`, place);
  const known = new Set(['list_name', 'name', 'label', 'dtm::exclusive', 'dtm::icon']);
  const others = row.cells.filter(({ header }) => !known.has(header.key) && header.language === undefined);
  return {
    row: row.row,
    choice: defined<Choice>({
      name,
      label,
      exclusive: yesNoOf(sheet, row, 'dtm::exclusive', report),
      icon: textOf(row, 'dtm::icon'),
      media: readMedia(sheet, row, report),
      columns: undefined,
    }),
    extra: Object.fromEntries(others.map(({ header, text }) => [header.key, text])),
  };
}

export const textOf = (row: SheetRow, key: string): string | undefined =>
  row.cells.find(({ header }) => header.key === key)?.text;

export function columnOf(row: SheetRow, key: string): { column?: number } {
  const cell = row.cells.find(({ header }) => header.key === key);
  return cell ? { column: cell.header.column } : {};
}

export function localizedOf(row: SheetRow, key: string): Localized | undefined {
  const cells = row.cells.filter(({ header }) => header.key === key && header.language !== undefined);
  if (cells.length === 0) return undefined;
  return Object.fromEntries(cells.map(({ header, text }) => [header.language ?? '', text]));
}

export function yesNoOf(sheet: Sheet, row: SheetRow, key: string, report: Report): boolean | undefined {
  const text = textOf(row, key);
  if (text === undefined) return undefined;
  const value = readYesNo(text);
  if (value === undefined)
    report.refuse('not_yes_or_no', `${key} must be yes or no; "${text}" is neither.`, {
      sheet: sheet.name,
      row: row.row,
      ...columnOf(row, key),
    });
  return value;
}

export function readMedia(sheet: Sheet, row: SheetRow, report: Report): Media | undefined {
  const kinds = ['image', 'audio', 'video'] as const;
  for (const kind of kinds)
    for (const { header, text } of row.cells)
      if (header.key === `media::${kind}` && !/^[^/\\]{1,128}$/.test(text))
        report.refuse('bad_media', `"${text}" is not the name of a file: no folders, at most 128 letters.`, {
          sheet: sheet.name,
          row: row.row,
          column: header.column,
        });
  const media = defined<Media>({
    image: localizedOf(row, 'media::image'),
    audio: localizedOf(row, 'media::audio'),
    video: localizedOf(row, 'media::video'),
  });
  return Object.keys(media).length === 0 ? undefined : media;
}
