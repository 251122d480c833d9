/** The machine-readable dictionary that goes with an export: a row a column of the export, in its order. */
import type { Form } from '../../protocol/form.ts';
import { dictionaryOf } from '../../survey/dictionary.ts';
import { csvLine } from './csv.ts';

export function dictionaryCsv(form: Form, language: string): string {
  const rows = dictionaryOf(form, language);
  const columns = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[];
  return csvLine(columns) + rows.map((row) => csvLine(columns.map((column) => row[column]))).join('');
}
