/** The controls of a question by its type, plain HTML: the browser's own, so that every phone and screen reader knows them. */
import type { ComponentChildren } from 'preact';
import type { Choice, ListItem, Question } from '../../src/protocol/form.ts';
import { Icon } from './icons.tsx';
import { type ListOptions, labelOf } from './list-options.ts';
import type { View } from './view.ts';

export interface FieldState {
  /** As a form sends it. */
  readonly given: readonly string[];
  readonly isInvalid: boolean;
  /** Varies the order of choices that rotate. */
  readonly rotation: number;
  readonly list?: ListOptions | undefined;
  readonly search?: string | undefined;
}

interface FieldProps {
  readonly view: View;
  readonly question: Question;
  readonly state: FieldState;
  /** Alone on its page: the page's heading is its label. */
  readonly isOnly: boolean;
}

export const fieldId = (question: Question): string => `f-${question.name}`;
/** Not a possible name of a question: a search is never taken for an answer. */
export const searchField = (question: Question): string => `find.${question.name}`;

export function Field(props: FieldProps) {
  switch (props.question.type) {
    case 'select_one':
    case 'select_multiple':
      return <Choices {...props} />;
    case 'select_one_from_file':
      return <ListField {...props} />;
    case 'integer':
      return <NumberField {...props} />;
    case 'text':
      return <TextField {...props} />;
    case 'calculate':
      return null;
  }
}

function Choices({ view, question, state, isOnly }: FieldProps) {
  return (
    <Group view={view} question={question} isOnly={isOnly}>
      <div class="options" id={fieldId(question)}>
        {inOrder(question, state.rotation).map((choice) => (
          <Option
            key={choice.name}
            view={view}
            question={question}
            item={choice}
            icon={choice.icon}
            state={state}
          />
        ))}
      </div>
    </Group>
  );
}

/** The choice that stands last in a list, behind its items. */
const prefersNotToSay = 'pnts';

function ListField({ view, question, state, isOnly }: FieldProps) {
  const { say } = view;
  const { shown, found, foundCount, needsSearch } = state.list ?? {
    shown: [],
    found: undefined,
    foundCount: 0,
    needsSearch: false,
  };
  const choices = question.choices ?? [];
  const isLast = ({ name }: Choice) => name === prefersNotToSay;
  const option = (item: Choice | ListItem) => (
    <Option key={item.name} view={view} question={question} item={item} state={state} />
  );
  const searched = state.search?.trim() ?? '';
  const search = <Search view={view} question={question} text={searched} />;
  return (
    <Group view={view} question={question} isOnly={isOnly}>
      {found === undefined ? null : (
        <div role="status">
          {search}
          {foundCount === 0 ? (
            <p class="notice">{say('list.none', { text: searched })}</p>
          ) : (
            <h2>{searched === '' ? say('list.all') : say('list.found', { text: searched })}</h2>
          )}
        </div>
      )}
      {found === undefined || found.length === 0 ? null : <div class="options">{found.map(option)}</div>}
      <div class="options" id={fieldId(question)}>
        {choices.filter((choice) => !isLast(choice)).map(option)}
        {shown.map(option)}
        {choices.filter(isLast).map(option)}
      </div>
      {needsSearch && found === undefined ? search : null}
    </Group>
  );
}

function Search({ view, question, text }: { view: View; question: Question; text: string }) {
  const id = `${fieldId(question)}-find`;
  return (
    <div class="search">
      <label for={id}>{view.say('list.find')}</label>
      <div>
        <input
          type="search"
          id={id}
          name={searchField(question)}
          value={text}
          maxLength={60}
          autocomplete="off"
          enterkeyhint="search"
        />
        <button class="button" type="submit" name="action" value="search" data-action="search">
          {view.say('list.search')}
        </button>
      </div>
    </div>
  );
}

function NumberField({ view, question, state }: FieldProps) {
  return (
    <div class="field">
      <label for={fieldId(question)}>{labelOf(question.label, view.language)}</label>
      <input
        type="number"
        inputMode="numeric"
        id={fieldId(question)}
        name={question.name}
        min={question.min}
        max={question.max}
        step={1}
        value={state.given[0] ?? ''}
        autocomplete="off"
        aria-invalid={state.isInvalid ? 'true' : undefined}
      />
    </div>
  );
}

function TextField({ view, question, state, isOnly }: FieldProps) {
  return (
    <Group view={view} question={question} isOnly={isOnly}>
      <p class="soft">{view.say('question.no_names')}</p>
      <textarea
        id={fieldId(question)}
        name={question.name}
        rows={4}
        aria-label={labelOf(question.label, view.language)}
        aria-invalid={state.isInvalid ? 'true' : undefined}
      >
        {state.given[0] ?? ''}
      </textarea>
    </Group>
  );
}

interface GroupProps {
  readonly view: View;
  readonly question: Question;
  readonly isOnly: boolean;
  readonly children: ComponentChildren;
}

/** A question that shares its page has a heading of its own. */
function Group({ view, question, isOnly, children }: GroupProps) {
  const hint = question.hint ? (
    <p class="soft" id={`${fieldId(question)}-hint`}>
      {labelOf(question.hint, view.language)}
    </p>
  ) : null;
  if (isOnly)
    return (
      <>
        {hint}
        {children}
      </>
    );
  return (
    <fieldset class="ask">
      <legend>
        <h2>{labelOf(question.label, view.language)}</h2>
      </legend>
      {hint}
      {children}
    </fieldset>
  );
}

interface OptionProps {
  readonly view: View;
  readonly question: Question;
  readonly item: Choice | ListItem;
  readonly icon?: string | undefined;
  readonly state: FieldState;
}

function Option({ view, question, item, icon, state }: OptionProps) {
  return (
    <label class="option">
      <input
        type={question.type === 'select_multiple' ? 'checkbox' : 'radio'}
        name={question.name}
        value={item.name}
        checked={state.given.includes(item.name)}
      />
      <span>{labelOf(item.label, view.language)}</span>
      <Icon name={icon} />
    </label>
  );
}

/** Choices that rotate begin at another one for each visitor; exclusive ones stay last. */
function inOrder(question: Question, rotation: number): readonly Choice[] {
  const choices = question.choices ?? [];
  if (!question.rotate) return choices;
  const rotating = choices.filter((choice) => !choice.exclusive);
  const start = rotating.length === 0 ? 0 : rotation % rotating.length;
  return [
    ...rotating.slice(start),
    ...rotating.slice(0, start),
    ...choices.filter((choice) => choice.exclusive),
  ];
}
