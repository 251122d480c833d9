/**
 * Whether an answer may be kept. The kit asks for every posted field, the collector again for every opened submission:
 * the same rules. Nothing is ever required: an empty answer is "skipped".
 */
import type { Answer, Answers, Form, Lists, Page, Question } from '../protocol/form.ts';
import type { SiteFacts } from './evaluate.ts';
import { isOffered } from './offered.ts';
import { isRelevant, settle } from './order.ts';

/** Codes, for the page to say in the visitor's language. */
export type AnswerProblem =
  | 'not_a_choice'
  | 'too_many'
  | 'exclusive_with_others'
  | 'not_a_number'
  | 'too_small'
  | 'too_large'
  | 'too_long';

export type Checked =
  | { readonly kind: 'ok'; readonly answer: Exclude<Answer, null> }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'invalid'; readonly problem: AnswerProblem };

/** @param raw what a form sent for this question: one string a field, none if nothing was chosen. */
export function checkAnswer(
  question: Question,
  raw: readonly string[],
  answers: Answers,
  lists: Lists,
): Checked {
  const given = raw.map((text) => text.trim()).filter((text) => text !== '');
  const [first] = given;
  if (first === undefined) return { kind: 'skipped' };
  switch (question.type) {
    case 'select_one':
    case 'select_one_from_file':
      return isOffered(question, first, answers, lists)
        ? { kind: 'ok', answer: first }
        : invalid('not_a_choice');
    case 'select_multiple':
      return checkMultiple(question, [...new Set(given)]);
    case 'integer':
      return checkInteger(question, first);
    case 'text':
      return [...first].length <= (question.max_length ?? 500)
        ? { kind: 'ok', answer: first }
        : invalid('too_long');
    case 'calculate':
      return invalid('not_a_choice');
  }
}

function checkMultiple(question: Question, names: readonly string[]): Checked {
  const choices = question.choices ?? [];
  const chosen = choices.filter((choice) => names.includes(choice.name));
  if (chosen.length !== names.length) return invalid('not_a_choice');
  if (chosen.length > 1 && chosen.some((choice) => choice.exclusive)) return invalid('exclusive_with_others');
  if (question.max_selected !== undefined && chosen.length > question.max_selected)
    return invalid('too_many');
  // In the form's order, so that the order of tapping is not kept.
  return { kind: 'ok', answer: chosen.map((choice) => choice.name) };
}

function checkInteger(question: Question, text: string): Checked {
  if (!/^-?\d{1,9}$/.test(text)) return invalid('not_a_number');
  const value = Number(text);
  if (question.min !== undefined && value < question.min) return invalid('too_small');
  if (question.max !== undefined && value > question.max) return invalid('too_large');
  return { kind: 'ok', answer: value };
}

const invalid = (problem: AnswerProblem): Checked => ({ kind: 'invalid', problem });

export interface TotalProblem {
  readonly question: Question;
  readonly problem: AnswerProblem;
}

/**
 * Calculations of the form that came out of their bounds: a group of nobody, or of more than there is room for. With a page,
 * only those that stand on it.
 */
export function checkTotals(form: Form, settled: Answers, page?: Page): TotalProblem[] {
  const problems: TotalProblem[] = [];
  for (const question of form.questions) {
    const value = settled[question.name];
    if (question.type !== 'calculate' || typeof value !== 'number') continue;
    if (page && !page.questions.includes(question.name)) continue;
    if (question.min !== undefined && value < question.min) problems.push({ question, problem: 'too_small' });
    if (question.max !== undefined && value > question.max) problems.push({ question, problem: 'too_large' });
  }
  return problems;
}

/**
 * What is wrong with a whole submission, question by question; empty when it may be unified. Answers to unknown or
 * irrelevant questions are wrong, too: the kit drops them, so here they are a sign of a fault.
 */
export function checkSubmission(form: Form, answers: Answers, lists: Lists, site: SiteFacts): string[] {
  const problems: string[] = [];
  const known = new Map(form.questions.map((question) => [question.name, question]));
  for (const [name, answer] of Object.entries(answers)) {
    const question = known.get(name);
    if (!question || question.type === 'calculate') problems.push(`${name}: no such question`);
    else if (!isRelevant(question, answers, site)) problems.push(`${name}: not relevant`);
    else if (answer !== null) {
      const raw = Array.isArray(answer) ? (answer as string[]) : [String(answer)];
      const checked = checkAnswer(question, raw, answers, lists);
      if (checked.kind === 'invalid') problems.push(`${name}: ${checked.problem}`);
    }
  }
  for (const { question, problem } of checkTotals(form, settle(form, answers, lists, site)))
    problems.push(`${question.name}: ${problem}`);
  return problems;
}
