/**
 * What a question offers to choose from: its own choices, and the items of its list; of both only those that its choice filter
 * leaves, and of the list those under the answered parent.
 */
import type { Answers, Choice, ListItem, Lists, Question } from '../protocol/form.ts';
import { holds, type SiteFacts } from './evaluate.ts';

export function offeredChoices(question: Question, answers: Answers, site: SiteFacts): readonly Choice[] {
  const choices = question.choices ?? [];
  // A filter on the columns of a list says nothing of the choices beside it.
  if (question.choice_filter === undefined || question.list !== undefined) return choices;
  return choices.filter((choice) => isLeft(question, choice, answers, site));
}

export function offeredItems(
  question: Question,
  answers: Answers,
  lists: Lists,
  site: SiteFacts,
): readonly ListItem[] {
  return itemsOf(question, lists).filter((item) => isItemOffered(question, item, answers, site));
}

const itemsOf = ({ list }: Question, lists: Lists): readonly ListItem[] =>
  (list !== undefined && Object.hasOwn(lists, list) ? lists[list] : undefined) ?? [];

function isItemOffered(question: Question, item: ListItem, answers: Answers, site: SiteFacts): boolean {
  const { parent } = question;
  return (parent === undefined || item.parent === answers[parent]) && isLeft(question, item, answers, site);
}

function isLeft(question: Question, item: Choice | ListItem, answers: Answers, site: SiteFacts): boolean {
  if (question.choice_filter === undefined) return true;
  return holds(question.choice_filter, answers, site, { column: (name) => columnOf(item, name) });
}

function columnOf(item: Choice | ListItem, name: string): string | undefined {
  if (name === 'name') return item.name;
  if (name === 'parent' && 'parent' in item) return item.parent;
  return item.columns && Object.hasOwn(item.columns, name) ? item.columns[name] : undefined;
}

export function isOffered(
  question: Question,
  name: string,
  answers: Answers,
  lists: Lists,
  site: SiteFacts,
): boolean {
  return (
    offeredChoices(question, answers, site).some((choice) => choice.name === name) ||
    itemsOf(question, lists).some(
      (item) => item.name === name && isItemOffered(question, item, answers, site),
    )
  );
}
