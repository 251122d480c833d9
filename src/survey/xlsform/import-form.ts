/**
 * An XLSForm's cells → a form, or everything that stands against it. Nothing is dropped in silence: what is not taken over is
 * named by sheet, row and column, as a refusal where the form would mean something else without it, else as a warning.
 */
import type { Choice, Form, Question } from '../../protocol/form.ts';
import { checkSoundness } from '../form-soundness.ts';
import { columnsUsed } from '../references.ts';
import { choicesColumns, settingsColumns, surveyColumns } from './columns.ts';
import { readSheet, type Sheet } from './headers.ts';
import { languageCode } from './languages.ts';
import { type ChoiceList, columnOf, readChoices } from './read-choices.ts';
import { readSettings } from './read-settings.ts';
import { type ReadRow, type ReadSurvey, readSurvey } from './read-survey.ts';
import { type CellFinding, defined, Report, type Table } from './tables.ts';

export interface ImportOptions {
  /** Of the file, without its ending: the form's name where the settings give none. */
  readonly fileName: string;
  /** Names of the external lists there are; undefined: any may be. */
  readonly lists?: readonly string[] | undefined;
}

export type Imported =
  | { readonly kind: 'form'; readonly form: Form; readonly findings: readonly CellFinding[] }
  | { readonly kind: 'refused'; readonly findings: readonly CellFinding[] };

const sheetNames = ['survey', 'choices', 'external_choices', 'settings'];
/** Sheets that would do something if they were read. */
const activeSheets: Readonly<Record<string, string>> = {
  entities: 'keeps a register of people or things; nothing here does.',
  osm: 'asks for exact places; nothing here may.',
};

export function importForm(tables: readonly Table[], options: ImportOptions): Imported {
  const report = new Report();
  const byName = sheetsByName(tables, report);
  const fallback = defaultLanguage(byName.get('settings'), report);
  const read = (name: string, rules: typeof surveyColumns) =>
    readSheet(byName.get(name) ?? { sheet: name, rows: [] }, rules, fallback, report);
  const settings = readSettings(read('settings', settingsColumns), options.fileName, fallback, report);
  const choices = read('choices', choicesColumns);
  const external = read('external_choices', choicesColumns);
  const survey = read('survey', surveyColumns);
  const lists = joined(readChoices(choices, report), readChoices(external, report), report);
  const walked = readSurvey({ sheet: survey, lists, report });
  if (walked.rows.length === 0 && !report.isRefused)
    report.refuse('empty_form', 'The sheet "survey" asks nothing.', { sheet: 'survey' });
  const questions = withChoices(walked, lists, survey, report);
  sayUnused(walked, lists, [choices, external], report);
  const form = defined<Form>({
    name: settings.name,
    version: settings.version,
    title: settings.title,
    languages: languagesOf(byName.get('settings'), [survey, choices, external], fallback, report),
    translations: settings.translations,
    pages: [...walked.pages],
    questions: inOrder(walked, questions, survey, report),
    offer_after: walked.offerAfter,
    endings: settings.endings,
  });
  const rowOf = new Map(walked.rows.map(({ question, row }) => [question.name, row]));
  for (const { key, ...finding } of checkSoundness(form, options.lists)) {
    const row = finding.question === undefined ? undefined : rowOf.get(finding.question);
    report.findings.push({
      ...finding,
      sheet: key.startsWith('dtm::ending') ? 'settings' : 'survey',
      ...(row ? { row: row.row, ...columnOf(row, key) } : {}),
    });
  }
  const findings = report.findings;
  return report.isRefused ? { kind: 'refused', findings } : { kind: 'form', form, findings };
}

function sheetsByName(tables: readonly Table[], report: Report): Map<string, Table> {
  const byName = new Map<string, Table>();
  for (const table of tables) {
    const name = table.sheet.trim().toLowerCase();
    const isEmpty = !table.rows.some((cells) => cells.some((text) => text.trim() !== ''));
    const active = Object.hasOwn(activeSheets, name) ? activeSheets[name] : undefined;
    if (sheetNames.includes(name) && !byName.has(name)) byName.set(name, table);
    else if (isEmpty) continue;
    else if (sheetNames.includes(name))
      report.refuse('sheet_twice', `There are two sheets "${name}".`, { sheet: table.sheet });
    else if (active !== undefined)
      report.refuse('refused_sheet', `The sheet "${table.sheet}" ${active}`, { sheet: table.sheet });
    else
      report.warn(
        'unknown_sheet',
        `The sheet "${table.sheet}" is not read; known are ${sheetNames.join(', ')}.`,
        {
          sheet: table.sheet,
        },
      );
  }
  if (!byName.has('survey')) report.refuse('no_survey', 'There is no sheet "survey".', {});
  return byName;
}

/** What a column without a language is in: the settings say it, else English. */
function defaultLanguage(settings: Table | undefined, report: Report): string {
  const text = settings && defaultLanguageText(settings);
  if (text === undefined) return 'en';
  const code = languageCode(text);
  if (code === undefined)
    report.refuse(
      'unknown_language',
      `default_language "${text}" is not known; write it like "Español (es)".`,
      {
        sheet: 'settings',
      },
    );
  return code ?? 'en';
}

function defaultLanguageText(settings: Table): string | undefined {
  const silent = new Report();
  const [row] = readSheet(settings, settingsColumns, 'en', silent).rows;
  return row?.cells.find(({ header }) => header.key === 'default_language')?.text;
}

