/** XLSForms written down in a test: a sheet is its name and its rows, cells apart by "|". */
import type { Table } from '../../src/survey/xlsform/tables.ts';

export const sheet = (name: string, ...rows: string[]): Table => ({
  sheet: name,
  rows: rows.map((row) => row.split('|').map((cell) => cell.replace(/^ | $/g, '').replaceAll('\\n', '\n'))),
});

export interface OthersForm {
  readonly title: string;
  readonly tables: readonly Table[];
  /** What the report must say, in any order; with "refuse" in front where the form is not taken. Nothing: it is taken whole. */
  readonly says: readonly string[];
}
