/** A submission as one row of the canonical export: fixed columns, then one per question, then what was skipped. */
import type { Answers, Form } from '../../protocol/form.ts';
import { columnsOf, flattenAnswers, skippedQuestions } from '../../survey/flatten.ts';
import type { SubmissionsTable } from '../store/tables.ts';

const fixedColumns = [
  'submission_id',
  'form',
  'form_version',
  'operation',
  'round',
  'site_id',
  'admin1_pcode',
  'admin2_pcode',
  'date',
  'hour',
  'language',
  'status',
] as const;

export interface RowShape {
  readonly header: readonly string[];
  cells(row: SubmissionsTable): string[];
}

export function rowShape(form: Form): RowShape {
  const columns = columnsOf(form);
  return {
    header: [...fixedColumns, ...columns.map(({ header }) => header), 'skipped'],
    cells: (row) => {
      const answers = JSON.parse(row.answers) as Answers;
      return [
        row.submission_id,
        row.form_name,
        String(row.form_version),
        row.operation,
        String(row.round),
        row.site_id,
        row.admin1_pcode,
        row.admin2_pcode,
        row.earliest_date === row.latest_date ? row.earliest_date : '',
        row.hour === null ? '' : String(row.hour),
        row.language,
        row.status,
        ...flattenAnswers(columns, answers),
        skippedQuestions(form, answers),
      ];
    },
  };
}
