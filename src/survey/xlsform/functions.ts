/** The functions that an expression may call, and why it may not call the others that XLSForms are full of. */
import type { Expression, Operator } from '../../protocol/form.ts';
import { isDate } from '../read-number.ts';

export interface KnownFunction {
  readonly least: number;
  readonly most: number;
  /** undefined: not with these arguments. */
  readonly make: (args: Expression[]) => Expression | undefined;
}

const operation = (op: Operator, least: number, most: number): readonly [string, KnownFunction] => [
  op,
  { least, most, make: (args) => ({ op, args }) },
];

/** By the name that is called. */
export const functions: ReadonlyMap<string, KnownFunction> = new Map([
  operation('not', 1, 1),
  operation('if', 3, 3),
  operation('coalesce', 2, 20),
  operation('regex', 2, 2),
  operation('selected', 2, 2),
  operation('count-selected', 1, 1),
  operation('string-length', 1, 1),
  ['true', { least: 0, most: 0, make: () => true }],
  ['false', { least: 0, most: 0, make: () => false }],
  [
    'date',
    {
      least: 1,
      most: 1,
      make: ([day]) => (typeof day === 'string' && isDate(day) ? day : undefined),
    },
  ],
]);

/** How many arguments an operation has; the infix ones among them. */
export function argumentCounts(op: Operator): { readonly least: number; readonly most: number } {
  const called = functions.get(op);
  if (called) return called;
  if (op === 'neg') return { least: 1, most: 1 };
  const isChained = op === 'and' || op === 'or' || op === '+' || op === '*';
  return { least: 2, most: isChained ? Number.POSITIVE_INFINITY : 2 };
}

const clock = 'which needs a clock; a kit may have none, and the answer would then be wrong';
const repeats = 'which belongs to repeats; a visitor answers for one group, once';
const file = 'which reads a file that is not part of the form; use a list and choice_filter';
const place = 'which works on exact places; nothing here asks for one';
const chance = 'which gives another value each time; phone, kit and collector must agree';

/** By name: the end of the sentence "calls today(), …". */
export const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ...[
    'today',
    'now',
    'date-time',
    'decimal-date-time',
    'decimal-time',
    'format-date',
    'format-date-time',
  ].map((name) => [name, clock] as const),
  ...['position', 'indexed-repeat', 'count', 'count-non-empty', 'sum', 'join', 'once'].map(
    (name) => [name, repeats] as const,
  ),
  ...['pulldata', 'instance', 'search', 'lookup'].map((name) => [name, file] as const),
  ...['area', 'distance', 'geofence', 'intersects'].map((name) => [name, place] as const),
  ...['random', 'uuid', 'randomize'].map((name) => [name, chance] as const),
  ['jr:choice-name', 'which copies a label; labels are read from the form itself'],
  ['choice-label', 'which copies a label; labels are read from the form itself'],
  ['property', 'which reads out the device; nothing here may'],
]);
