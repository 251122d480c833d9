/**
 * Between a posted page and what is kept of it: the fields are judged by the survey's rules, and a page is shown again with
 * everything that was in it. Pure.
 */
import { listOptions, maxShownWhole } from '../../../portal/visitor/list-options.ts';
import { type FieldState, isBeside, searchField } from '../../../portal/visitor/question-fields.tsx';
import type { QuestionPageProps } from '../../../portal/visitor/question-page.tsx';
import type { PhraseKey, View } from '../../../portal/visitor/view.ts';
import type { Answer, Answers, Lists, Page, Question } from '../../protocol/form.ts';
import type { Site } from '../../protocol/site.ts';
import { checkAnswer, checkTotals, fieldsOf } from '../../survey/check.ts';
import type { SiteFacts } from '../../survey/evaluate.ts';
import { offeredChoices, offeredItems } from '../../survey/offered.ts';
import { isAsked, isBehindOffer, relevantPages, relevantQuestions, settle } from '../../survey/order.ts';
import type { Visit } from '../intake/visit.ts';
import type { Assets } from './assets.ts';

interface Place {
  readonly lists: Lists;
  readonly site: Site;
}

interface ShownPlace extends Place {
  readonly assets: Pick<Assets, 'namesOfList'>;
}

interface At {
  readonly view: View;
  readonly visit: Visit;
  readonly page: Page;
  readonly fields: URLSearchParams;
}

type Problems = QuestionPageProps['problems'];

export type Judged =
  | { readonly kind: 'answers'; readonly answers: Answers }
  | { readonly kind: 'invalid'; readonly problems: Problems }
  | { readonly kind: 'search' };

export function judgeFields({ lists, site }: Place, { visit, page, fields }: At): Judged {
  const questions = relevantQuestions(visit.form, page, visit.answers, site).filter(isAsked);
  const action = fields.get('action');
  if (action === 'skip')
    return { kind: 'answers', answers: Object.fromEntries(questions.map(({ name }) => [name, null])) };
  // Typed, nothing chosen, and tapped "Next": a search is what was meant.
  const isSearching = (question: Question) =>
    fields.get(searchField(question))?.trim() && !fields.get(question.name);
  if (action === 'search' || questions.some(isSearching)) return { kind: 'search' };
  const given: Record<string, Answer> = {};
  const problems: Problems[number][] = [];
  for (const question of questions) {
    const answers = { ...visit.answers, ...given };
    const checked = checkAnswer(question, fields.getAll(question.name), answers, lists, site);
    if (checked.kind === 'invalid') problems.push({ question, problem: checked.problem });
    else given[question.name] = checked.kind === 'ok' ? checked.answer : null;
  }
  if (problems.length === 0)
    problems.push(
      ...checkTotals(visit.form, settle(visit.form, { ...visit.answers, ...given }, lists, site), page),
    );
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'answers', answers: given };
}

/** What was answered on this page, as the fields of a form; before it was given, what the form puts there. */
export function fieldsOfAnswers(visit: Visit, page: Page, site: SiteFacts): URLSearchParams {
  const pairs = relevantQuestions(visit.form, page, visit.answers, site).flatMap((question) => {
    const { name } = question;
    const answer = visit.pagesDone.includes(page.name) ? visit.answers[name] : defaultOf(question);
    return fieldsOf(answer ?? null).map((value) => [name, value]);
  });
  return new URLSearchParams(pairs);
}

const defaultOf = ({ type, default: given }: Question): Answer | undefined =>
  type === 'select_multiple'
    ? String(given ?? '')
        .split(/\s+/)
        .filter(Boolean)
    : given;

interface Shown extends At {
  readonly problems?: Problems;
  readonly trouble?: PhraseKey;
  readonly isSearch?: boolean;
}

export function questionProps(place: ShownPlace, shown: Shown): QuestionPageProps {
  const { view, visit, page, problems = [], trouble } = shown;
  const pages = relevantPages(visit.form, visit.answers, place.site);
  const index = pages.findIndex(({ name }) => name === page.name);
  const isRest = isBehindOffer(visit.form, page.name);
  // The part that was asked for, and the rest, are counted apart.
  const part = pages.filter(({ name }) => isBehindOffer(visit.form, name) === isRest);
  const subjects = [...new Set(part.map(subjectOf))];
  const before = pages[index - 1];
  return {
    view,
    page,
    questions: relevantQuestions(visit.form, page, visit.answers, place.site).map((question) =>
      question.choice_filter === undefined
        ? question
        : { ...question, choices: [...offeredChoices(question, visit.answers, place.site)] },
    ),
    field: (question) => fieldState(place, shown, question),
    problems,
    trouble,
    progress: { n: subjects.indexOf(subjectOf(page)) + 1, total: subjects.length },
    backPath: before && `/q/${before.name}`,
    canDelete: visit.pagesDone.length > 0,
  };
}

/** A place is one question in up to three steps; "3 of 7" must not grow while somebody answers. */
const subjectOf = ({ name }: Page): string => name.replace(/_(country|adm1|adm2)$/, '');

function fieldState(place: ShownPlace, shown: Shown, question: Question): FieldState {
  const { view, visit, fields, problems = [], isSearch = false } = shown;
  const given = fields.getAll(question.name);
  const base = {
    given,
    isInvalid: problems.some((problem) => problem.question.name === question.name),
    rotation: visit.rotation,
  };
  const choices = question.choices ?? [];
  const isLong = question.type === 'select_one' && choices.length > maxShownWhole;
  if (question.type !== 'select_one_from_file' && !isLong) return base;
  const search = isSearch ? (fields.get(searchField(question)) ?? '') : undefined;
  // The names come whole: not where an answer before leaves only some of them.
  const isWhole = question.parent === undefined && question.choice_filter === undefined;
  return {
    ...base,
    search,
    namesAddress:
      isWhole && question.list ? place.assets.namesOfList(question.list, view.language)?.address : undefined,
    list: listOptions({
      items: isLong
        ? choices.filter((choice) => !isBeside(choice)).map(({ name, label }) => ({ name, label }))
        : offeredItems(question, visit.answers, place.lists, place.site),
      likely: question.list === 'countries' ? [place.site.country, ...place.site.top_nationalities] : [],
      chosen: given,
      search,
      language: view.language,
    }),
  };
}
