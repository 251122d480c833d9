/**
 * An XLSForm as plain cells, and what is said about them. Reading and writing .xlsx is elsewhere: here a workbook is tables of
 * strings, so that the same code is tested with cells that no spreadsheet would ever hold.
 */
import type { Finding } from '../form-finding.ts';

export interface Table {
  readonly sheet: string;
  /** Row by row, the first one the header; '' is an empty cell. */
  readonly rows: readonly (readonly string[])[];
}

/** Where in a workbook something stands. Without a row the whole sheet is meant, without a column the whole row or rows. */
export interface Place {
  readonly sheet?: string;
  /** From 1, as spreadsheets count. */
  readonly row?: number;
  /** Where more than one row is meant: the last one. */
  readonly lastRow?: number;
  /** From 0. */
  readonly column?: number;
}

export type CellFinding = Finding & Place;

/** Collects everything that is wrong, so that nobody mends a form one problem at a time. */
export class Report {
  readonly findings: CellFinding[] = [];

  refuse(code: string, text: string, place: Place & { readonly question?: string }): void {
    this.findings.push({ severity: 'refuse', code, text, ...place });
  }

  warn(code: string, text: string, place: Place & { readonly question?: string }): void {
    this.findings.push({ severity: 'warn', code, text, ...place });
  }

  get isRefused(): boolean {
    return this.findings.some(({ severity }) => severity === 'refuse');
  }
}

/** 0 → 'A', 27 → 'AB'. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

/** 'A' → 0, 'AB' → 27. */
export const columnNumber = (letters: string): number =>
  [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** "survey, row 7, column D: …" */
export function placeText({ sheet, row, lastRow, column }: Place): string {
  const rows = lastRow !== undefined && lastRow !== row ? `rows ${row} to ${lastRow}` : `row ${row}`;
  return [
    ...(sheet === undefined ? [] : [sheet]),
    ...(row === undefined ? [] : [rows]),
    ...(column === undefined ? [] : [`column ${columnLetters(column)}`]),
  ].join(', ');
}

/** The object without its undefined fields, as the types of forms want it. */
export function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as T;
}

const yes = new Set(['yes', 'true', 'true()', '1', 'x']);
const no = new Set(['no', 'false', 'false()', '0']);

export function readYesNo(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return yes.has(word) ? true : no.has(word) ? false : undefined;
}
