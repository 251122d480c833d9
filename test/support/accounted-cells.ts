/**
 * The promise of the import: every cell that has something in it is either in the form, and so in the XLSForm made of it, or named
 * in the report. Here cells are compared by what they mean: yes is TRUE, 1.0 is 1, an expression is its tree.
 */
import { exportForm } from '../../src/survey/xlsform/export-form.ts';
import type { Imported } from '../../src/survey/xlsform/import-form.ts';
import { languageCode } from '../../src/survey/xlsform/languages.ts';
import { parseExpression } from '../../src/survey/xlsform/parse-expression.ts';
import { printExpression } from '../../src/survey/xlsform/print-expression.ts';
import { readType } from '../../src/survey/xlsform/question-types.ts';
import { readYesNo, type Table } from '../../src/survey/xlsform/tables.ts';

const sheets = ['survey', 'choices', 'external_choices', 'settings'];
const both = { hasSelf: true, hasColumns: true };

/** The cells that are neither in the form nor named, as "survey R3C2: text". Of a refused form: none is looked at. */
export function unaccountedCells(tables: readonly Table[], imported: Imported): string[] {
  if (imported.kind === 'refused') return [];
  const exported = exportForm(imported.form);
  if (exported.kind === 'refused') throw new Error(exported.problems.join('; '));
  const kept = new Set(exported.tables.flatMap(({ rows }) => rows.flat()).flatMap(meanings));
  const expressions = exported.tables
    .flatMap(({ rows }) => rows.flat())
    .map(printed)
    .filter((text) => text !== '');
  const isNamed = (sheet: string, row: number, column: number) =>
    imported.findings.some(
      (finding) =>
        (finding.sheet === undefined || finding.sheet === sheet) &&
        (finding.row === undefined || (row >= finding.row && row <= (finding.lastRow ?? finding.row))) &&
        (finding.column === undefined || finding.column === column),
    );
  return tables.flatMap(({ sheet, rows }) => {
    if (!sheets.includes(sheet.trim().toLowerCase())) {
      const isSaid = rows.every((cells) => cells.every((text) => text.trim() === '')) || isNamed(sheet, 1, 0);
      return isSaid ? [] : [`${sheet}: not named`];
    }
    const first = rows.findIndex((cells) => cells.some((text) => text.trim() !== ''));
    const head = (rows[first] ?? []).map((text) => text.trim().toLowerCase().replace(/[ _]+/g, '_'));
    return rows.slice(first + 1).flatMap((cells, index) => {
      const row = first + 2 + index;
      return cells.flatMap((text, column) => {
        const title = head[column] ?? '';
        const isFine =
          text.replace(/[\s\u00a0\u200b\ufeff]/g, '') === '' ||
          isNamed(sheet, row, column) ||
          isNothing(title, text) ||
          isEnd(cells) ||
          meanings(text).some((meaning) => kept.has(meaning)) ||
          (printed(text) !== '' && expressions.some((expression) => expression.includes(printed(text)))) ||
          (title === 'parameters' && parameterWords(text).every((word) => isKeptParameter(word, kept)));
        return isFine ? [] : [`${sheet} R${row}C${column} (${title}): ${text}`];
      });
    });
  });
}

/** Lists are called after their first question; a row that is not disabled is simply there. */
const isNothing = (title: string, text: string): boolean =>
  title === 'list_name' || title === 'list' || (title === 'disabled' && readYesNo(text) === false);

/** Its name only repeats the beginning's; anything else in it is named. */
const isEnd = (cells: readonly string[]): boolean => cells.some((text) => readType(text).kind === 'end');

function meanings(text: string): string[] {
  const tidy = text.replace(/\r\n?/g, '\n').replace(/^[\s\u00a0\u200b\ufeff]+|[\s\u00a0\u200b\ufeff]+$/g, '');
  if (tidy === '') return [];
  const type = readType(tidy);
  const slug = tidy
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return [
    tidy,
    ...(readYesNo(tidy) === undefined ? [] : [`yes or no: ${readYesNo(tidy)}`]),
    ...(Number.isFinite(Number(tidy)) ? [`number: ${Number(tidy)}`] : []),
    ...(type.kind === 'question' ? [`type: ${type.type}`] : [`group: ${type.kind}`]).filter(
      (word) => word !== 'group: refused',
    ),
    ...(/^[a-z][a-z0-9-]*$/.test(slug) && slug === tidy ? [`slug: ${slug}`] : []),
    ...(languageCode(tidy) === undefined ? [] : [`language: ${languageCode(tidy)}`]),
  ];
}

function printed(text: string): string {
  const parsed = parseExpression(text, both);
  if ('reason' in parsed) return '';
  const again = printExpression(parsed.expression);
  return 'text' in again ? again.text : '';
}

const parameterWords = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/\s*=\s*/g, '=')
    .split(/[\s,;]+/)
    .filter((word) => word !== '');

const isKeptParameter = (word: string, kept: ReadonlySet<string>): boolean => {
  const [key, value] = word.split('=');
  // Said by other words: no rotation is the rule.
  if (key === 'randomize') return true;
  return [...kept].some((cell) => parameterWords(cell).some((own) => own === `${key}=${Number(value)}`));
};
