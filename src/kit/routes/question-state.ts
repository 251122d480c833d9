/**
 * Between a posted page and what is kept of it: the fields are judged by the survey's rules, and a page is shown again with
 * everything that was in it. Pure.
 */
import { listOptions, maxShownWhole, searchItems } from '../../../portal/visitor/list-options.ts';
import {
  type FieldState,
  firstShown,
  foundField,
  isBeside,
  searchField,
  shownField,
} from '../../../portal/visitor/question-fields.tsx';
import type { QuestionPageProps } from '../../../portal/visitor/question-page.tsx';
import type { PhraseKey, View } from '../../../portal/visitor/view.ts';
import type { Answer, Answers, ListItem, Lists, Page, Question } from '../../protocol/form.ts';
import type { Site } from '../../protocol/site.ts';
import { checkTotals, fieldsOf } from '../../survey/check.ts';
import { offeredChoices, offeredItems } from '../../survey/offered.ts';
import {
  findQuestion,
  isAsked,
  isBehindOffer,
  relevantPages,
  relevantQuestions,
  settle,
} from '../../survey/order.ts';
import { pageModel } from '../../survey/page-model.ts';
import { furtherQuestions, walkPage } from '../../survey/walk-page.ts';
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
  /** An answer of the page brings a question that was not on it yet: it comes again, with all that was given. */
  | { readonly kind: 'further' }
  | { readonly kind: 'search' };

export function judgeFields(place: Place, at: At): Judged {
  const { lists, site } = place;
  const { visit, page, fields } = at;
  const action = fields.get('action');
  const isSkip = action === 'skip';
  const { met, given } = walkPage({ ...visit, page, lists, site }, ({ name }) =>
    isSkip ? [] : fields.getAll(name),
  );
  if (isSkip) return { kind: 'answers', answers: given };
  if (
    action === 'search' ||
    met.some(({ question }) => isAsked(question) && isSearching(place, at, question))
  )
    return { kind: 'search' };
  const problems: Problems[number][] = met.flatMap(({ question, checked }) =>
    checked?.kind === 'invalid' ? [{ question, problem: checked.problem }] : [],
  );
  if (problems.length > 0) return { kind: 'invalid', problems };
  const further = furtherQuestions(visit.form, page);
  if (met.some(({ question }) => further.has(question.name) && !fields.has(shownField(question))))
    return { kind: 'further' };
  problems.push(
    ...checkTotals(visit.form, settle(visit.form, { ...visit.answers, ...given }, lists, site), page),
  );
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'answers', answers: given };
}

/** Typed and tapped "Next": a search is what was meant, unless something was chosen because of it. */
function isSearching(place: Place, { view, visit, fields }: At, question: Question): boolean {
  const text = fields.get(searchField(question))?.trim();
  if (!text) return false;
  const chosen = fields.get(question.name);
  if (!chosen) return true;
  if (text === fields.get(foundField(question))?.trim()) return false;
  const items = listItems(place, visit, question).filter(({ name }) => name === chosen);
  return searchItems(items, text, view.language).length === 0;
}

/** What a long list offers: a list of places, or a question's own choices where there are too many. */
function listItems({ lists, site }: Place, visit: Visit, question: Question): readonly ListItem[] {
  if (question.type === 'select_one_from_file') return offeredItems(question, visit.answers, lists, site);
  const choices = (question.choices ?? []).filter((choice) => !isBeside(choice));
  return choices.map(({ name, label }) => ({ name, label }));
}

/** What was answered on this page, as the fields of a form; before it was given, what the form puts there. */
export function fieldsOfAnswers(visit: Visit, page: Page): URLSearchParams {
  const isDone = visit.pagesDone.includes(page.name);
  const pairs = page.questions.flatMap((name) => {
    const question = findQuestion(visit.form, name);
    if (!question || !isAsked(question)) return [];
    const answer = isDone ? visit.answers[name] : defaultOf(question);
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
  /** It comes again because an answer brought a question. */
  readonly isFurther?: boolean;
}

export function questionProps(place: ShownPlace, shown: Shown): QuestionPageProps {
  const { view, visit, page, problems = [], trouble } = shown;
  const { shown: questions, further } = questionsOf(place, shown);
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
    further,
    questions: questions.map((question) =>
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

/** By what stands in the fields; with a script also those that an answer may still bring. */
function questionsOf(place: ShownPlace, { view, visit, page, fields, isFurther = false }: Shown) {
  const { form, answers } = visit;
  const { lists, site } = place;
  const names = furtherQuestions(form, page);
  if (names.size === 0) return { shown: relevantQuestions(form, page, answers, site), further: undefined };
  const { met } = walkPage({ form, page, answers, lists, site }, ({ name }) => fields.getAll(name));
  const now = new Set(met.map(({ question }) => question.name));
  const isInPage = (name: string) => now.has(name) || (view.pageScript !== undefined && names.has(name));
  const hidden = new Set([...names].filter((name) => !now.has(name)));
  return {
    shown: page.questions
      .filter(isInPage)
      .map((name) => findQuestion(form, name))
      .filter((question) => question !== undefined),
    further: { names, hidden, isNew: isFurther, model: pageModel(form, page, answers, site) },
  };
}

/**
 * What a page without anything given depends on besides its view: then it may be kept ready. undefined: something stands in it, or
 * what it offers hangs on an answer.
 */
export function questionAlike(
  { questions, further, progress, backPath = '', canDelete }: QuestionPageProps,
  { visit, fields }: At,
): readonly (string | number | boolean)[] | undefined {
  const hangs = ({ parent, choice_filter }: Question) => parent !== undefined || choice_filter !== undefined;
  if (fields.size > 0 || further !== undefined || questions.some(hangs)) return undefined;
  const shown = questions.map((question) => `${question.name}:${firstShown(question, visit.rotation)}`);
  const { name, version } = visit.form;
  return [name, version, progress.n, progress.total, backPath, canDelete, ...shown];
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
      items: listItems(place, visit, question),
      likely: question.list === 'countries' ? [place.site.country, ...place.site.top_nationalities] : [],
      chosen: given,
      search,
      language: view.language,
    }),
  };
}
