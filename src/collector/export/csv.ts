/**
 * CSV (RFC 4180) that a spreadsheet opens as data and never as a formula: a cell that begins with one of the signs that
 * start one gets an apostrophe before it. A plain number keeps its minus sign.
 */

const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/;
const plainNumber = /^-?\d+(\.\d+)?$/;

export function csvCell(value: string): string {
  const safe = startsFormula.test(value) && !plainNumber.test(value) ? `'${value}` : value;
  // RFC 4180 section 2, rules 6 and 7.
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
