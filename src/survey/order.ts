/**
 * Which pages and questions there are for these answers, and in which order. Kit and collector call the same code, so
 * that what was asked and what may be stored never differ.
 */
import type { Answer, Answers, EndingPage, Form, Lists, Page, Question } from '../protocol/form.ts';
import { evaluate, holds, type SiteFacts } from './evaluate.ts';
import { isOffered } from './offered.ts';

/** Questions a visitor sees: everything but calculations. */
export const isShown = (question: Question): boolean => question.type !== 'calculate';
/** Questions a visitor answers or skips: notes are only read. */
export const isAsked = (question: Question): boolean => isShown(question) && question.type !== 'note';

/** Forms do not change; their questions are looked up several hundred times a visit. */
const questionsByName = new WeakMap<Form, ReadonlyMap<string, Question>>();

export function findQuestion(form: Form, name: string): Question | undefined {
  let byName = questionsByName.get(form);
  if (!byName) {
    byName = new Map(form.questions.map((question) => [question.name, question]));
    questionsByName.set(form, byName);
  }
  return byName.get(name);
}

export function isRelevant(question: Question, answers: Answers, site: SiteFacts): boolean {
  return question.relevant === undefined || holds(question.relevant, answers, site);
}

/** The questions of a page that are to be shown now, in the page's order. */
export function relevantQuestions(form: Form, page: Page, answers: Answers, site: SiteFacts): Question[] {
  return page.questions
    .map((name) => findQuestion(form, name))
    .filter((question) => question !== undefined)
    .filter((question) => isShown(question) && isRelevant(question, answers, site));
}

/** Whether there is a question to show on it. */
export function isPageRelevant(form: Form, page: Page, answers: Answers, site: SiteFacts): boolean {
  return page.questions.some((name) => {
    const question = findQuestion(form, name);
    return question !== undefined && isShown(question) && isRelevant(question, answers, site);
  });
}

/** The pages with at least one question to show, in order. */
export function relevantPages(form: Form, answers: Answers, site: SiteFacts): Page[] {
  return form.pages.filter((page) => isPageRelevant(form, page, answers, site));
}

export type Step =
  | { readonly kind: 'page'; readonly page: Page }
  /** The main part is done; the rest is offered. */
  | { readonly kind: 'offer' }
  | { readonly kind: 'end' };

/** Where a visitor goes on who has done these pages. A page that became irrelevant counts as done. */
export function nextStep(
  form: Form,
  answers: Answers,
  pagesDone: readonly string[],
  wantsMore: boolean,
  site: SiteFacts,
): Step {
  const next = form.pages.find(
    (page) => !pagesDone.includes(page.name) && isPageRelevant(form, page, answers, site),
  );
  if (!next) return { kind: 'end' };
  if (form.offer_after !== undefined && !wantsMore && isBehindOffer(form, next.name))
    return { kind: 'offer' };
  return { kind: 'page', page: next };
}

/** The question that is open then: the first on the next page; at the offer, and where there is none, `offer`. */
export function questionBefore(...at: Parameters<typeof nextStep>): string {
  const [form, answers, , , site] = at;
  const step = nextStep(...at);
  const [first] = step.kind === 'page' ? relevantQuestions(form, step.page, answers, site) : [];
  return first?.name ?? 'offer';
}

/** Whether this page belongs to the part that is only asked on request. */
export function isBehindOffer(form: Form, page: string): boolean {
  const placeOf = (name: string) => form.pages.findIndex((one) => one.name === name);
  return form.offer_after !== undefined && placeOf(page) > placeOf(form.offer_after);
}

/**
 * Answers without those that are no longer relevant or, since the answer they hang on changed, no longer offered (a district
 * of another region) or no longer right by the form's own rule; and with the calculations of the form.
 */
export function settle(form: Form, answers: Answers, lists: Lists, site: SiteFacts): Answers {
  const kept: Record<string, Answer> = {};
  for (const question of form.questions) {
    if (!isRelevant(question, kept, site)) continue;
    if (question.type === 'calculate') Object.assign(kept, calculated(question, kept, site));
    else if (Object.hasOwn(answers, question.name)) {
      const answer = settled(question, answers[question.name] ?? null, kept, lists, site);
      if (answer !== undefined) kept[question.name] = answer;
    }
  }
  return kept;
}

/** The calculation's value under its name, or nothing where there is none. */
export function calculated(question: Question, answers: Answers, site: SiteFacts): Answers {
  const value = question.calculation === undefined ? '' : evaluate(question.calculation, answers, site);
  const isKept = typeof value === 'number' || (typeof value === 'string' && value !== '');
  return isKept ? { [question.name]: value } : {};
}

function settled(
  question: Question,
  answer: Answer,
  kept: Answers,
  lists: Lists,
  site: SiteFacts,
): Answer | undefined {
  if (answer === null) return null;
  const hangs = question.parent !== undefined || question.choice_filter !== undefined;
  const isThere = (name: string) => !hangs || isOffered(question, name, kept, lists, site);
  const left = Array.isArray(answer) ? answer.filter(isThere) : isThere(String(answer)) ? answer : [];
  if (Array.isArray(left) && left.length === 0) return undefined;
  const rule = question.constraint;
  return rule === undefined || holds(rule, kept, site, { self: left }) ? left : undefined;
}

/** The closing page: the first ending whose condition holds, else the ordinary one. */
export function endingOf(form: Form, answers: Answers, site: SiteFacts): 'thanks' | EndingPage {
  return form.endings?.find(({ when }) => holds(when, answers, site))?.page ?? 'thanks';
}
