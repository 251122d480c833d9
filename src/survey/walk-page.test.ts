/** A page whose answers decide what else it asks. */
import { describe, expect, it } from 'vitest';
import type { Answers, Form, Question } from '../protocol/form.ts';
import { offerChoices, pageModel } from './page-model.ts';
import { furtherQuestions, walkPage } from './walk-page.ts';

const label = { en: 'L' };
const choices = ['yes', 'no'].map((name) => ({ name, label }));
const is = (name: string, value: string) => ({ op: '=' as const, args: [{ ref: name }, value] });
const questions: Question[] = [
  { name: 'age', type: 'select_one', label, choices: [...choices, { name: 'adult', label }] },
  { name: 'needs', type: 'select_multiple', label, choices },
  { name: 'sick', type: 'select_one', label, choices },
  { name: 'severity', type: 'calculate', label, calculation: { op: 'if', args: [is('sick', 'yes'), 2, 0] } },
  {
    name: 'care',
    type: 'select_one',
    label,
    choices,
    relevant: { op: 'and', args: [{ op: '>', args: [{ ref: 'severity' }, 1] }, is('age', 'adult')] },
  },
  { name: 'days', type: 'integer', label, max: 30, relevant: is('care', 'no') },
  {
    name: 'note',
    type: 'note',
    label,
    relevant: { op: 'selected', args: [{ ref: 'needs' }, { ref: 'sick' }] },
  },
];
const page = { name: 'p', questions: ['sick', 'care', 'days', 'note'] };
const form: Form = {
  name: 'f',
  version: 1,
  title: label,
  languages: ['en'],
  pages: [{ name: 'age', questions: ['age', 'needs'] }, page],
  questions,
};
const site = { country: 'XDM', kind: 'road' };
const before: Answers = { age: 'adult', needs: ['yes'] };
const walk = (fields: Readonly<Record<string, string>>, answers = before) => {
  const { met, given } = walkPage({ form, page, answers, lists: {}, site }, ({ name }) => [
    fields[name] ?? '',
  ]);
  return [met.map(({ question }) => question.name).join(' '), given];
};

describe('a page', () => {
  it('knows which of its questions hang on its own answers, through a calculation too', () => {
    expect([...furtherQuestions(form, page)]).toEqual(['care', 'days', 'note']);
    expect(furtherQuestions(form, form.pages[0] ?? page).size).toBe(0);
  });

  it('asks one question after the other by what was answered on it', () => {
    expect(walk({})).toEqual(['sick', { sick: null }]);
    expect(walk({ sick: 'yes' })).toEqual(['sick care note', { sick: 'yes', care: null }]);
    expect(walk({ sick: 'yes', care: 'no', days: '٧' })).toEqual([
      'sick care days note',
      { sick: 'yes', care: 'no', days: 7 },
    ]);
    expect(walk({ sick: 'no', care: 'no', days: '7' })).toEqual(['sick', { sick: 'no' }]);
    expect(walk({ sick: 'yes' }, { age: 'yes', needs: ['yes'] })).toEqual(['sick note', { sick: 'yes' }]);
  });

  it('forgets what was answered on it before: only what is given now counts', () => {
    expect(walk({}, { ...before, sick: 'yes', care: 'no', days: 7 })).toEqual(['sick', { sick: null }]);
  });

  it('goes on without what is wrong', () => {
    const { met } = walkPage({ form, page, answers: before, lists: {}, site }, ({ name }) =>
      name === 'sick' ? ['perhaps'] : [],
    );
    expect(met).toMatchObject([{ checked: { kind: 'invalid', problem: 'not_a_choice' } }]);
  });
});

describe('what a phone is told of a page', () => {
  const model = pageModel(form, page, before, site);

  it('is the page alone; of earlier answers only what follows from them, or several choices at once', () => {
    expect(model.form.questions.map(({ name }) => name)).toEqual([
      'needs',
      'sick',
      'severity',
      'care',
      'days',
      'note',
    ]);
    expect(model.answers).toEqual({ needs: ['yes'] });
    expect(JSON.stringify(model)).not.toContain('adult');
    expect(JSON.stringify(model)).not.toContain('"L"');
  });

  it('leads to the same', () => {
    const told = structuredClone(model);
    offerChoices(told, () => ['yes', 'no']);
    const fields: Record<string, string> = { sick: 'yes', care: 'no' };
    const { met } = walkPage({ ...told, lists: {} }, ({ name }) => [fields[name] ?? '']);
    expect(met.map(({ question }) => question.name).join(' ')).toBe('sick care days note');
  });
});
