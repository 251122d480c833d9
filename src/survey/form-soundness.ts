/**
 * Whether a form holds together: names are there once, pages have what they name, every reference leads to an earlier answer,
 * limits leave room. What a form asks is judged elsewhere (form-checker.ts). A form that is sound can be evaluated in one pass
 * from its first question to its last, so cycles are impossible.
 */
import type { Form, Question } from '../protocol/form.ts';
import { checkAnswer } from './check.ts';
import { expressionFaults } from './expression-soundness.ts';
import { moduleFaults } from './module-soundness.ts';
import { isShown } from './order.ts';
import { maxRangeValues } from './range.ts';
import { choiceDependencies, references } from './references.ts';
import { refuse, type SoundnessFinding } from './soundness-finding.ts';
import { hangingOnPage } from './walk-page.ts';

/** Names that pages or programs already use for something else. */
const taken = new Set(['action', 'site_country', 'site_kind', 'site_modules']);

/** Nobody answers so many; and each screen costs every kit and every page of the form its work. */
const maxScreens = 200;

/** @param lists names of the external lists there are; undefined: not known here */
export function checkSoundness(form: Form, lists?: readonly string[]): SoundnessFinding[] {
  return [
    ...form.questions.flatMap((question, index) => [
      ...nameFaults(form, question, index),
      ...choiceFaults(question, lists),
      ...limitFaults(question),
      ...calculationFaults(question),
      ...defaultFaults(question),
    ]),
    ...expressionFaults(form),
    ...moduleFaults(form),
    ...pageFaults(form),
  ];
}

/** Those that are there more than once, each once. */
function twiceIn(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(names.filter((name) => seen.size === seen.add(name).size))];
}

function nameFaults(form: Form, { name }: Question, index: number): SoundnessFinding[] {
  const faults: SoundnessFinding[] = [];
  if (form.questions.findIndex((other) => other.name === name) !== index)
    faults.push(refuse(name, 'name', 'duplicate_name', `"${name}" is the name of two questions.`));
  if (taken.has(name) || name in {})
    faults.push(
      refuse(name, 'name', 'taken_name', `"${name}" has a meaning of its own here; choose another name.`),
    );
  return faults;
}

function choiceFaults(question: Question, lists: readonly string[] | undefined): SoundnessFinding[] {
  const { name, type, choices = [], list } = question;
  const faults: SoundnessFinding[] = [];
  const say = (code: string, text: string) => faults.push(refuse(name, 'type', code, text));
  const isSelect = type === 'select_one' || type === 'select_multiple';
  if (isSelect && choices.length === 0) say('no_choices', `"${name}" has no choices.`);
  if (type === 'select_one_from_file') {
    if (list === undefined) say('no_list', `"${name}" names no list.`);
    else if (lists && !lists.includes(list))
      say('unknown_list', `There is no list "${list}"; there are ${lists.join(', ')}.`);
  } else if (list !== undefined || question.parent !== undefined)
    say('list_without_use', `"${name}" has a list or a parent, which only select_one_from_file has.`);
  if (!isSelect && type !== 'select_one_from_file' && choices.length > 0)
    say('choices_without_use', `"${name}" has choices, which its type has not.`);
  const names = choices.map((choice) => choice.name);
  for (const twice of twiceIn(names)) say('duplicate_choice', `"${twice}" is a choice of "${name}" twice.`);
  return faults;
}

function limitFaults({
  name,
  type,
  min,
  max,
  step,
  max_selected,
  choices = [],
}: Question): SoundnessFinding[] {
  const faults: SoundnessFinding[] = [];
  const say = (code: string, text: string) => faults.push(refuse(name, 'parameters', code, text));
  if (min !== undefined && max !== undefined && min > max)
    say('no_room', `Nothing is from ${min} up to ${max}.`);
  if (max_selected !== undefined && max_selected > choices.length)
    say('too_few_choices', `Up to ${max_selected} may be chosen, but there are ${choices.length}.`);
  if (type !== 'range') return faults;
  if (min === undefined || max === undefined || step === undefined)
    say('incomplete_range', `"${name}" needs start, end and step.`);
  else if (!(step > 0) || (max - min) / step + 1 > maxRangeValues)
    say(
      'bad_step',
      `"${name}" goes from ${min} to ${max} in steps of ${step}, which is not 2 to ${maxRangeValues} values.`,
    );
  return faults;
}

