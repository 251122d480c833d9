/**
 * What the preview borrows from a kit: how a posted page is judged and how a question's page is made up. Passed in by the
 * command, because a program here never reaches into another.
 */
import type { QuestionPageProps } from '../../portal/visitor/question-page.tsx';
import type { View } from '../../portal/visitor/view.ts';
import type { Answers, Form, Lists, Page } from '../protocol/form.ts';
import type { Site } from '../protocol/site.ts';

/** One visit, in memory. */
export interface PreviewVisit {
  readonly campaign: string;
  readonly language: string;
  readonly form: Form;
  readonly answers: Answers;
  readonly pagesDone: readonly string[];
  readonly wantsMore: boolean;
  readonly state: 'open';
  readonly rotation: number;
}

export interface Place {
  readonly lists: Lists;
  readonly site: Site;
}

export interface At {
  readonly view: View;
  readonly visit: PreviewVisit;
  readonly page: Page;
  readonly fields: URLSearchParams;
}

type Problems = QuestionPageProps['problems'];

export interface VisitorRules {
  judge(
    place: Place,
    at: At,
  ):
    | { readonly kind: 'answers'; readonly answers: Answers }
    | { readonly kind: 'invalid'; readonly problems: Problems }
    | { readonly kind: 'further' }
    | { readonly kind: 'search' };
  fieldsOf(visit: PreviewVisit, page: Page): URLSearchParams;
  props(
    place: Place,
    shown: At & { readonly problems?: Problems; readonly isSearch?: boolean; readonly isFurther?: boolean },
  ): QuestionPageProps;
}
