/** Tables → a .xlsx file. Every cell is a text, so that "01" stays "01" and nothing becomes a formula. */
import writeExcelFile from 'write-excel-file/node';
import type { Table } from '../survey/xlsform/tables.ts';

/**
 * write-excel-file 4.1 looks texts up in a plain object, and writes a broken file for "constructor" (a builder, in Spanish). A
 * space behind it is trimmed by everybody who reads XLSForms.
 */
const safeText = (text: string): string => (text in {} ? `${text} ` : text);

export async function writeXlsx(tables: readonly Table[]): Promise<Buffer> {
  const sheets = tables.map(({ sheet, rows }) => ({
    sheet,
    stickyRowsCount: 1,
    data: rows.map((cells, index) =>
      cells.map((text) =>
        text === ''
          ? null
          : { value: safeText(text), type: String, ...(index === 0 ? { fontWeight: 'bold' as const } : {}) },
      ),
    ),
  }));
  return writeExcelFile(sheets).toBuffer();
}
