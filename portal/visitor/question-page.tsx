/**
 * One page of the form: what is asked, what was given so far, and what is wrong with it. Works as plain HTML: radio buttons,
 * checkboxes and numbers, named like their questions; buttons say by `action` what is wanted. A page that comes back because
 * of a mistake has everything that was given in it.
 */
import type { Page, Question } from '../../src/protocol/form.ts';
import type { AnswerProblem } from '../../src/survey/check.ts';
import type { PageModel } from '../../src/survey/page-model.ts';
import { Icon } from './icons.tsx';
import { DeleteLink, Layout } from './layout.tsx';
import { labelOf } from './list-options.ts';
import { Listen } from './listen.tsx';
import { Field, type FieldState, fieldId, shownField } from './question-fields.tsx';
import { linkTo, type PhraseKey, type View } from './view.ts';

export interface QuestionPageProps {
  readonly view: View;
  readonly page: Page;
  /** The page's questions that are to be shown, or may be by the script. */
  readonly questions: readonly Question[];
  /** undefined: no answer on this page shows or hides another question of it. */
  readonly further?: FurtherQuestions | undefined;
  readonly field: (question: Question) => FieldState;
  readonly problems: readonly { readonly question: Question; readonly problem: AnswerProblem }[];
  /** Something else went wrong: the storage is full. */
  readonly trouble?: PhraseKey | undefined;
  readonly progress: { readonly n: number; readonly total: number };
  /** Path of the page before; undefined on the first. */
  readonly backPath: string | undefined;
  /** Before all paths of a form that has a road of its own: '/feedback'. */
  readonly base?: string;
  /** Something was answered. */
  readonly canDelete: boolean;
  /** Whatever the questions are. */
  readonly isSensitive?: boolean;
}

export interface FurtherQuestions {
  /** Names of those that an answer shows or hides. */
  readonly names: ReadonlySet<string>;
  /** Of them those that are not asked now. */
  readonly hidden: ReadonlySet<string>;
  /** The page has come back because an answer brought one. */
  readonly isNew: boolean;
  /** What the script goes by. */
  readonly model: PageModel;
}

export function QuestionPage(props: QuestionPageProps) {
  const {
    view,
    page,
    questions,
    further,
    problems,
    trouble,
    progress,
    backPath,
    canDelete,
    base = '',
  } = props;
  const { say, language } = view;
  // Under a title of its own even a single question keeps its label.
  const [only] = questions.length === 1 && page.title === undefined ? questions : [];
  const title = labelOf(page.title ?? only?.label ?? questions[0]?.label ?? {}, language);
  const icon = only?.icon;
  const isWrong = problems.length > 0 || trouble !== undefined;
  return (
    <Layout
      view={view}
      title={isWrong ? say('frame.error_title', { title }) : title}
      sheets={['question']}
      formStyles={canDelete ? 'use' : 'fetch'}
      script={further && view.pageScript}
      isSensitive={props.isSensitive === true || questions.some(({ sensitive }) => sensitive)}
    >
      <div class="step">
        <span id="progress">{say('question.progress', { n: progress.n, total: progress.total })}</span>
        <progress value={progress.n} max={progress.total} aria-labelledby="progress" />
      </div>
      {isWrong ? <Wrong {...props} /> : null}
      {further?.isNew && !isWrong ? (
        <p class="notice" role="status" tabIndex={-1} data-first>
          {say('question.further')}
        </p>
      ) : null}
      <form
        method="post"
        action={linkTo(view, `${base}/q/${page.name}`)}
        noValidate
        data-page={further && view.pageScript ? JSON.stringify(further.model) : undefined}
      >
        <fieldset class="ask" aria-describedby={only?.hint ? `${fieldId(only)}-hint` : undefined}>
          <legend>
            <h1 class={icon ? 'signed' : undefined}>
              {icon ? (
                <span class="sign">
                  <Icon name={icon} />
                </span>
              ) : null}
              <span>{title}</span>
            </h1>
          </legend>
          <Listen view={view} />
          {questions.map((question) =>
            further?.names.has(question.name) ? (
              <Further
                key={question.name}
                {...props}
                question={question}
                isHidden={further.hidden.has(question.name)}
              />
            ) : (
              <Asked key={question.name} {...props} question={question} isOnly={question === only} />
            ),
          )}
        </fieldset>
        <div class="onward">
          <button class="button main" type="submit" name="action" value="next" data-action="next">
            {say('question.next')}
          </button>
          <button class="button" type="submit" name="action" value="skip" data-action="skip">
            {say('question.skip')}
          </button>
        </div>
        <div class="row">
          {backPath === undefined ? null : (
            <a class="quiet" href={linkTo(view, base + backPath)} data-action="back">
              <Icon name="back" />
              {say('question.back')}
            </a>
          )}
          <button
            class="quiet"
            type="submit"
            formaction={linkTo(view, `${base}/stop`)}
            name="action"
            value="stop"
            data-action="stop"
          >
            {say('question.stop')}
          </button>
        </div>
      </form>
      {canDelete ? (
        <div class="foot">
          <DeleteLink view={view} />
        </div>
      ) : null}
    </Layout>
  );
}

function Asked({
  view,
  question,
  field,
  isOnly,
}: QuestionPageProps & { question: Question; isOnly: boolean }) {
  return <Field view={view} question={question} state={field(question)} isOnly={isOnly} />;
}

/** What is disabled is not sent (HTML, "constructing the entry list"): a hidden question gives no answer. */
function Further(props: QuestionPageProps & { question: Question; isHidden: boolean }) {
  const { question, isHidden } = props;
  return (
    <fieldset class="ask" data-further={question.name} hidden={isHidden} disabled={isHidden}>
      <input type="hidden" name={shownField(question)} value="yes" />
      <Asked {...props} isOnly={false} />
    </fieldset>
  );
}

function Wrong({ view, problems, trouble }: QuestionPageProps) {
  const { say } = view;
  return (
    <div class="notice error" role="alert" tabIndex={-1} data-first>
      {trouble ? <p>{say(trouble)}</p> : <h2>{say('problem.heading')}</h2>}
      {problems.map(({ question, problem }) => (
        <p key={question.name}>
          <a href={`#${fieldId(question)}`}>{problemText(view, question, problem)}</a>
        </p>
      ))}
    </div>
  );
}

export function problemText({ say, language }: View, question: Question, problem: AnswerProblem): string {
  if (problem === 'constraint' && question.constraint_message)
    return labelOf(question.constraint_message, language);
  const exclusive = question.choices?.find((choice) => choice.exclusive);
  return say(`problem.${problem}`, {
    question: labelOf(question.label, language),
    choice: exclusive ? labelOf(exclusive.label, language) : '',
    min: question.min ?? '',
    max: question.max_selected ?? question.max_length ?? question.max ?? '',
  });
}
