/** Decimals, ranges, dates, notes, acknowledgements, choice filters, constraints: kept, encoded, exported. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Form, formSchema, type Question } from '../protocol/form.ts';
import { checkAnswer, checkSubmission } from './check.ts';
import { dictionaryOf } from './dictionary.ts';
import { decodeAnswers, encodeAnswers } from './encode-answers.ts';
import { evaluate } from './evaluate.ts';
import { columnsOf, flattenAnswers } from './flatten.ts';
import { settle } from './order.ts';
import { exportedOnly } from './references.ts';

const label = { en: 'L' };
const form: Form = formSchema.parse({
  name: 'types',
  version: 1,
  title: label,
  languages: ['en'],
  pages: [{ name: 'all', questions: ['area', 'town', 'weight', 'pain', 'since', 'seen', 'hello'] }],
  questions: [
    { name: 'area', type: 'select_one', label, choices: ['north', 'south'].map((name) => ({ name, label })) },
    {
      name: 'town',
      type: 'select_multiple',
      label,
      choices: [
        { name: 'a', label, columns: { area: 'north' } },
        { name: 'b', label, columns: { area: 'north' } },
        { name: 'c', label, columns: { area: 'south' } },
      ],
      choice_filter: { op: '=', args: [{ column: 'area' }, { ref: 'area' }] },
    },
    { name: 'weight', type: 'decimal', label, min: -1e9, constraint: { op: '!=', args: [{ ref: '.' }, 13] } },
    { name: 'pain', type: 'range', label, min: 0, max: 2, step: 0.5 },
    { name: 'since', type: 'date', label },
    { name: 'seen', type: 'acknowledge', label },
    { name: 'hello', type: 'note', label },
    { name: 'twice', type: 'calculate', label, calculation: { op: '*', args: [{ ref: 'pain' }, 2] } },
    { name: 'copy', type: 'calculate', label, calculation: { ref: 'since' } },
  ],
});
const site = { country: 'XDM', kind: 'road', modules: ['transport'] };
const question = (name: string) => form.questions.find((entry) => entry.name === name) as Question;
const check = (name: string, ...raw: string[]) =>
  checkAnswer(question(name), raw, { area: 'north' }, {}, site);

describe('an answer of a newer type', () => {
  it.each([
    ['weight', '3,5', { kind: 'ok', answer: 3.5 }],
    ['weight', '13.0', { kind: 'invalid', problem: 'constraint' }],
    ['weight', 'x', { kind: 'invalid', problem: 'not_a_number' }],
    ['pain', '1.5', { kind: 'ok', answer: 1.5 }],
    ['pain', '1.2', { kind: 'invalid', problem: 'not_a_choice' }],
    ['pain', '2.5', { kind: 'invalid', problem: 'too_large' }],
    ['since', '29/02/2024', { kind: 'ok', answer: '2024-02-29' }],
    ['since', '30/02/2024', { kind: 'invalid', problem: 'not_a_date' }],
    ['seen', 'OK', { kind: 'ok', answer: 'OK' }],
    ['seen', 'yes', { kind: 'invalid', problem: 'not_a_choice' }],
    ['hello', 'x', { kind: 'invalid', problem: 'not_a_choice' }],
    ['town', 'a', { kind: 'ok', answer: ['a'] }],
    ['town', 'c', { kind: 'invalid', problem: 'not_a_choice' }],
  ] as const)('%s %s → %j', (name, raw, expected) => {
    expect(check(name, raw)).toEqual(expected);
  });

  it('goes when what it hung on changed: the towns of another area, a figure that the rule no longer allows', () => {
    expect(settle(form, { area: 'north', town: ['a', 'b'] }, {}, site)).toMatchObject({ town: ['a', 'b'] });
    expect(settle(form, { area: 'south', town: ['a', 'b'] }, {}, site)).not.toHaveProperty('town');
    expect(settle(form, { weight: 13 }, {}, site)).toEqual({});
  });

  it('comes back from its few bytes as it was', () => {
    const answers = fc.record(
      {
        weight: fc
          .tuple(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), fc.integer({ min: 6, max: 9 }))
          .map(([digits, decimals]) => Number(`${digits}e-${decimals}`) + 0),
        pain: fc.constantFrom(null, 0, 0.5, 1, 1.5, 2),
        since: fc.constantFrom(null, '1900-01-01', '2024-02-29', '2100-12-31'),
        seen: fc.constantFrom(null, 'OK'),
        town: fc.constantFrom(null, ['a'], ['a', 'c']),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(answers, (given) => {
        const encoded = encodeAnswers(form, given);
        expect(decodeAnswers(form, encoded)).toEqual(given);
        expect(encoded.length).toBeLessThanOrEqual(14);
      }),
      { numRuns: 2000 },
    );
  });

  it('is checked at the collector by what came before it, calculations included', () => {
    expect(
      checkSubmission(form, { area: 'north', town: ['a'], since: '2024-01-01', seen: 'OK' }, {}, site),
    ).toEqual([]);
    expect(checkSubmission(form, { area: 'south', town: ['a'], hello: null }, {}, site)).toEqual([
      'town: not_a_choice',
      'hello: no such question',
    ]);
  });

  it('has its column, but a note has none; words, dates, exact figures and their copies are never charted', () => {
    const columns = columnsOf(form);
    expect(columns.map(({ header }) => header)).not.toContain('hello');
    expect(flattenAnswers(columns, { weight: 1e-9, pain: 1.5, since: '2024-02-29', seen: 'OK' })).toEqual([
      '',
      '',
      '',
      '',
      '0.000000001',
      '1.5',
      '2024-02-29',
      'OK',
      '',
      '',
    ]);
    expect([...exportedOnly(form)]).toEqual(['weight', 'since', 'copy']);
    const rows = dictionaryOf(form, 'en');
    expect(rows.find(({ column }) => column === 'pain')?.values).toBe('0..2 by 0.5');
    expect(rows.find(({ column }) => column === 'since')?.values).toBe('YYYY-MM-DD');
  });
});

describe('an expression', () => {
  it.each([
    [{ op: '-', args: [5, 2] }, 3],
    [{ op: '-', args: [{ ref: 'nothing' }, 2] }, ''],
    [{ op: '*', args: [2, 3, 4] }, 24],
    [{ op: 'div', args: [1, 0] }, ''],
    [{ op: 'mod', args: [7, 4] }, 3],
    [{ op: 'neg', args: [0] }, 0],
    [{ op: '+', args: [1e308, 1e308] }, ''],
    [{ op: 'if', args: [{ ref: 'nothing' }, 'a', 'b'] }, 'b'],
    [{ op: 'coalesce', args: [{ ref: 'nothing' }, 'b'] }, 'b'],
    [{ op: 'regex', args: ['CO12', '[A-Z]{2}[0-9]+'] }, true],
    [{ op: 'count-selected', args: [{ ref: 'town' }] }, 2],
    [{ op: 'count-selected', args: [{ ref: 'nothing' }] }, 0],
    [{ op: 'string-length', args: ['😀a'] }, 2],
    [{ op: '<', args: ['2024-01-31', '2024-02-01'] }, true],
    [{ op: '=', args: ['0x10', 16] }, false],
    [{ op: 'selected', args: [{ ref: 'site_modules' }, 'transport'] }, true],
    [{ column: 'area' }, ''],
    [{ ref: '.' }, ''],
  ] as const)('%j is %j', (expression, value) => {
    expect(evaluate(structuredClone(expression) as never, { town: ['a', 'c'] }, site)).toBe(value);
  });
});
