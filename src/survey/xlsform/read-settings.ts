/** The sheet "settings" → what the form is called, its version and languages, how far its translations are, and its endings. */
import type { EndingPage, Expression, Form, Localized } from '../../protocol/form.ts';
import type { Sheet, SheetRow } from './headers.ts';
import { parseExpression } from './parse-expression.ts';
import type { Report } from './tables.ts';

export interface Settings {
  readonly name: string;
  readonly version: number;
  readonly title: Localized;
  readonly translations: Form['translations'] | undefined;
  readonly endings: Form['endings'] | undefined;
}

type State = NonNullable<Form['translations']>[string];
const states: readonly string[] = ['source', 'draft', 'reviewed'];
/** Each page once: the compiler counts them. */
const endingPages = Object.keys({ children: true, directory: true, safe: true } satisfies Record<
  EndingPage,
  true
>) as EndingPage[];
const maxVersion = 2 ** 31;

/** @param fileName stands in where the sheet names nothing */
export function readSettings(sheet: Sheet, fileName: string, fallback: string, report: Report): Settings {
  const [first, ...others] = sheet.rows;
  const text = (key: string) => cellOf(first, key)?.text;
  for (const { row, cells } of others)
    for (const { header } of cells)
      if (!header.key.startsWith('dtm::ending'))
        report.warn('extra_row', 'Only the first row of settings is read; this cell is left out.', {
          sheet: sheet.name,
          row,
          column: header.column,
        });
  const name = readName(sheet, first, fileName, report);
  const titles = (first?.cells ?? []).filter(({ header }) => header.key === 'form_title');
  const title = Object.fromEntries(titles.map(({ header, text }) => [header.language ?? fallback, text]));
  if (titles.length === 0)
    report.warn('no_title', `The settings have no form_title; "${name}" is taken.`, { sheet: sheet.name });
  return {
    name,
    version: readVersion(sheet, first, text('version'), report),
    title: titles.length === 0 ? { [fallback]: name } : title,
    translations: readTranslations(sheet, first, text('dtm::translations'), report),
    endings: readEndings(sheet, report),
  };
}

const cellOf = (row: SheetRow | undefined, key: string) =>
  row?.cells.find(({ header }) => header.key === key);

const placeOf = (sheet: Sheet, row: SheetRow | undefined, key: string) => {
  const cell = cellOf(row, key);
  if (!row || !cell) return { sheet: sheet.name };
  return { sheet: sheet.name, row: row.row, column: cell.header.column };
};

function readName(sheet: Sheet, row: SheetRow | undefined, fileName: string, report: Report): string {
  const given = cellOf(row, 'form_id')?.text;
  const wanted = given ?? fileName;
  const name = wanted
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 64);
  const place = placeOf(sheet, row, 'form_id');
  if (name === '') {
    report.refuse('bad_form_id', 'form_id needs letters from a to z, like "dtm-flow".', place);
    return 'form';
  }
  if (given === undefined)
    report.warn('no_form_id', `The settings have no form_id; "${name}" is taken.`, place);
  else if (name !== given)
    report.warn('form_id_changed', `form_id "${given}" becomes "${name}" here.`, place);
  return name;
}

function readVersion(
  sheet: Sheet,
  row: SheetRow | undefined,
  text: string | undefined,
  report: Report,
): number {
  const place = placeOf(sheet, row, 'version');
  if (text === undefined) {
    report.warn('no_version', 'The settings have no version; 1 is taken.', place);
    return 1;
  }
  const version = Number(text);
  if (Number.isInteger(version) && version >= 1 && version < maxVersion) return version;
  report.refuse(
    'bad_version',
    `The version must be a whole number from 1, below ${maxVersion}; "${text}" is not.`,
    place,
  );
  return 1;
}

/** "en source, es reviewed" */
function readTranslations(
  sheet: Sheet,
  row: SheetRow | undefined,
  text: string | undefined,
  report: Report,
): Form['translations'] | undefined {
  if (text === undefined) return undefined;
  const pairs = text.split(/[,;\s]+/).filter((word) => word !== '');
  const found: Record<string, State> = {};
  for (let at = 0; at < pairs.length; at += 2) {
    const [language = '', state = ''] = pairs.slice(at, at + 2);
    if (/^[a-z]{2,3}$/.test(language) && states.includes(state)) found[language] = state as State;
    else
      report.refuse(
        'bad_translations',
        `dtm::translations has "${language} ${state}"; write a language and source, draft or reviewed, like "en source, es draft".`,
        placeOf(sheet, row, 'dtm::translations'),
      );
  }
  return found;
}

function readEndings(sheet: Sheet, report: Report): Form['endings'] | undefined {
  const endings: { when: Expression; page: EndingPage }[] = [];
  for (const row of sheet.rows) {
    const page = cellOf(row, 'dtm::ending');
    const when = cellOf(row, 'dtm::ending_when');
    if (!page && !when) continue;
    const name = endingPages.find((known) => known === page?.text);
    if (name === undefined) {
      report.refuse('bad_ending', `dtm::ending must be one of ${endingPages.join(', ')}.`, {
        sheet: sheet.name,
        row: row.row,
      });
      continue;
    }
    const parsed = parseExpression(when?.text ?? '');
    if ('expression' in parsed) endings.push({ when: parsed.expression, page: name });
    else
      report.refuse('bad_expression', `dtm::ending_when ${parsed.reason}.`, {
        ...placeOf(sheet, row, when ? 'dtm::ending_when' : 'dtm::ending'),
      });
  }
  return endings.length === 0 ? undefined : endings;
}
