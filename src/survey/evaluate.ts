/**
 * What an expression of a form is worth, given the answers. Pure and total: it never throws, and it ends. An unanswered
 * question is the empty string, as in XPath; a comparison with it is false unless it asks for emptiness. Arithmetic with what
 * is no number is empty again; only a sum takes the unanswered for nothing, so that a total of four fields needs one of them.
 */
import type { Answer, Answers, Expression, Operator } from '../protocol/form.ts';
import { isDate } from './read-number.ts';
import { matches } from './regex.ts';

/** What the kit and the collector both know of the place: `${site_country}`, `${site_kind}`, `${site_modules}`. */
export interface SiteFacts {
  readonly country: string;
  readonly kind: string;
  /** Modules of the form that are switched on here. */
  readonly modules?: readonly string[] | undefined;
}

/** What an expression may look at beside the answers. */
export interface Scope {
  /** `.` in a constraint: the answer that is judged. */
  readonly self?: Answer;
  /** A column of the choice or list item that a filter judges; undefined: it has none of that name. */
  readonly column?: (name: string) => string | undefined;
}

export type Value = string | number | boolean | readonly string[];

const noScope: Scope = {};

export function evaluate(
  expression: Expression,
  answers: Answers,
  site: SiteFacts,
  scope: Scope = noScope,
): Value {
  if (typeof expression !== 'object') return expression;
  if ('ref' in expression) return reference(expression.ref, answers, site, scope);
  if ('column' in expression) return scope.column?.(expression.column) ?? '';
  return operations[expression.op](expression.args.map((arg) => evaluate(arg, answers, site, scope)));
}

export const holds = (
  expression: Expression,
  answers: Answers,
  site: SiteFacts,
  scope: Scope = noScope,
): boolean => truth(evaluate(expression, answers, site, scope));

/** What every form may ask about the place. */
export const siteReferences = ['site_country', 'site_kind', 'site_modules'] as const;

function reference(name: string, answers: Answers, site: SiteFacts, scope: Scope): Value {
  if (name === '.') return scope.self ?? '';
  if (name === 'site_country') return site.country;
  if (name === 'site_kind') return site.kind;
  if (name === 'site_modules') return site.modules ?? [];
  // Own properties only: an answer is never read from an object's prototype.
  const answer: Answer | undefined = Object.hasOwn(answers, name) ? answers[name] : undefined;
  return answer ?? '';
}

const operations: Readonly<Record<Operator, (args: readonly Value[]) => Value>> = {
  and: (args) => args.every(truth),
  or: (args) => args.some(truth),
  not: ([value = '']) => !truth(value),
  '=': ([left = '', right = '']) => same(left, right),
  '!=': ([left = '', right = '']) => !same(left, right),
  '<': ([left = '', right = '']) => compare(left, right, (a, b) => a < b),
  '<=': ([left = '', right = '']) => compare(left, right, (a, b) => a <= b),
  '>': ([left = '', right = '']) => compare(left, right, (a, b) => a > b),
  '>=': ([left = '', right = '']) => compare(left, right, (a, b) => a >= b),
  '+': (args) => finite(args.reduce<number>((sum, arg) => sum + (number(arg) || 0), 0)),
  '-': ([left = '', right = '']) => finite(number(left) - number(right)),
  '*': (args) => finite(args.reduce<number>((product, arg) => product * number(arg), 1)),
  div: ([left = '', right = '']) => finite(number(left) / number(right)),
  mod: ([left = '', right = '']) => finite(number(left) % number(right)),
  neg: ([value = '']) => finite(-number(value)),
  if: ([condition = '', yes = '', no = '']) => (truth(condition) ? yes : no),
  coalesce: (args) => args.find((value) => text(value) !== '') ?? '',
  regex: ([value = '', pattern = '']) => matches(text(value), text(pattern)),
  selected: ([value = '', name = '']) =>
    Array.isArray(value) ? value.includes(text(name)) : value !== '' && same(value, name),
  'count-selected': ([value = '']) => (Array.isArray(value) ? value.length : Number(text(value) !== '')),
  'string-length': ([value = '']) => [...text(value)].length,
};

function truth(value: Value): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== '' && value !== 0 && value !== false;
}

function number(value: Value): number {
  if (Array.isArray(value) || (typeof value === 'string' && !/^\s*-?(\d+\.?\d*|\.\d+)\s*$/.test(value)))
    return Number.NaN;
  return Number(value);
}

/** Division by nothing, an overflow, a text where a number belongs: no value. And no minus zero. */
const finite = (value: number): Value => (Number.isFinite(value) ? value + 0 : '');

/** Names that were chosen stand apart by a space, as in XForms. */
const text = (value: Value): string => (Array.isArray(value) ? value.join(' ') : String(value));

function same(left: Value, right: Value): boolean {
  if (typeof left === 'number' || typeof right === 'number') return number(left) === number(right);
  return text(left) === text(right);
}

/** Numbers by their size; two dates by the calendar, which their letters follow. */
function compare(
  left: Value,
  right: Value,
  isSo: (a: number | string, b: number | string) => boolean,
): boolean {
  if (typeof left === 'string' && typeof right === 'string' && isDate(left) && isDate(right))
    return isSo(left, right);
  return isSo(number(left), number(right));
}
