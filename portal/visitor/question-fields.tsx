/** The controls of a question by its type, plain HTML: the browser's own, so that every phone and screen reader knows them. */
import type { ComponentChildren } from 'preact';
import type { Choice, ListItem, Question } from '../../src/protocol/form.ts';
import { acknowledged } from '../../src/survey/check.ts';
import { rangeOf, rangeValue } from '../../src/survey/range.ts';
import { Icon } from './icons.tsx';
import { type ListOptions, labelOf } from './list-options.ts';
import { heard } from './listen.tsx';
import type { View } from './view.ts';

export interface FieldState {
  /** As a form sends it. */
  readonly given: readonly string[];
  readonly isInvalid: boolean;
  /** Varies the order of choices that rotate. */
  readonly rotation: number;
  readonly list?: ListOptions | undefined;
  readonly search?: string | undefined;
  /** Where the script finds the list's names. */
  readonly namesAddress?: string | undefined;
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
/** The search whose finds stand in the page: what was chosen after it is an answer, what is typed anew is a search. */
export const foundField = (question: Question): string => `found.${question.name}`;

/** Stands in the page with a question that may be missing there: an empty answer to it is then no question unseen. */
export const shownField = (question: Question): string => `shown.${question.name}`;

export function Field(props: FieldProps) {
  switch (props.question.type) {
    case 'select_one':
      return props.state.list ? <ListField {...props} /> : <Choices {...props} />;
    case 'select_multiple':
      return <Choices {...props} />;
    case 'select_one_from_file':
      return <ListField {...props} />;
    case 'integer':
    case 'decimal':
      return <NumberField {...props} />;
    case 'range':
      return <RangeField {...props} />;
    case 'date':
      return <DateField {...props} />;
    case 'acknowledge':
      return <Acknowledge {...props} />;
    case 'note':
      return <Note {...props} />;
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

/** Of a question with more choices of its own than a page can show: those that no search should be needed for. */
export const isBeside = ({ name, exclusive }: Choice): boolean =>
  name === prefersNotToSay || exclusive === true;

/** The choice that stands last in a list, behind its items. */
const prefersNotToSay = 'pnts';

function ListField({ view, question, state, isOnly }: FieldProps) {
  const { say } = view;
  const { shown, found, needsSearch } = state.list ?? { shown: [], found: undefined, needsSearch: false };
  const choices = (question.choices ?? []).filter(
    (choice) => question.list !== undefined || isBeside(choice),
  );
  const isLast = ({ name }: Choice) => name === prefersNotToSay;
  const option = (item: Choice | ListItem) => (
    <Option key={item.name} view={view} question={question} item={item} state={state} />
  );
  const searched = state.search?.trim() ?? '';
  const search = <Search view={view} question={question} text={searched} address={state.namesAddress} />;
  return (
    <Group view={view} question={question} isOnly={isOnly}>
      {found === undefined ? null : (
        <div role="status">
          {search}
          {found.length === 0 ? (
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

/** What the script reads to search while somebody types. */
const liveSearch = (view: View, question: Question, address: string) => ({
  'data-list': address,
  'data-name': question.name,
  // The script puts the number in place of the sign.
  'data-found': view.say('controls.found', { n: '#' }),
});

interface SearchProps {
  readonly view: View;
  readonly question: Question;
  readonly text: string;
  readonly address: string | undefined;
}

function Search({ view, question, text, address }: SearchProps) {
  const id = `${fieldId(question)}-find`;
  return (
    <div class="search" {...(address === undefined ? {} : liveSearch(view, question, address))}>
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
        <input type="hidden" name={foundField(question)} value={text} />
        <button class="button" type="submit" name="action" value="search" data-action="search">
          {view.say('list.search')}
        </button>
      </div>
    </div>
  );
}

function NumberField({ view, question, state }: FieldProps) {
  const { min, max, name, type } = question;
  const field = {
    id: fieldId(question),
    name,
    value: state.given[0] ?? '',
    autocomplete: 'off' as const,
    'aria-invalid': state.isInvalid ? ('true' as const) : undefined,
  };
  const label = labelOf(question.label, view.language);
  const isCount = type === 'integer' && min === 0 && max !== undefined && max <= maxCounted;
  return (
    <div
      class="field"
      {...(isCount
        ? {
            'data-more': view.say('controls.more', { what: label }),
            'data-fewer': view.say('controls.fewer', { what: label }),
          }
        : {})}
    >
      <Icon name={question.icon} />
      <label for={field.id}>{label}</label>
      {type === 'integer' ? (
        <input {...field} type="number" inputMode="numeric" min={min} max={max} step={1} />
      ) : (
        // A number field drops a comma or another script's digits without a word; these are read on the kit.
        <input {...field} type="text" inputMode="decimal" />
      )}
    </div>
  );
}

/**
 * A count of people up to this gets buttons for one more and one fewer from the script. Without it the field stands by itself: a
 * keypad with large digits is easier than a list of twenty numbers or a page that comes anew for each tap.
 */
const maxCounted = 50;

/** Up to so many values are offered one by one; more are typed. */
const maxValuesShown = 11;

function RangeField(props: FieldProps) {
  const { view, question, state, isOnly } = props;
  const range = rangeOf(question);
  if (range.count > maxValuesShown) return <NumberField {...props} />;
  const values = Array.from({ length: range.count }, (_, index) => String(rangeValue(range, index)));
  return (
    <Group view={view} question={question} isOnly={isOnly}>
      <div class="options" id={fieldId(question)}>
        {values.map((name) => (
          <Option
            key={name}
            view={view}
            question={question}
            item={{ name, label: { [view.language]: name } }}
            state={state}
          />
        ))}
      </div>
    </Group>
  );
}

/** A browser that knows no dates shows a line to write on. */
function DateField({ view, question, state }: FieldProps) {
  return (
    <div class="field">
      <label for={fieldId(question)}>{labelOf(question.label, view.language)}</label>
      <input
        type="date"
        id={fieldId(question)}
        name={question.name}
        value={state.given[0] ?? ''}
        autocomplete="off"
        aria-invalid={state.isInvalid ? 'true' : undefined}
      />
    </div>
  );
}

function Acknowledge({ view, question, state, isOnly }: FieldProps) {
  return (
    <Group view={view} question={question} isOnly={isOnly}>
      <div class="options" id={fieldId(question)}>
        <Option
          view={view}
          question={question}
          item={{ name: acknowledged, label: { [view.language]: view.say('question.acknowledge') } }}
          state={state}
        />
      </div>
    </Group>
  );
}

function Note({ view, question, isOnly }: FieldProps) {
  return isOnly ? null : <p>{labelOf(question.label, view.language)}</p>;
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

/** What can be taken back by a second tap. */
const manyAtOnce: readonly Question['type'][] = ['select_multiple', 'acknowledge'];

function Option({ view, question, item, icon, state }: OptionProps) {
  return (
    <label class="option" data-heard={heard(view, question.name, item.name)}>
      <input
        type={manyAtOnce.includes(question.type) ? 'checkbox' : 'radio'}
        name={question.name}
        value={item.name}
        checked={state.given.includes(item.name)}
        data-alone={'exclusive' in item && item.exclusive ? '' : undefined}
      />
      <span>{labelOf(item.label, view.language)}</span>
      <Icon name={icon} />
    </label>
  );
}

const canRotate = (choice: Choice): boolean => !choice.exclusive;

/** The place of the choice that a visitor of this rotation sees first. */
export const firstShown = ({ rotate, choices = [] }: Question, rotation: number): number =>
  rotate ? rotation % Math.max(choices.filter(canRotate).length, 1) : 0;

/** Choices that rotate begin at another one for each visitor; exclusive ones stay last. */
function inOrder(question: Question, rotation: number): readonly Choice[] {
  const choices = question.choices ?? [];
  if (!question.rotate) return choices;
  const rotating = choices.filter(canRotate);
  const start = firstShown(question, rotation);
  return [
    ...rotating.slice(start),
    ...rotating.slice(0, start),
    ...choices.filter((choice) => choice.exclusive),
  ];
}
