/**
 * One page of a form, question by question, as it is being filled in: each is judged by the answers before it, those of its own
 * page among them. The kit judges so what is posted, and a phone shows and hides by it what hangs on an answer of the same page.
 */
import type { Answer, Answers, Form, Lists, Page, Question } from '../protocol/form.ts';
import { type Checked, checkAnswer } from './check.ts';
import type { SiteFacts } from './evaluate.ts';
import { findQuestion, isAsked, isRelevant, isShown, settle } from './order.ts';
import { references } from './references.ts';

export interface PagePlace {
  readonly form: Form;
  readonly page: Page;
  /** Of the whole visit, settled. */
  readonly answers: Answers;
  readonly lists: Lists;
  readonly site: SiteFacts;
}

/** A question that is to be shown now. */
export interface Met {
  readonly question: Question;
  /** undefined: a note. */
  readonly checked: Checked | undefined;
}

export interface WalkedPage {
  readonly met: readonly Met[];
  /** What is right of what was given; null is shown and skipped. */
  readonly given: Answers;
}

/** @param rawOf what a form sends for a question */
export function walkPage(place: PagePlace, rawOf: (question: Question) => readonly string[]): WalkedPage {
  const { form, page, lists, site } = place;
  const before = beforePage(place);
  const given: Record<string, Answer> = {};
  const met: Met[] = [];
  for (const name of page.questions) {
    const question = findQuestion(form, name);
    if (!question || !isShown(question)) continue;
    const answers = before(given);
    if (!isRelevant(question, answers, site)) continue;
    const checked = isAsked(question)
      ? checkAnswer(question, rawOf(question), answers, lists, site)
      : undefined;
    met.push({ question, checked });
    if (checked?.kind === 'ok') given[name] = checked.answer;
    else if (checked?.kind === 'skipped') given[name] = null;
  }
  return { met, given };
}

/** Where nothing on the page hangs on its own answers, all that was known before counts, and costs nothing to know. */
function beforePage({ form, page, answers, lists, site }: PagePlace): (given: Answers) => Answers {
  if (furtherQuestions(form, page).size === 0) return (given) => ({ ...answers, ...given });
  const others = Object.entries(answers).filter(([name]) => !page.questions.includes(name));
  return (given) => settle(form, { ...Object.fromEntries(others), ...given }, lists, site);
}

/** Of the questions of a page those that an answer on it may show or hide. */
export const furtherQuestions = (form: Form, page: Page): ReadonlySet<string> =>
  hangingOnPage(form, page, ({ relevant }) => (relevant === undefined ? [] : references(relevant)));

/**
 * Of the questions of a page those that hang on an answer given on it, be it through a calculation.
 * @param on what a question hangs on
 */
export function hangingOnPage(
  form: Form,
  page: Page,
  on: (question: Question) => readonly string[],
): ReadonlySet<string> {
  const hanging = new Set<string>();
  if (page.questions.length < 2) return hanging;
  /** What was looked at already: a form that is not sound yet may go round in circles. */
  const isOfPage = (name: string, seen: ReadonlySet<string>): boolean => {
    const question = findQuestion(form, name);
    if (question?.type !== 'calculate') return page.questions.includes(name);
    if (seen.has(name)) return false;
    const sources = [question.calculation, question.relevant].flatMap((expression) =>
      expression === undefined ? [] : references(expression),
    );
    return sources.some((source) => isOfPage(source, new Set([...seen, name])));
  };
  for (const name of page.questions) {
    const question = findQuestion(form, name);
    if (question && isShown(question) && on(question).some((other) => isOfPage(other, new Set())))
      hanging.add(name);
  }
  return hanging;
}
