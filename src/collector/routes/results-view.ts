/** Between figures and their pages: what can be and was selected, and choices by their names in words. */
import type { ShownQuestion } from '../../../portal/staff/chart.tsx';
import type { Option } from '../../../portal/staff/choice.tsx';
import { weekOf } from '../../platform/local-clock.ts';
import { feedbackFormName } from '../../protocol/feedback.ts';
import type { ListItem, Lists, Localized, Question } from '../../protocol/form.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Site } from '../../protocol/site.ts';
import { unknownWeek } from '../analysis/periods.ts';
import { all } from '../analysis/protect.ts';
import type { QuestionResult, Selection } from '../analysis/results.ts';
import { listForms } from '../store/forms-table.ts';
import type { Reader } from '../store/open-store.ts';
import { findSite } from '../store/sites-table.ts';

/** Throws `invalid_request` for a site or week that is none. */
export async function readSelection(
  read: Reader,
  query: Readonly<Record<string, string>>,
): Promise<Selection> {
  const site = query.site || all;
  const week = query.week || all;
  if (site !== all && !(await findSite(read, site)))
    throw new Problem('invalid_request', 'site: no such site');
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(week) && !Number.isNaN(Date.parse(week));
  if (week !== all && week !== unknownWeek && !(isDate && weekOf(week) === week))
    throw new Problem('invalid_request', 'week: the date of a Monday, e.g. week=2026-03-02');
  return { site, week };
}

/** What the form's own choices and the countries' lists call them. */
export function choiceLabels(
  question: Question,
  countries: readonly string[],
  listsOf: (country: string) => Lists,
): Map<string, Localized> {
  const items = new Map<string, Localized>();
  for (const country of new Set(countries))
    for (const { name, label } of (question.list && listsOf(country)[question.list]) || ([] as ListItem[]))
      items.set(name, label);
  for (const { name, label } of question.choices ?? []) items.set(name, label);
  return items;
}

/** The forms that can be looked at, the one registered last first. */
export const formOptions = async (read: Reader): Promise<Option[]> =>
  (await listForms(read))
    .filter(({ form }) => form.name !== feedbackFormName)
    .reverse()
    .map(({ form }) => ({
      value: `${form.name}/${form.version}`,
      label: `${form.title.en ?? form.name} (${form.name}, version ${form.version})`,
    }));

export function showQuestions(
  questions: readonly QuestionResult[],
  sites: readonly Site[],
  listsOf: (country: string) => Lists,
): ShownQuestion[] {
  const countries = sites.map(({ country }) => country);
  return questions.map(({ question, choices, noAnswer }) => {
    const items = choiceLabels(question, countries, listsOf);
    const shown = choices
      .filter(({ choice, figure }) => figure !== 0 || question.choices?.some(({ name }) => name === choice))
      .map(({ choice, figure }) => ({ choice, label: items.get(choice)?.en ?? choice, figure }));
    return {
      name: question.name,
      label: question.label.en ?? question.name,
      isMultiple: question.type === 'select_multiple',
      isCalculated: question.type === 'calculate',
      // Lists have no order of their own: the most frequent first, the hidden ones last.
      choices: question.list ? shown.sort((a, b) => order(b.figure) - order(a.figure)) : shown,
      noAnswer,
    };
  });
}

const order = (figure: number | 'hidden'): number => (figure === 'hidden' ? 0.5 : figure);
