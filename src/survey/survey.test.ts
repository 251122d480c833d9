/** What a form means: relevance, order, checks, and that the compact encoding loses nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, type Answers, type Form, formSchema, type Question } from '../protocol/form.ts';
import { checkAnswer, checkSubmission } from './check.ts';
import { decodeAnswers, encodeAnswers } from './encode-answers.ts';
import { evaluate } from './evaluate.ts';
import { columnsOf, flattenAnswers, skippedQuestions } from './flatten.ts';
import { endingOf, nextStep, settle } from './order.ts';

const label = { en: 'A label' };
const choices = (...names: string[]) => names.map((name) => ({ name, label }));
const form: Form = formSchema.parse({
  name: 'small',
  version: 1,
  title: label,
  languages: ['en'],
  pages: [
    { name: 'age', questions: ['age'] },
    { name: 'place', questions: ['country', 'area'] },
    { name: 'needs', questions: ['needs'] },
    { name: 'more', questions: ['people', 'others', 'all', 'remark'] },
  ],
  offer_after: 'needs',
  endings: [{ when: { op: '=', args: [{ ref: 'age' }, 'under18'] }, page: 'children' }],
  questions: [
    { name: 'age', type: 'select_one', label, choices: choices('under18', 'adult', 'pnts') },
    {
      name: 'country',
      type: 'select_one_from_file',
      label,
      list: 'countries',
      choices: choices('dont_know'),
      relevant: { op: '!=', args: [{ ref: 'age' }, 'under18'] },
    },
    {
      name: 'area',
      type: 'select_one_from_file',
      label,
      list: 'areas',
      parent: 'country',
      relevant: { op: '=', args: [{ ref: 'country' }, { ref: 'site_country' }] },
    },
    {
      name: 'needs',
      type: 'select_multiple',
      label,
      max_selected: 2,
      choices: [...choices('food', 'water', 'school'), { name: 'none', label, exclusive: true }],
      relevant: { op: '!=', args: [{ ref: 'age' }, 'under18'] },
    },
    { name: 'people', type: 'integer', label, min: 0, max: 20 },
    { name: 'others', type: 'integer', label, min: -5, max: 20 },
    {
      name: 'all',
      type: 'calculate',
      label,
      calculation: { op: '+', args: [{ ref: 'people' }, { ref: 'others' }] },
    },
    { name: 'remark', type: 'text', label, max_length: 20 },
  ],
});
const site = { country: 'XDM', kind: 'bus_terminal' };
const lists = {
  countries: [
    { name: 'XDM', label },
    { name: 'COL', label },
  ],
  areas: [{ name: 'XDM01', label, parent: 'XDM' }],
};
const question = (name: string) => form.questions.find((entry) => entry.name === name) as Question;

describe('an expression', () => {
  it.each([
    [{ op: 'and', args: [true, 'x', 1] }, true],
    [{ op: 'and', args: [true, ''] }, false],
    [{ op: 'or', args: [0, '', false] }, false],
    [{ op: 'not', args: [{ ref: 'nothing' }] }, true],
    [{ op: '=', args: [{ ref: 'nothing' }, ''] }, true],
    [{ op: '<', args: [{ ref: 'nothing' }, 5] }, false],
    [{ op: '>=', args: ['7', 7] }, true],
    [{ op: '=', args: ['07', 7] }, true],
    [{ op: '+', args: [{ ref: 'nothing' }, 2, '3'] }, 5],
    [{ op: 'selected', args: [{ ref: 'needs' }, 'food'] }, true],
    [{ op: 'selected', args: [{ ref: 'needs' }, 'foo'] }, false],
    [{ ref: 'site_kind' }, 'bus_terminal'],
    [{ ref: 'constructor' }, ''],
  ] as const)('%j is %j', (expression, value) => {
    expect(evaluate(structuredClone(expression) as never, { needs: ['food', 'water'] }, site)).toBe(value);
  });
});

describe('the order of pages', () => {
  const step = (answers: Answers, done: string[], more = false) => {
    const next = nextStep(form, answers, done, more, site);
    return next.kind === 'page' ? next.page.name : next.kind;
  };

  it('goes page by page, offers the rest, and ends', () => {
    expect(step({}, [])).toBe('age');
    expect(step({ age: 'adult' }, ['age'])).toBe('place');
    expect(step({ age: 'adult' }, ['age', 'place', 'needs'])).toBe('offer');
    expect(step({ age: 'adult' }, ['age', 'place', 'needs'], true)).toBe('more');
    expect(step({ age: 'adult' }, ['age', 'place', 'needs', 'more'], true)).toBe('end');
  });

  it('skips pages on which nothing is relevant', () => {
    expect(step({ age: 'under18' }, ['age'])).toBe('offer');
    expect(endingOf(form, { age: 'under18' }, site)).toBe('children');
    expect(endingOf(form, { age: 'adult' }, site)).toBe('thanks');
  });

  it('drops what is no longer relevant, and what hung on that, and computes', () => {
    const before = { age: 'adult', country: 'XDM', area: 'XDM01', people: 2, others: 3 };
    expect(settle(form, before, lists, site)).toEqual({ ...before, all: 5 });
    expect(settle(form, { ...before, country: 'COL' }, lists, site)).not.toHaveProperty('area');
    expect(settle(form, { ...before, age: 'under18' }, lists, site)).toEqual({
      age: 'under18',
      people: 2,
      others: 3,
      all: 5,
    });
  });
});

describe('an answer that hangs on another', () => {
  it('goes when the other changes to one under which it is not offered, and not before', () => {
    const before = { age: 'adult', country: 'XDM', area: 'XDM01', all: 0 };
    const more = { ...lists, areas: [...lists.areas, { name: 'XDM02', label, parent: 'COL' }] };
    expect(settle(form, before, more, site)).toEqual(before);
    expect(settle(form, { ...before, area: 'XDM02' }, more, site)).toEqual({
      age: 'adult',
      country: 'XDM',
      all: 0,
    });
    expect(settle(form, { ...before, area: null }, more, site)).toEqual({ ...before, area: null });
  });
});

describe('a computed total', () => {
  const bounded: Form = {
    ...form,
    questions: form.questions.map((entry) => (entry.name === 'all' ? { ...entry, min: 1, max: 20 } : entry)),
  };
  it.each([
    [{ people: 0, others: 0 }, ['all: too_small']],
    [{ people: 20, others: 1 }, ['all: too_large']],
    [{ people: 20, others: 0 }, []],
    [{ people: null, others: null }, ['all: too_small']],
  ])('of %j is judged %j', (answers, expected) => {
    expect(checkSubmission(bounded, answers, lists, site)).toEqual(expected);
  });
});

describe('the check of an answer', () => {
  it.each([
    ['age', ['adult'], { kind: 'ok', answer: 'adult' }],
    ['age', [], { kind: 'skipped' }],
    ['age', [' '], { kind: 'skipped' }],
    ['age', ['child'], { kind: 'invalid', problem: 'not_a_choice' }],
    ['country', ['COL'], { kind: 'ok', answer: 'COL' }],
    ['country', ['dont_know'], { kind: 'ok', answer: 'dont_know' }],
    ['country', ['ZZZ'], { kind: 'invalid', problem: 'not_a_choice' }],
    ['area', ['XDM01'], { kind: 'invalid', problem: 'not_a_choice' }],
    ['needs', ['water', 'food'], { kind: 'ok', answer: ['food', 'water'] }],
    ['needs', ['food', 'food'], { kind: 'ok', answer: ['food'] }],
    ['needs', ['food', 'water', 'school'], { kind: 'invalid', problem: 'too_many' }],
    ['needs', ['food', 'none'], { kind: 'invalid', problem: 'exclusive_with_others' }],
    ['needs', ['food', 'gold'], { kind: 'invalid', problem: 'not_a_choice' }],
    ['people', ['20'], { kind: 'ok', answer: 20 }],
    ['people', ['21'], { kind: 'invalid', problem: 'too_large' }],
    ['people', ['-1'], { kind: 'invalid', problem: 'too_small' }],
    ['people', ['1e3'], { kind: 'invalid', problem: 'not_a_number' }],
    ['remark', ['😀'.repeat(20)], { kind: 'ok', answer: '😀'.repeat(20) }],
    ['remark', ['😀'.repeat(21)], { kind: 'invalid', problem: 'too_long' }],
    ['all', ['5'], { kind: 'invalid', problem: 'not_a_choice' }],
  ] as const)('%s %j → %j', (name, raw, expected) => {
    expect(checkAnswer(question(name), raw, {}, lists, site)).toEqual(expected);
  });

  it('offers an area only under its answered country', () => {
    expect(checkAnswer(question('area'), ['XDM01'], { country: 'XDM' }, lists, site).kind).toBe('ok');
    expect(checkAnswer(question('area'), ['XDM01'], { country: 'COL' }, lists, site).kind).toBe('invalid');
  });

  it('names every fault of a whole submission', () => {
    const faults = checkSubmission(
      form,
      { age: 'adult', area: 'XDM01', people: 99, ghost: 'x', all: 3 },
      lists,
      site,
    );
    expect(faults).toEqual([
      'area: not relevant',
      'people: too_large',
      'ghost: no such question',
      'all: no such question',
    ]);
    expect(
      checkSubmission(form, { age: 'adult', country: 'XDM', area: 'XDM01', needs: null }, lists, site),
    ).toEqual([]);
  });
});

describe('the compact encoding', () => {
  const answerOf = (entry: Question): fc.Arbitrary<Answer> => {
    const names = (entry.choices ?? []).map(({ name }) => name);
    switch (entry.type) {
      case 'select_one':
        return fc.constantFrom(...names);
      case 'select_multiple':
        return fc.subarray(names, { minLength: 1 });
      case 'select_one_from_file':
        return fc.oneof(
          fc.constantFrom('COL', 'XDM01', 'a_B-9', ...names),
          fc.stringMatching(/^[A-Za-z0-9_-]{1,31}$/),
        );
      case 'integer':
        return fc.integer({ min: -(2 ** 30), max: 2 ** 30 });
      default:
        return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
    }
  };
  const anyAnswers = fc.record(
    Object.fromEntries(
      form.questions
        .filter(({ type }) => type !== 'calculate')
        .map((entry) => [entry.name, fc.oneof(fc.constant(null), answerOf(entry))]),
    ),
    { requiredKeys: [] },
  );

  it('loses nothing: not asked, skipped and answered come back as they were', () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        expect(decodeAnswers(form, encodeAnswers(form, answers as Answers))).toEqual(answers);
      }),
      { numRuns: 1000 },
    );
  });

  it('throws on noise rather than inventing an answer of another form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        let answers: Answers;
        try {
          answers = decodeAnswers(form, noise);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        for (const name of Object.keys(answers)) expect(question(name)).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the flat row', () => {
  it('has a 0/1 column a choice, empty where not asked or skipped, and says which was skipped', () => {
    const columns = columnsOf(form);
    expect(columns.map(({ header }) => header)).toEqual([
      'age',
      'country',
      'area',
      'needs/food',
      'needs/water',
      'needs/school',
      'needs/none',
      'people',
      'others',
      'all',
      'remark',
    ]);
    const answers = { age: 'pnts', country: null, needs: ['water'], people: 0, all: 0 };
    expect(flattenAnswers(columns, answers)).toEqual(['pnts', '', '', '0', '1', '0', '0', '0', '', '0', '']);
    expect(flattenAnswers(columns, { needs: null }).slice(3, 7)).toEqual(['', '', '', '']);
    expect(skippedQuestions(form, answers)).toBe('country');
  });
});
