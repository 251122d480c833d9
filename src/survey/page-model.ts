/**
 * What a phone needs to know to show and hide the questions of one page as the kit would: the page as a form of its own. What was
 * answered before is worked into the conditions, so that it does not stand in the page for others to read: of "${age} = 'adult'"
 * only "true" is left. Texts and choices are not in it; the choices are those that the page offers.
 */
import type { Answers, Expression, Form, Page, Question } from '../protocol/form.ts';
import { evaluate, type SiteFacts } from './evaluate.ts';
import { findQuestion } from './order.ts';
import { columnsUsed, references } from './references.ts';

export interface PageModel {
  readonly form: Form;
  readonly page: Page;
  /** Answers before the page that could not be worked in: several choices at once. */
  readonly answers: Answers;
  readonly site: SiteFacts;
}

/** @param answers of the whole visit, settled */
export function pageModel(form: Form, page: Page, answers: Answers, site: SiteFacts): PageModel {
  const changing = changingNames(form, page);
  const kept = new Set<string>();
  /** With everything in it that cannot change on this page turned into its value. */
  const folded = (expression: Expression): Expression => {
    const names = references(expression);
    const isOpen =
      names.some((name) => name === '.' || changing.has(name)) || columnsUsed(expression).length > 0;
    if (!isOpen) {
      const value = evaluate(expression, answers, site);
      if (typeof value !== 'object') return value;
      for (const name of names) if (Object.hasOwn(answers, name)) kept.add(name);
    }
    if (typeof expression !== 'object' || !('op' in expression)) return expression;
    return { op: expression.op, args: expression.args.map(folded) };
  };
  const questions = form.questions
    .filter(({ name }) => changing.has(name) || page.questions.includes(name))
    .map((question) => withoutTexts(question, folded));
  const before = [...kept].map((name): Question => ({ name, type: 'select_multiple', label: {} }));
  return {
    form: {
      name: 'page',
      version: 1,
      title: {},
      languages: [],
      pages: [page],
      questions: [...before, ...questions],
    },
    page: { name: page.name, questions: page.questions },
    answers: Object.fromEntries([...kept].map((name) => [name, answers[name] ?? null])),
    site: { country: site.country, kind: site.kind, modules: site.modules },
  };
}

/** The page's own questions, and the calculations made from them. */
function changingNames(form: Form, page: Page): ReadonlySet<string> {
  const names = new Set(page.questions.filter((name) => findQuestion(form, name)?.type !== 'calculate'));
  for (const { name, type, calculation, relevant } of form.questions) {
    if (type !== 'calculate') continue;
    const sources = [calculation, relevant].flatMap((expression) =>
      expression === undefined ? [] : references(expression),
    );
    if (sources.some((source) => names.has(source))) names.add(name);
  }
  return names;
}

/** What decides whether an answer is right, and what follows from it. */
function withoutTexts(question: Question, folded: (expression: Expression) => Expression): Question {
  const { name, type, min, max, step, max_length, max_selected, choices } = question;
  const made: Question = { name, type, label: {} };
  if (min !== undefined) made.min = min;
  if (max !== undefined) made.max = max;
  if (step !== undefined) made.step = step;
  if (max_length !== undefined) made.max_length = max_length;
  if (max_selected !== undefined) made.max_selected = max_selected;
  for (const column of ['relevant', 'constraint', 'calculation'] as const) {
    const expression = question[column];
    if (expression !== undefined) made[column] = folded(expression);
  }
  // In the form's order, which the page may have turned.
  if (type === 'select_multiple' && choices)
    made.choices = choices.map((choice) => ({
      name: choice.name,
      label: {},
      ...(choice.exclusive ? { exclusive: true } : {}),
    }));
  return made;
}

/** Puts in what stands in the page to choose from. @param valuesOf what can be chosen there for a question */
export function offerChoices(model: PageModel, valuesOf: (name: string) => readonly string[]): void {
  for (const question of model.form.questions)
    if (question.type === 'select_one' || question.type === 'select_one_from_file')
      question.choices = valuesOf(question.name).map((name) => ({ name, label: {} }));
}
