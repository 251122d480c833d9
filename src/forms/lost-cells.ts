/**
 * Cells that a reader of values does not see: formulas that were never computed, and errors such as #REF!. The library reads
 * them as empty; here they are found in the sheets' own XML, so that nobody takes a lost cell for an empty one.
 */
import type { CellFinding } from '../survey/xlsform/tables.ts';

export function lostCells(parts: ReadonlyMap<string, Buffer>): CellFinding[] {
  return sheetFiles(parts).flatMap(({ name, xml }) =>
    [...xml.matchAll(/<c\s([^>]*?)>(.*?)<\/c>/gs)].flatMap(
      ([, attributes = '', content = '']): CellFinding[] => {
        const [, letters, row] = /\br="([A-Z]{1,3})(\d+)"/.exec(attributes) ?? [];
        const hasFormula = /<f[\s>/]/.test(content);
        const isError = /\bt="e"/.test(attributes);
        if (letters === undefined || (!hasFormula && !isError)) return [];
        const place = { sheet: name, row: Number(row), column: columnOf(letters) };
        if (isError)
          return [
            {
              severity: 'refuse',
              code: 'error_cell',
              text: 'This cell shows an error of the spreadsheet.',
              ...place,
            },
          ];
        if (/<v>[^<]/.test(content) || /<t[\s>]/.test(content)) return [];
        return [
          {
            severity: 'refuse',
            code: 'formula',
            text: 'This formula has no result in the file; open it in a spreadsheet program and save it, or write the value.',
            ...place,
          },
        ];
      },
    ),
  );
}

/** The sheets by their names, as the workbook and its relations say. */
function sheetFiles(parts: ReadonlyMap<string, Buffer>): { name: string; xml: string }[] {
  const text = (path: string) => parts.get(path)?.toString('utf8') ?? '';
  const relations = new Map(
    [...text('xl/_rels/workbook.xml.rels').matchAll(/<Relationship\s([^>]*)>/g)].map(
      ([, attributes = '']) => [
        attribute(attributes, 'Id'),
        attribute(attributes, 'Target').replace(/^\/?(xl\/)?/, 'xl/'),
      ],
    ),
  );
  return [...text('xl/workbook.xml').matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].map(([, attributes = '']) => ({
    name: unescaped(attribute(attributes, 'name')),
    xml: text(relations.get(attribute(attributes, 'r:id')) ?? ''),
  }));
}

const attribute = (attributes: string, name: string): string =>
  new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const unescaped = (text: string): string =>
  text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);

const columnOf = (letters: string): number =>
  [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
