/**
 * What an expression of a form is worth, given the answers. Pure and total: it never throws. An unanswered question is
 * the empty string, as in XPath; a comparison with it is false unless it asks for emptiness.
 */
import type { Answer, Answers, Expression } from '../protocol/form.ts';

/** What the kit and the collector both know of the place: `${site_country}`, `${site_kind}`. */
export interface SiteFacts {
  readonly country: string;
  readonly kind: string;
}

type Value = string | number | boolean | readonly string[];

export function evaluate(expression: Expression, answers: Answers, site: SiteFacts): Value {
  if (typeof expression !== 'object') return expression;
  if ('ref' in expression) return reference(expression.ref, answers, site);
  const args = expression.args.map((arg) => evaluate(arg, answers, site));
  const [left = '', right = ''] = args;
  switch (expression.op) {
    case 'and':
      return args.every(truth);
    case 'or':
      return args.some(truth);
    case 'not':
      return !truth(left);
    case '=':
      return same(left, right);
    case '!=':
      return !same(left, right);
    case '<':
      return number(left) < number(right);
    case '<=':
      return number(left) <= number(right);
    case '>':
      return number(left) > number(right);
    case '>=':
      return number(left) >= number(right);
    case '+':
      return args.reduce<number>((sum, arg) => sum + (number(arg) || 0), 0);
    case 'selected':
      return Array.isArray(left) ? left.includes(String(right)) : left !== '' && same(left, right);
  }
}

export const holds = (expression: Expression, answers: Answers, site: SiteFacts): boolean =>
  truth(evaluate(expression, answers, site));

function reference(name: string, answers: Answers, site: SiteFacts): Value {
  if (name === 'site_country') return site.country;
  if (name === 'site_kind') return site.kind;
  // Own properties only: an answer is never read from an object's prototype.
  const answer: Answer | undefined = Object.hasOwn(answers, name) ? answers[name] : undefined;
  return answer ?? '';
}

function truth(value: Value): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== '' && value !== 0 && value !== false;
}

function number(value: Value): number {
  if (value === '' || Array.isArray(value)) return Number.NaN;
  return Number(value);
}

function same(left: Value, right: Value): boolean {
  if (typeof left === 'number' || typeof right === 'number') return number(left) === number(right);
  return String(left) === String(right);
}
