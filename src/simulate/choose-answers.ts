/**
 * What a person answers, by the questions' names as the page shows them: weights where a plausible distribution is
 * known, otherwise evenly among what is offered. What is not in a table can still be answered, so any form can be played.
 */
import type { Dice } from './random.ts';
import type { Field } from './read-page.ts';

/** Weights by question and choice; a choice without one weighs 1, so weights below are relative to that. */
const weights: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  age_group: { under18: 8, '18_24': 28, '25_59': 52, '60plus': 8, pnts: 4 },
  sex: { f: 46, m: 48, x: 1, pnts: 5 },
  move_type: { idp: 18, transit: 38, settle_here: 14, returning: 8, temporary: 6, resident: 12, pnts: 4 },
  destination_country: { stay_here: 12, dont_know: 8 },
  help_known: { yes: 30, no: 62, pnts: 8 },
};

/** Chosen alone or not at all. */
const alone: readonly string[] = ['none', 'pnts'];

/** An answer to one of these decides what else is asked; a person who goes back leaves it as it is. */
const drivers: readonly string[] = [
  'age_group',
  'move_type',
  'origin_country',
  'origin_adm1',
  'destination_country',
  'destination_adm1',
];
export const decidesOthers = (question: string) => drivers.includes(question);

/** What is typed into a list's search box: names of countries as written in different languages, and beginnings. */
export const searchWords: readonly string[] = [
  'haiti',
  'PERU',
  'camerún',
  'Cameroun',
  'india',
  'nepal',
  'an',
  'a',
  'o',
];

export interface Choosing {
  readonly dice: Dice;
  /** Put into free text. */
  readonly freeText: string;
  /** How many options at most of a multiple choice; one more is too many. */
  readonly atMost: number;
}

/** The values for one field; [] where nothing can be chosen. */
export function chooseAnswer(field: Field, { dice, freeText, atMost }: Choosing): string[] {
  const values = field.options.map(({ value }) => value);
  switch (field.kind) {
    case 'radio':
      return values.length === 0 ? [] : [dice.weighted(weighed(field.name, values))];
    case 'checkbox':
      return chooseSeveral(values, dice, atMost);
    case 'number':
      return [String(chooseNumber(field, dice))];
    case 'date':
      return [`${dice.between(2020, 2026)}-0${dice.between(1, 9)}-1${dice.between(0, 9)}`];
    case 'text':
      return [freeText];
    case 'search':
    case 'hidden':
      return [field.value];
  }
}

function weighed(question: string, values: readonly string[]): Record<string, number> {
  const known = weights[question] ?? {};
  // A known question's unlisted choices (countries beside "stay here") share evenly.
  return Object.fromEntries(values.map((value) => [value, known[value] ?? 4]));
}

function chooseSeveral(values: readonly string[], dice: Dice, atMost: number): string[] {
  const together = values.filter((value) => !alone.includes(value));
  const single = values.filter((value) => alone.includes(value));
  if (single.length > 0 && dice.chance(0.15)) return [dice.pick(single)];
  return dice.several(together, atMost > 3 ? atMost : dice.between(1, atMost));
}

/** Mostly 0, 1 or 2, seldom more, within the field's own limits. */
function chooseNumber({ min = 0, max = 20 }: Field, dice: Dice): number {
  const number = Number(dice.weighted({ '0': 45, '1': 35, '2': 14, '3': 4, '5': 2 }));
  return Math.min(max, Math.max(min, number));
}
