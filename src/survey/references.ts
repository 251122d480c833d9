/** What an expression looks at, and what follows from it for the questions that it belongs to. */
import type { Expression, Form, Question } from '../protocol/form.ts';

/** Names of the questions (and facts of the site) that an expression refers to; '.' among them. */
export function references(expression: Expression): string[] {
  if (typeof expression !== 'object' || 'column' in expression) return [];
  if ('ref' in expression) return [expression.ref];
  return [...new Set(expression.args.flatMap(references))];
}

/** Names of the columns of a list that a choice filter looks at. */
export function columnsUsed(expression: Expression): string[] {
  if (typeof expression !== 'object' || 'ref' in expression) return [];
  if ('column' in expression) return [expression.column];
  return [...new Set(expression.args.flatMap(columnsUsed))];
}

/** The expressions of a question, by the XLSForm column they stand in. */
export const expressionColumns = ['relevant', 'constraint', 'choice_filter', 'calculation'] as const;
export type ExpressionColumn = (typeof expressionColumns)[number];

export function expressionsOf(question: Question): { column: ExpressionColumn; expression: Expression }[] {
  return expressionColumns.flatMap((column) => {
    const expression = question[column];
    return expression === undefined ? [] : [{ column, expression }];
  });
}

/** What decides which choices a question has. */
export const choiceDependencies = ({ choice_filter, parent }: Question): string[] =>
  (choice_filter === undefined ? [] : references(choice_filter)).concat(parent ?? []);

/** What could single somebody out: words, dates, exact figures. */
const singlesOut: readonly Question['type'][] = ['text', 'date', 'decimal'];

/** Names of the questions that are exported and never charted, calculations made from such answers among them. */
export function exportedOnly(form: Form): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, type, calculation } of form.questions) {
    const copies = calculation !== undefined && references(calculation).some((from) => names.has(from));
    if (singlesOut.includes(type) || (type === 'calculate' && copies)) names.add(name);
  }
  return names;
}
