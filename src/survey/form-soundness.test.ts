/** What a form that does not hold together is told. */
import { describe, expect, it } from 'vitest';
import type { Form, Question } from '../protocol/form.ts';
import { checkSoundness } from './form-soundness.ts';

const label = { en: 'L' };
const choices = [
  { name: 'x', label },
  { name: 'y', label, columns: { region: 'north' } },
];
const base: Form = {
  name: 'f',
  version: 1,
  title: label,
  languages: ['en'],
  pages: [
    { name: 'a', questions: ['a'] },
    { name: 'b', questions: ['b'] },
  ],
  questions: [
    { name: 'a', type: 'select_one', label, choices },
    { name: 'b', type: 'integer', label },
  ],
};
const withB = (more: Partial<Question>): Form => ({
  ...base,
  questions: base.questions.map((question) => (question.name === 'b' ? { ...question, ...more } : question)),
});
const codes = (form: Form) => checkSoundness(form, ['countries']).map(({ code }) => code);

describe('a form', () => {
  it('that holds together is told nothing', () => {
    expect(codes(base)).toEqual([]);
    expect(codes(withB({ relevant: { op: '=', args: [{ ref: 'a' }, { ref: 'site_country' }] } }))).toEqual(
      [],
    );
  });

  it.each<[string, Partial<Question>, string]>([
    ['name twice', { name: 'a' }, 'duplicate_name'],
    ['name that is taken', { name: 'toString' }, 'taken_name'],
    ['no choices', { type: 'select_one' }, 'no_choices'],
    ['choice twice', { type: 'select_one', choices: [...choices, ...choices] }, 'duplicate_choice'],
    ['unknown list', { type: 'select_one_from_file', list: 'moons' }, 'unknown_list'],
    ['no list', { type: 'select_one_from_file' }, 'no_list'],
    [
      'parent that comes later',
      { type: 'select_one_from_file', list: 'countries', parent: 'c' },
      'unknown_reference',
    ],
    ['list on a number', { list: 'countries' }, 'list_without_use'],
    ['no room', { min: 3, max: 2 }, 'no_room'],
    ['more than there are', { type: 'select_multiple', choices, max_selected: 3 }, 'too_few_choices'],
    ['range without a step', { type: 'range', min: 0, max: 1 }, 'incomplete_range'],
    ['range of a million', { type: 'range', min: 0, max: 1e6, step: 1 }, 'bad_step'],
    ['calculate of nothing', { type: 'calculate' }, 'no_calculation'],
    ['calculated answer', { calculation: 1 }, 'calculated_answer'],
    ['default that is no answer', { default: 'many' }, 'bad_default'],
    ['default of a note', { type: 'note', default: 'x' }, 'not_answered'],
    ['unknown reference', { relevant: { ref: 'ghost' } }, 'unknown_reference'],
    ['own answer', { relevant: { ref: 'b' } }, 'cycle'],
    ['self outside a constraint', { relevant: { ref: '.' } }, 'self'],
    ['column outside a filter', { relevant: { column: 'region' } }, 'column'],
    [
      'column that no choice has',
      { type: 'select_one', choices, choice_filter: { column: 'moon' } },
      'unknown_column',
    ],
    ['too few arguments', { relevant: { op: 'if', args: [true] } }, 'arguments'],
    ['pattern that is none', { constraint: { op: 'regex', args: [{ ref: '.' }, '('] } }, 'bad_pattern'],
    [
      'pattern from an answer',
      { constraint: { op: 'regex', args: [{ ref: '.' }, { ref: 'a' }] } },
      'bad_pattern',
    ],
  ])('with a %s is told so', (_what, more, code) => {
    expect(codes(withB(more))).toContain(code);
  });

  it.each<[string, Partial<Form>, string]>([
    ['page twice', { pages: [...base.pages, { name: 'a', questions: ['b'] }] }, 'duplicate_page'],
    ['question on two pages', { pages: [...base.pages, { name: 'c', questions: ['b'] }] }, 'asked_twice'],
    ['question on none', { pages: [{ name: 'a', questions: ['a'] }] }, 'not_asked'],
    ['page of nobody', { pages: [...base.pages, { name: 'c', questions: ['ghost'] }] }, 'unknown_question'],
    ['unknown offer', { offer_after: 'ghost' }, 'unknown_page'],
    [
      'ending that asks nobody',
      { endings: [{ when: { ref: 'ghost' }, page: 'children' }] },
      'unknown_reference',
    ],
  ])('with a %s is told so', (_what, more, code) => {
    expect(codes({ ...base, ...more })).toContain(code);
  });

  it('of more than 200 screens is told that it is too long', () => {
    const asked = (count: number) =>
      Array.from({ length: count }, (_, n): Question => ({ name: `q${n}`, type: 'integer', label }));
    const long = (count: number): Form => ({
      ...base,
      questions: asked(count),
      pages: asked(count).map(({ name }) => ({ name, questions: [name] })),
    });
    expect(codes(long(200))).toEqual([]);
    expect(codes(long(201))).toEqual(['too_many_screens']);
    expect(checkSoundness(long(201))[0]?.text).toContain('201 screens');
  });

  it('is told of choices that depend on their own page, of an order that cannot be asked, and of a total whose parts stand elsewhere', () => {
    const together = (more: Partial<Question>, ...names: string[]): Form => ({
      ...withB(more),
      pages: [{ name: 'p', questions: names }],
    });
    const filtered: Partial<Question> = {
      type: 'select_one',
      choices,
      choice_filter: { op: '=', args: [{ column: 'region' }, { ref: 'a' }] },
    };
    expect(codes(together(filtered, 'a', 'b'))).toEqual(['same_page']);
    expect(codes(together({ relevant: { ref: 'a' } }, 'a', 'b'))).toEqual([]);
    expect(codes(together({ relevant: { ref: 'a' } }, 'b', 'a'))).toEqual(['behind_on_page']);
    const total: Question = {
      name: 't',
      type: 'calculate',
      label,
      calculation: { op: '+', args: [{ ref: 'b' }, 1] },
      max: 3,
    };
    expect(codes({ ...base, questions: [...base.questions, total] })).toEqual(['total_elsewhere']);
    const beside = { ...base, questions: [...base.questions, total] };
    expect(
      codes({ ...beside, pages: [base.pages[0], { name: 'b', questions: ['b', 't'] }] as Form['pages'] }),
    ).toEqual([]);
  });
});
