/**
 * A submission as one flat row: the canonical export. One column a question; a select_multiple has one 0/1 column a
 * choice, `needs/food`; a note has none. Empty: not asked, or shown and skipped; which of the two, the column `skipped` says.
 */
import type { Answers, Form, Question } from '../protocol/form.ts';
import { isAsked } from './order.ts';
import { numberText } from './read-number.ts';

export interface Column {
  readonly header: string;
  readonly question: Question;
  /** Set for the 0/1 columns of a select_multiple. */
  readonly choice?: string;
}

export function columnsOf(form: Form): Column[] {
  const answered = form.questions.filter((question) => isAsked(question) || question.type === 'calculate');
  return answered.flatMap((question): Column[] =>
    question.type === 'select_multiple'
      ? (question.choices ?? []).map(({ name }) => ({
          header: `${question.name}/${name}`,
          question,
          choice: name,
        }))
      : [{ header: question.name, question }],
  );
}

/** One cell a column, in the columns' order. */
export function flattenAnswers(columns: readonly Column[], answers: Answers): string[] {
  return columns.map(({ question, choice }) => {
    const answer = Object.hasOwn(answers, question.name) ? answers[question.name] : undefined;
    if (answer === undefined || answer === null) return '';
    if (choice !== undefined) return Array.isArray(answer) && answer.includes(choice) ? '1' : '0';
    return typeof answer === 'number' ? numberText(answer) : String(answer);
  });
}

/** Names of the questions shown and skipped, space-separated, in the form's order. */
export function skippedQuestions(form: Form, answers: Answers): string {
  return form.questions
    .filter(({ name }) => Object.hasOwn(answers, name) && answers[name] === null)
    .map(({ name }) => name)
    .join(' ');
}