function joined(
  inside: ReadonlyMap<string, ChoiceList>,
  external: ReadonlyMap<string, ChoiceList>,
  report: Report,
): Map<string, ChoiceList> {
  const lists = new Map(inside);
  for (const [name, list] of external) {
    if (lists.has(name))
      report.refuse('list_twice', `The list "${name}" is in choices and in external_choices.`, {
        sheet: list.sheet,
      });
    else lists.set(name, list);
  }
  return lists;
}

/** Choices go into the questions that use them, with the columns that some filter looks at. */
function withChoices(
  { rows }: ReadSurvey,
  lists: ReadonlyMap<string, ChoiceList>,
  survey: Sheet,
  report: Report,
): Question[] {
  const made = new Map<string, Choice[]>();
  return rows.map(({ question, row, list }) => {
    if (list === undefined) return question;
    const found = lists.get(list);
    if (!found) {
      report.refuse('unknown_list', `There is no list "${list}" in the sheet "choices".`, {
        sheet: survey.name,
        row: row.row,
        ...columnOf(row, question.type === 'select_one_from_file' ? 'dtm::choices' : 'type'),
        question: question.name,
      });
      return question;
    }
    const choices = made.get(list) ?? found.choices.map((read) => withColumns(read, usedColumns(rows, list)));
    made.set(list, choices);
    return { ...question, choices };
  });
}

/** Of a list beside an external one nobody filters the own choices. */
function usedColumns(rows: readonly ReadRow[], list: string): ReadonlySet<string> {
  const filters = rows
    .filter((row) => row.list === list && row.question.type !== 'select_one_from_file')
    .map(({ question }) => question.choice_filter)
    .filter((filter) => filter !== undefined);
  return new Set(filters.flatMap(columnsUsed));
}

function withColumns({ choice, extra }: ChoiceList['choices'][number], used: ReadonlySet<string>): Choice {
  const columns = Object.entries(extra).filter(([key]) => used.has(key));
  return columns.length === 0 ? choice : { ...choice, columns: Object.fromEntries(columns) };
}

/** Lists that no question uses, and columns of choices that no filter looks at. */
function sayUnused(
  { rows }: ReadSurvey,
  lists: ReadonlyMap<string, ChoiceList>,
  sheets: readonly Sheet[],
  report: Report,
): void {
  const used = new Set(rows.map(({ list }) => list));
  for (const { name, sheet, choices } of lists.values()) {
    if (used.has(name)) continue;
    const numbers = choices.map(({ row }) => row);
    for (const [row, lastRow] of runs(numbers))
      report.warn('unused_list', `The list "${name}" is used by no question and left out.`, {
        sheet,
        row,
        lastRow,
      });
  }
  for (const { name, headers } of sheets)
    for (const { key, column, language } of headers) {
      if (choicesColumns.columns.has(key) || language !== undefined) continue;
      const without = [...lists.values()].filter(
        (list) =>
          list.sheet === name &&
          used.has(list.name) &&
          !usedColumns(rows, list.name).has(key) &&
          list.choices.some(({ extra }) => Object.hasOwn(extra, key)),
      );
      for (const list of without)
        for (const [row, lastRow] of runs(list.choices.map((read) => read.row)))
          report.warn(
            'unused_column',
            `"${key}" is left out: no choice_filter of "${list.name}" looks at it.`,
            {
              sheet: name,
              column,
              row,
              lastRow,
            },
          );
    }
}

/** 5, 6, 7, 12 → 5–7 and 12. */
function runs(numbers: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found[found.length - 1];
    if (last && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found;
}

function languagesOf(
  settings: Table | undefined,
  sheets: readonly Sheet[],
  fallback: string,
  report: Report,
): string[] {
  const headers = sheets.flatMap((sheet) => sheet.headers.filter(({ language }) => language !== undefined));
  const spoken = new Set(headers.map(({ language }) => language ?? fallback));
  const isSaid = settings !== undefined && defaultLanguageText(settings) !== undefined;
  if (!isSaid && spoken.has(fallback) && !headers.every(({ language }) => language !== fallback))
    sayAssumed(sheets, fallback, report);
  const first = isSaid || spoken.size === 0 ? [fallback] : [];
  return [...new Set([...first, ...spoken])];
}

function sayAssumed(sheets: readonly Sheet[], fallback: string, report: Report): void {
  report.warn(
    'language_assumed',
    `No default_language is set: columns without a language are taken as ${fallback}.`,
    sheets[0] ? { sheet: sheets[0].name, row: 1 } : {},
  );
}

/** dtm::order: the place of a question where it differs from the order of asking. */
function inOrder(
  walked: ReadSurvey,
  questions: readonly Question[],
  survey: Sheet,
  report: Report,
): Question[] {
  const places = walked.rows.map(({ row }) => row.cells.find(({ header }) => header.key === 'dtm::order'));
  if (places.every((cell) => cell === undefined)) return [...questions];
  const numbers = places.map((cell) => Number(cell?.text ?? Number.NaN));
  const isOrder = numbers.every(Number.isFinite) && new Set(numbers).size === numbers.length;
  if (!isOrder) {
    report.refuse('bad_order', 'dtm::order needs a number of its own for every question, or none at all.', {
      sheet: survey.name,
    });
    return [...questions];
  }
  return questions
    .map((question, index) => ({ question, place: numbers[index] ?? 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ question }) => question);
}
