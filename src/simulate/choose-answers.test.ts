import { expect, test } from 'vitest';
import { chooseAnswer } from './choose-answers.ts';
import { createDice } from './random.ts';
import type { Field, FieldKind } from './read-page.ts';

const dice = createDice('answers');
const choosing = { dice, freeText: 'agua', atMost: 3 };

function field(
  kind: FieldKind,
  name: string,
  values: readonly string[] = [],
  limits: Partial<Field> = {},
): Field {
  const options = values.map((value) => ({ value, chosen: false }));
  return { name, kind, options, value: '', min: undefined, max: undefined, ...limits };
}

test('a known question is answered by its weights', () => {
  const count: Record<string, number> = {};
  for (let time = 0; time < 4000; time += 1) {
    const [value = ''] = chooseAnswer(field('radio', 'help_known', ['yes', 'no', 'pnts']), choosing);
    count[value] = (count[value] ?? 0) + 1;
  }
  expect(count.no).toBeGreaterThan((count.yes ?? 0) * 1.5);
  expect(count.pnts).toBeGreaterThan(150);
});

test('of an unknown question every choice comes up', () => {
  const seen = new Set(
    Array.from({ length: 200 }, () => chooseAnswer(field('radio', 'new', ['a', 'b', 'c']), choosing)[0]),
  );
  expect(seen).toEqual(new Set(['a', 'b', 'c']));
});

test('a multiple choice stays within its limit, without repeats, and "none" stands alone', () => {
  const needs = field('checkbox', 'needs', ['food', 'shelter', 'cash', 'work', 'none']);
  const drawn = Array.from({ length: 500 }, () => chooseAnswer(needs, choosing));
  for (const values of drawn) {
    expect(values.length).toBeGreaterThanOrEqual(1);
    expect(values.length).toBeLessThanOrEqual(3);
    expect(new Set(values).size).toBe(values.length);
    if (values.includes('none')) expect(values).toEqual(['none']);
  }
  expect(drawn.some((values) => values.includes('none'))).toBe(true);
  expect(drawn.some((values) => values.length === 3)).toBe(true);
});

test('numbers keep to the limits of the field', () => {
  for (let time = 0; time < 100; time += 1) {
    const [text] = chooseAnswer(field('number', 'group_women', [], { min: 1, max: 2 }), choosing);
    expect(['1', '2']).toContain(text);
  }
});

test('the same seed makes the same choices, another seed others', () => {
  const play = (seed: string) => {
    const own = createDice(seed);
    return Array.from({ length: 30 }, () => own.between(0, 1000));
  };
  expect(play('7/1')).toEqual(play('7/1'));
  expect(play('7/1')).not.toEqual(play('7/2'));
});
