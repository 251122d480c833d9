/** What a question offers to choose from: its own choices, and the items of its list under the answered parent. */
import type { Answers, ListItem, Lists, Question } from '../protocol/form.ts';

/** The items of a question's list that may be chosen: those under the answered parent where it has one. */
export function offeredItems(question: Question, answers: Answers, lists: Lists): readonly ListItem[] {
  const items = (question.list ? lists[question.list] : undefined) ?? [];
  if (question.parent === undefined) return items;
  const parent = answers[question.parent];
  return items.filter((item) => item.parent === parent);
}

export function isOffered(question: Question, name: string, answers: Answers, lists: Lists): boolean {
  if (question.choices?.some((choice) => choice.name === name)) return true;
  return offeredItems(question, answers, lists).some((item) => item.name === name);
}
