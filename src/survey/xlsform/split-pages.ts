/**
 * A page is sent whole and answered whole. What an answer shows or hides may stand on the same page; choices that depend on one
 * cannot: the page is cut before them. The parts keep the title.
 */
import type { Localized, Question } from '../../protocol/form.ts';
import { choiceDependencies } from '../references.ts';

export interface DraftPage {
  readonly name: string;
  readonly title: Localized | undefined;
  readonly questions: readonly string[];
}

export interface SplitPage extends DraftPage {
  /** The page it was cut from. */
  readonly from: string;
}

export function splitPages(
  pages: readonly DraftPage[],
  questions: readonly Question[],
  onSplit: (page: string, question: string) => void,
): SplitPage[] {
  const byName = new Map(questions.map((question) => [question.name, question]));
  return pages.flatMap((page) => {
    const parts: string[][] = [[]];
    for (const name of page.questions) {
      const part = parts[parts.length - 1] ?? [];
      const question = byName.get(name);
      const hangsOn = question && question.type !== 'calculate' ? choiceDependencies(question) : [];
      const isSeen = part.some((other) => byName.get(other)?.type !== 'calculate');
      if (isSeen && hangsOn.some((other) => part.includes(other))) {
        onSplit(page.name, name);
        parts.push([name]);
      } else part.push(name);
    }
    return parts.map((names, index): SplitPage => {
      const isPlain = index > 0 && names.length === 1 && page.title === undefined;
      const name = index === 0 ? page.name : isPlain ? (names[0] ?? '') : `${page.name}_part${index + 1}`;
      return { name, title: page.title, questions: names, from: page.name };
    });
  });
}
