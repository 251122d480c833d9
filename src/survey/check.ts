/**
 * Whether an answer may be kept. The kit asks for every posted field, the collector again for every opened submission:
 * the same rules. Nothing is ever required: an empty answer is "skipped".
 */
import type { Answer, Answers, Form, Lists, Page, Question, QuestionType } from '../protocol/form.ts';
import { holds, type SiteFacts } from './evaluate.ts';
import { isOffered, offeredChoices } from './offered.ts';
import { calculated, isAsked, isRelevant } from './order.ts';
import { rangeIndex, rangeOf, rangeValue } from './range.ts';
import { numberText, readDate, readDecimal, readInteger } from './read-number.ts';

/** Codes, for the page to say in the visitor's language. */
export type AnswerProblem =
  | 'not_a_choice'
  | 'too_many'
  | 'exclusive_with_others'
  | 'not_a_number'
  | 'not_a_date'
  | 'too_small'
  | 'too_large'
  | 'too_long'
  /** The form's own rule; it may bring its own sentence. */
  | 'constraint';

export type Checked =
  | { readonly kind: 'ok'; readonly answer: Exclude<Answer, null> }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'invalid'; readonly problem: AnswerProblem };

interface Around {
  readonly answers: Answers;
  readonly lists: Lists;
  readonly site: SiteFacts;
}
type Reader = (question: Question, given: readonly [string, ...string[]], around: Around) => Checked;

/**
 * @param raw what a form sent for this question: one string a field, none if nothing was chosen.
 * @param answers those given before it
 */
export function checkAnswer(
  question: Question,
  raw: readonly string[],
  answers: Answers,
  lists: Lists,
  site: SiteFacts,
): Checked {
  const [first, ...others] = raw.map((text) => text.trim()).filter((text) => text !== '');
  if (first === undefined) return { kind: 'skipped' };
  const checked = readers[question.type](question, [first, ...others], { answers, lists, site });
  if (checked.kind !== 'ok' || question.constraint === undefined) return checked;
  return holds(question.constraint, answers, site, { self: checked.answer })
    ? checked
    : invalid('constraint');
}

/** What somebody who is honest reads and does not answer, or what nobody is asked. */
const noAnswer: Reader = () => invalid('not_a_choice');

const oneOffered: Reader = (question, [name], { answers, lists, site }) =>
  isOffered(question, name, answers, lists, site) ? ok(name) : invalid('not_a_choice');

const readers: Readonly<Record<QuestionType, Reader>> = {
  select_one: oneOffered,
  select_one_from_file: oneOffered,
  select_multiple: (question, given, around) => checkMultiple(question, [...new Set(given)], around),
  integer: (question, [text]) => checkNumber(question, readInteger(text)),
  decimal: (question, [text]) => checkNumber(question, readDecimal(text)),
  range: (question, [text]) => checkRange(question, readDecimal(text)),
  text: (question, [text]) =>
    [...text].length <= (question.max_length ?? 500) ? ok(text) : invalid('too_long'),
  date: (_question, [text]) => {
    const date = readDate(text);
    return date === undefined ? invalid('not_a_date') : ok(date);
  },
  acknowledge: (_question, [text]) => (text === acknowledged ? ok(acknowledged) : invalid('not_a_choice')),
  note: noAnswer,
  calculate: noAnswer,
};

/** What ODK stores for it. */
export const acknowledged = 'OK';

function checkMultiple(question: Question, names: readonly string[], { answers, site }: Around): Checked {
  const chosen = offeredChoices(question, answers, site).filter((choice) => names.includes(choice.name));
  if (chosen.length !== names.length) return invalid('not_a_choice');
  if (chosen.length > 1 && chosen.some((choice) => choice.exclusive)) return invalid('exclusive_with_others');
  if (question.max_selected !== undefined && chosen.length > question.max_selected)
    return invalid('too_many');
  // In the form's order, so that the order of tapping is not kept.
  return ok(chosen.map((choice) => choice.name));
}

function checkNumber({ min, max }: Pick<Question, 'min' | 'max'>, value: number | undefined): Checked {
  if (value === undefined) return invalid('not_a_number');
  if (min !== undefined && value < min) return invalid('too_small');
  if (max !== undefined && value > max) return invalid('too_large');
  return ok(value);
}

function checkRange(question: Question, value: number | undefined): Checked {
  const range = rangeOf(question);
  const checked = checkNumber(range, value);
  if (checked.kind !== 'ok' || value === undefined) return checked;
  const index = rangeIndex(range, value);
  return index === undefined ? invalid('not_a_choice') : ok(rangeValue(range, index));
}

const ok = (answer: Exclude<Answer, null>): Checked => ({ kind: 'ok', answer });
const invalid = (problem: AnswerProblem): Checked => ({ kind: 'invalid', problem });

/** An answer as the fields of a form would send it. */
export const fieldsOf = (answer: Answer): string[] =>
  [answer ?? []].flat().map((value) => (typeof value === 'number' ? numberText(value) : String(value)));

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
 * What is wrong with a whole submission, question by question; empty when it may be unified. Each answer is judged by those
 * before it, as the kit did when it settled them. Answers to unknown or irrelevant questions are wrong, too: the kit drops
 * them, so here they are a sign of a fault.
 */
export function checkSubmission(form: Form, answers: Answers, lists: Lists, site: SiteFacts): string[] {
  const kept: Record<string, Answer> = {};
  const faults = new Map<string, string>();
  for (const question of form.questions) {
    const { name } = question;
    const isGiven = Object.hasOwn(answers, name);
    const isNow = isRelevant(question, kept, site);
    if (question.type === 'calculate' && isNow) Object.assign(kept, calculated(question, kept, site));
    if (!isGiven) continue;
    const answer = answers[name] ?? null;
    if (!isAsked(question)) faults.set(name, 'no such question');
    else if (!isNow) faults.set(name, 'not relevant');
    else {
      const checked = checkAnswer(question, fieldsOf(answer), kept, lists, site);
      if (checked.kind === 'invalid') faults.set(name, checked.problem);
      kept[name] = answer;
    }
  }
  const known = new Set(form.questions.map(({ name }) => name));
  const problems = Object.keys(answers).flatMap((name) => {
    const fault = known.has(name) ? faults.get(name) : 'no such question';
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
  return [
    ...problems,
    ...checkTotals(form, kept).map(({ question, problem }) => `${question.name}: ${problem}`),
  ];
}