function calculationFaults(question: Question): SoundnessFinding[] {
  const { name, type, calculation } = question;
  if (type === 'calculate' && calculation === undefined)
    return [refuse(name, 'calculation', 'no_calculation', `"${name}" is a calculate without a calculation.`)];
  if (type !== 'calculate' && calculation !== undefined)
    return [
      refuse(
        name,
        'calculation',
        'calculated_answer',
        `"${name}" is asked, so it cannot be calculated as well.`,
      ),
    ];
  const isUnanswered = type === 'calculate' || type === 'note';
  if (isUnanswered && (question.constraint !== undefined || question.default !== undefined))
    return [
      refuse(
        name,
        question.default === undefined ? 'constraint' : 'default',
        'not_answered',
        `"${name}" is not answered, so it has neither constraint nor default.`,
      ),
    ];
  return [];
}

const nowhere = { country: '', kind: '' };

function defaultFaults(question: Question): SoundnessFinding[] {
  const { name, type, default: given, choice_filter, list } = question;
  if (given === undefined || choice_filter !== undefined || list !== undefined) return [];
  if (type === 'note' || type === 'calculate') return [];
  const raw = type === 'select_multiple' ? String(given).split(/\s+/) : [String(given)];
  const { constraint: _later, ...plain } = question;
  const checked = checkAnswer(plain, raw, {}, {}, nowhere);
  if (checked.kind !== 'invalid') return [];
  return [refuse(name, 'default', 'bad_default', `The default "${given}" of "${name}" is no answer to it.`)];
}

function pageFaults(form: Form): SoundnessFinding[] {
  const faults: SoundnessFinding[] = [];
  const say = (question: string | undefined, code: string, text: string) =>
    faults.push(refuse(question, 'name', code, text));
  const names = form.pages.map(({ name }) => name);
  if (names.length > maxScreens)
    say(
      undefined,
      'too_many_screens',
      `The form has ${names.length} screens, and at most ${maxScreens} are taken: make several forms of it, or put questions together on screens (field-list).`,
    );
  for (const twice of twiceIn(names))
    say(undefined, 'duplicate_page', `"${twice}" is the name of two pages or groups.`);
  const questions = new Map(form.questions.map((question) => [question.name, question]));
  const placed = form.pages.flatMap((page) => page.questions);
  for (const page of form.pages) {
    const shown = page.questions.filter((name) => {
      const question = questions.get(name);
      return question !== undefined && isShown(question);
    });
    for (const name of page.questions) {
      const question = questions.get(name);
      const isBounded = question?.min !== undefined || question?.max !== undefined;
      const on = question?.type === 'calculate' && isBounded ? references(question.calculation ?? '') : [];
      if (!on.every((other) => page.questions.includes(other)))
        say(name, 'total_elsewhere', `"${name}" has limits, so all that it adds up must stand on its page.`);
    }
    if (shown.length === 0) say(undefined, 'empty_page', `The page "${page.name}" shows nothing.`);
    for (const name of page.questions)
      if (!questions.has(name))
        say(undefined, 'unknown_question', `The page "${page.name}" names "${name}", which is no question.`);
    for (const name of hangingOnPage(form, page, choiceDependencies))
      say(
        name,
        'same_page',
        `The choices of "${name}" depend on an answer of the same page; it belongs on a page behind it.`,
      );
    for (const [index, name] of page.questions.entries()) {
      const relevant = questions.get(name)?.relevant;
      const behind = page.questions.slice(index + 1);
      const other =
        relevant === undefined ? undefined : references(relevant).find((on) => behind.includes(on));
      if (other !== undefined)
        say(
          name,
          'behind_on_page',
          `"${name}" depends on "${other}", so it must stand behind it on their page.`,
        );
    }
  }
  for (const twice of twiceIn(placed)) say(twice, 'asked_twice', `"${twice}" stands on two pages.`);
  for (const question of form.questions)
    if (!placed.includes(question.name)) {
      if (isShown(question)) say(question.name, 'not_asked', `"${question.name}" stands on no page.`);
      else if (question.min !== undefined || question.max !== undefined)
        say(
          question.name,
          'total_elsewhere',
          `"${question.name}" has limits, so it must stand on a page with what it adds up.`,
        );
    }
  if (form.offer_after !== undefined && !names.includes(form.offer_after))
    say(undefined, 'unknown_page', `offer_after names "${form.offer_after}", which is no page.`);
  return faults;
}
