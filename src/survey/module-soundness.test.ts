/** What a form may make of the modules of a site, given that the collector judges as if all were switched on. */
import { describe, expect, it } from 'vitest';
import type { Expression, Form, Question } from '../protocol/form.ts';
import { moduleFaults } from './module-soundness.ts';

const label = { en: 'L' };
const has: Expression = { op: 'selected', args: [{ ref: 'site_modules' }, 'psea'] };
const formOf = (question: Partial<Question>, endings?: Form['endings']): Form => ({
  name: 'f',
  version: 1,
  title: label,
  languages: ['en'],
  pages: [{ name: 'q', questions: ['q'] }],
  questions: [{ name: 'q', type: 'integer', label, ...question }],
  ...(endings ? { endings } : {}),
});
const columns = (form: Form) => moduleFaults(form).map(({ code, key }) => `${code} ${key}`);

describe('the modules of a site', () => {
  it.each<[string, Expression]>([
    ['by themselves', has],
    ['and more', { op: 'and', args: [has, { op: 'not', args: [{ ref: 'a' }] }] }],
    [
      'or other',
      {
        op: 'or',
        args: [
          { op: '=', args: [{ ref: 'a' }, 'x'] },
          { op: 'and', args: [has, has] },
        ],
      },
    ],
    ['named by an answer', { op: 'selected', args: [{ ref: 'site_modules' }, { ref: 'a' }] }],
  ])('may say what is asked and offered more: %s', (_, expression) => {
    expect(columns(formOf({ relevant: expression, choice_filter: expression }))).toEqual([]);
  });

  it.each<[string, Expression]>([
    ['not', { op: 'not', args: [has] }],
    ['within and', { op: 'and', args: [true, { op: 'not', args: [has] }] }],
    ['=', { op: '=', args: [{ ref: 'site_modules' }, 'psea'] }],
    ['!=', { op: '!=', args: [{ ref: 'site_modules' }, ''] }],
    ['if', { op: 'if', args: [has, false, true] }],
    ['count', { op: '<', args: [{ op: 'count-selected', args: [{ ref: 'site_modules' }] }, 2] }],
    ['as a name', { op: 'selected', args: [{ ref: 'a' }, { ref: 'site_modules' }] }],
    ['bare', { ref: 'site_modules' }],
  ])('may not say what is asked less: %s', (_, expression) => {
    expect(columns(formOf({ relevant: expression }))).toEqual(['modules relevant']);
    expect(columns(formOf({ choice_filter: expression }))).toEqual(['modules choice_filter']);
  });

  it('are nothing to calculate with, to judge by, or to end by', () => {
    expect(columns(formOf({ constraint: has }))).toEqual(['modules constraint']);
    expect(columns(formOf({ type: 'calculate', calculation: has, relevant: has }))).toEqual([
      'modules relevant',
      'modules calculation',
    ]);
    expect(columns(formOf({}, [{ when: has, page: 'safe' }]))).toEqual(['modules dtm::ending_when']);
  });
});
