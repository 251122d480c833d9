/**
 * Cells that a reader of values does not see: formulas that were never computed, errors such as #REF!, and whatever else the
 * library passed over. They are found in the sheets' own XML, cell by cell, and held against what was read, so that nobody takes a
 * lost cell for an empty one.
 */
import { type CellFinding, columnNumber, type Table } from '../survey/xlsform/tables.ts';
import { attributesOf, walkXml } from './walk-xml.ts';

/** @param tables what was read of these parts, sheet by sheet in the workbook's order */
export function lostCells(parts: ReadonlyMap<string, Buffer>, tables: readonly Table[]): CellFinding[] {
  return sheetPaths(parts).flatMap((path, index) => {
    const table = tables[index];
    const xml = textOf(parts, path);
    return table ? cellsOf(xml).flatMap((cell) => findingsOf(cell, table)) : [];
  });
}

interface Cell {
  /** From 1. */
  readonly row: number;
  /** From 0. */
  readonly column: number;
  readonly type: string | undefined;
  hasFormula: boolean;
  /** There is a place for a result, be it empty. */
  hasResult: boolean;
  hasContent: boolean;
}

const reasons = {
  error_cell: 'This cell shows an error of the spreadsheet.',
  formula:
    'This formula has no result in the file; open it in a spreadsheet program and save it, or write the value.',
  unread_cell: 'What stands in this cell could not be read; write it anew as plain text.',
} as const;

function findingsOf(cell: Cell, table: Table): CellFinding[] {
  const code = faultOf(cell, table);
  if (code === undefined) return [];
  const { row, column } = cell;
  return [{ severity: 'refuse', code, text: reasons[code], sheet: table.sheet, row, column }];
}

function faultOf(cell: Cell, table: Table): keyof typeof reasons | undefined {
  if (cell.type === 'e') return 'error_cell';
  // The result of a text formula may be an empty text.
  if (cell.hasFormula && !cell.hasContent)
    return cell.type === 'str' && cell.hasResult ? undefined : 'formula';
  // A shared text may be an empty one.
  if (!cell.hasContent || cell.type === 's') return undefined;
  const read = table.rows[cell.row - 1]?.[cell.column] ?? '';
  return read === '' ? 'unread_cell' : undefined;
}

/** Only cells that may hold something: a styled empty one is nothing. */
function cellsOf(xml: string): Cell[] {
  const cells: Cell[] = [];
  let cell: Cell | undefined;
  let isValue = false;
  for (const part of walkXml(xml)) {
    const { kind, name, start, end } = part;
    if (kind === 'open' || kind === 'empty') {
      if (name === 'c') {
        const made = cellAt(attributesOf(xml, part));
        if (kind === 'open') cell = made;
        // An error without its name is one all the same.
        else if (made?.type === 'e') cells.push(made);
      } else if (cell && name === 'f') cell.hasFormula = true;
      else if (cell && (name === 'v' || name === 't')) {
        cell.hasResult = true;
        isValue = kind === 'open';
      }
    } else if (kind === 'close') {
      if (name === 'v' || name === 't') isValue = false;
      if (name === 'c' && cell) {
        if (cell.hasFormula || cell.hasContent || cell.type === 'e') cells.push(cell);
        cell = undefined;
      }
    } else if (kind === 'text' && cell && isValue) cell.hasContent ||= /\S/.test(xml.slice(start, end));
  }
  return cells;
}

function cellAt(attributes: ReadonlyMap<string, string>): Cell | undefined {
  const [, letters = '', row] = /^([A-Z]{1,3})(\d+)$/.exec(attributes.get('r') ?? '') ?? [];
  if (row === undefined) return undefined;
  return {
    row: Number(row),
    column: columnNumber(letters),
    type: attributes.get('t'),
    hasFormula: false,
    hasResult: false,
    hasContent: false,
  };
}

/** Where the sheets are, in the workbook's order, as the workbook and its relations say. */
function sheetPaths(parts: ReadonlyMap<string, Buffer>): string[] {
  const tagsNamed = (path: string, wanted: string) => {
    const xml = textOf(parts, path);
    const found: ReadonlyMap<string, string>[] = [];
    for (const part of walkXml(xml))
      if (part.name === wanted && part.kind !== 'close') found.push(attributesOf(xml, part));
    return found;
  };
  const targets = new Map(
    tagsNamed('xl/_rels/workbook.xml.rels', 'Relationship').map((attributes) => [
      attributes.get('Id'),
      attributes.get('Target') ?? '',
    ]),
  );
  return tagsNamed('xl/workbook.xml', 'sheet')
    .filter((attributes) => attributes.get('name'))
    .map((attributes) => targets.get(attributes.get('id')) ?? '')
    .map((target) => (target.startsWith('/') ? target.slice(1) : `xl/${target}`));
}

const textOf = (parts: ReadonlyMap<string, Buffer>, path: string): string =>
  parts.get(path)?.toString('utf8') ?? '';
