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
  return typeof expression === 'object' ? prepared(expression)(answers, site, scope) : expression;
}

export const holds = (
  expression: Expression,
  answers: Answers,
  site: SiteFacts,
  scope: Scope = noScope,
): boolean => truth(evaluate(expression, answers, site, scope));

type Prepared = (answers: Answers, site: SiteFacts, scope: Scope) => Value;
type Composed = Exclude<Expression, string | number | boolean>;

/** Forms do not change; each condition of theirs is asked some ten times a visit. */
const preparedBefore = new WeakMap<Composed, Prepared>();

function prepared(expression: Composed): Prepared {
  let known = preparedBefore.get(expression);
  if (!known) {
    known = prepare(expression);
    preparedBefore.set(expression, known);
  }
  return known;
}

function prepare(expression: Expression): Prepared {
  if (typeof expression !== 'object') return () => expression;
  if ('ref' in expression) return reference(expression.ref);
  if ('column' in expression) {
    const { column } = expression;
    return (_answers, _site, scope) => scope.column?.(column) ?? '';
  }
  const args = expression.args.map(prepare);
  // What decides ends it: the rest has no effect, as nothing has that is evaluated.
  if (expression.op === 'and')
    return (answers, site, scope) => args.every((arg) => truth(arg(answers, site, scope)));
  if (expression.op === 'or')
    return (answers, site, scope) => args.some((arg) => truth(arg(answers, site, scope)));
  const operation = operations[expression.op];
  return (answers, site, scope) => operation(args.map((arg) => arg(answers, site, scope)));
}

/** What every form may ask about the place. */
export const siteReferences = ['site_country', 'site_kind', 'site_modules'] as const;

function reference(name: string): Prepared {
  if (name === '.') return (_answers, _site, scope) => scope.self ?? '';
  if (name === 'site_country') return (_answers, site) => site.country;
  if (name === 'site_kind') return (_answers, site) => site.kind;
  if (name === 'site_modules') return (_answers, site) => site.modules ?? [];
  // Own properties only: an answer is never read from an object's prototype.
  return (answers) => (Object.hasOwn(answers, name) ? (answers[name] ?? '') : '');
}

const operations: Readonly<Record<Exclude<Operator, 'and' | 'or'>, (args: readonly Value[]) => Value>> = {
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
