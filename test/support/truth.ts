/** Truth that was played, and rows that were exported, brought to one shape so that they can be compared. */
import type { Form } from '../../src/protocol/form.ts';
import type { VisitTruth } from '../../src/simulate/truth.ts';

export interface Row {
  readonly status: string;
  readonly language: string;
  /** By question: null is shown and skipped; several choices in alphabetical order. */
  readonly answers: Readonly<Record<string, string | readonly string[] | null>>;
}

/** @param cells one exported row by header. Calculations and notes are left out: nobody was asked. */
export function rowOf(form: Form, cells: Readonly<Record<string, string>>): Row {
  const skipped = new Set((cells.skipped ?? '').split(' '));
  const answers: Record<string, string | string[] | null> = {};
  for (const { name, type, choices } of form.questions) {
    if (type === 'calculate' || type === 'note') continue;
    if (skipped.has(name)) answers[name] = null;
    else if (type === 'select_multiple') {
      const columns = (choices ?? []).map(
        (choice) => [choice.name, cells[`${name}/${choice.name}`]] as const,
      );
      if (columns.every(([, cell]) => cell === '')) continue;
      answers[name] = columns
        .filter(([, cell]) => cell === '1')
        .map(([choice]) => choice)
        .sort();
    } else if (cells[name] !== '') answers[name] = cells[name] ?? '';
  }
  return { status: cells.status ?? '', language: cells.language ?? '', answers };
}

/** Visits that must show in the export. */
export const recorded = (visits: readonly VisitTruth[]): VisitTruth[] =>
  visits.filter(({ status }) => status === 'complete' || status === 'abandoned');

export function truthRow(visit: VisitTruth): Row {
  const answers = Object.fromEntries(
    Object.entries(visit.answers).map(([name, value]) => [
      name,
      typeof value === 'number' ? String(value) : value,
    ]),
  );
  return { status: visit.status, language: visit.language, answers: answers as Row['answers'] };
}

/**
 * Whether this exported row can be what the visit left, or no row at all. What was acknowledged must be there as it was
 * given; what was sent while the connection broke may be there or not.
 */
export function canBeRow(visit: VisitTruth, row: Row | undefined): boolean {
  if (!row) return visit.status === 'none' || visit.status === 'deleted' || visit.unsureOf === 'delete';
  if (visit.status === 'deleted') return false;
  const { answers: given, language } = truthRow(visit);
  const { answers: maybe } = truthRow({ ...visit, answers: visit.unacknowledged });
  const isExplained = Object.entries(row.answers).every(
    ([name, value]) => isSame(given[name], value) || isSame(maybe[name], value),
  );
  const isKept = Object.entries(given).every(
    ([name, value]) => isSame(row.answers[name], value) || isSame(row.answers[name], maybe[name]),
  );
  const mayBeComplete = visit.unsureOf === 'answer' || visit.unsureOf === 'finish';
  const isStatus =
    row.status === visit.status ||
    (visit.status !== 'complete' && (row.status === 'abandoned' || mayBeComplete));
  return isExplained && isKept && isStatus && row.language === language;
}

/** Present and equal. */
const isSame = (a: unknown, b: unknown): boolean =>
  a !== undefined && JSON.stringify(a) === JSON.stringify(b);

/** One line for one row, the same for the same content. */
export const lineOf = ({ status, language, answers }: Row): string =>
  JSON.stringify([status, language, Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1))]);
