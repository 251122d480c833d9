/**
 * Where a form may ask which modules are switched on at the site. The collector does not know, and judges as if all were: so with
 * more modules there may only ever be more questions and choices, never fewer and never other values. `selected(${site_modules},
 * 'x')`, with `and` and `or` round it, in the relevance of a question or in a choice filter, is all that is known to hold to that.
 */
import type { Expression, Form, Question } from '../protocol/form.ts';
import { expressionsOf, references } from './references.ts';
import { refuse, type SoundnessFinding } from './soundness-finding.ts';

export function moduleFaults(form: Form): SoundnessFinding[] {
  const inQuestions = form.questions.flatMap((question) =>
    expressionsOf(question)
      .filter(({ column, expression }) => !isSafe(question, column, expression))
      .map(({ column }) => fault(question.name, column)),
  );
  const inEndings = (form.endings ?? [])
    .filter(({ when }) => asksForModules(when))
    .map(() => fault(undefined, 'dtm::ending_when'));
  return [...inQuestions, ...inEndings];
}

const fault = (question: string | undefined, column: string): SoundnessFinding =>
  refuse(
    question,
    column,
    'modules',
    `\${site_modules} may only say what is asked more: selected(\${site_modules}, 'name') in the relevance of a question or in a choice_filter, with "and" and "or" round it. The collector does not know which modules a site had.`,
  );

const asksForModules = (expression: Expression): boolean => references(expression).includes('site_modules');

function isSafe({ type }: Question, column: string, expression: Expression): boolean {
  if (!asksForModules(expression)) return true;
  // The value of a calculation would be another one.
  const mayGrow = column === 'choice_filter' || (column === 'relevant' && type !== 'calculate');
  return mayGrow && growsWithModules(expression);
}

/** Whether it can only become true, never false, when a module is switched on. */
function growsWithModules(expression: Expression): boolean {
  if (!asksForModules(expression)) return true;
  if (typeof expression !== 'object' || !('op' in expression)) return false;
  const { op, args } = expression;
  if (op === 'and' || op === 'or') return args.every(growsWithModules);
  const [list, name] = args;
  const isList = typeof list === 'object' && 'ref' in list;
  return op === 'selected' && isList && name !== undefined && !asksForModules(name);
}
