/** The tree of an expression → the text of an XLSForm cell, so that reading it again gives the same tree. */
import type { Expression } from '../../protocol/form.ts';
import { argumentCounts } from './functions.ts';
import { bindings } from './parse-expression.ts';

export type Printed = { readonly text: string } | { readonly reason: string };

export function printExpression(expression: Expression): Printed {
  try {
    return { text: print(expression) };
  } catch (error) {
    if (error instanceof Unprintable) return { reason: error.message };
    throw error;
  }
}

class Unprintable extends Error {}

function print(expression: Expression): string {
  if (typeof expression === 'string') return quoted(expression);
  if (typeof expression === 'number') return numberText(expression);
  if (typeof expression === 'boolean') return `${expression}()`;
  if ('ref' in expression) return expression.ref === '.' ? '.' : `\${${expression.ref}}`;
  if ('column' in expression) return expression.column;
  const { op, args } = expression;
  const { least, most } = argumentCounts(op);
  if (args.length < least || args.length > most)
    throw new Unprintable(`"${op}" has ${args.length} arguments, which no XLSForm can say`);
  const binding = bindings[op];
  if (op === 'neg') return `-${operand(args[0] ?? '', bindings['*'] ?? 0, true)}`;
  if (binding === undefined) return `${op}(${args.map(print).join(', ')})`;
  return args.map((arg) => operand(arg, binding, false)).join(` ${op} `);
}

/** In brackets where it would otherwise be read as part of what stands around it. */
function operand(expression: Expression, binding: number, isNegated: boolean): string {
  const text = print(expression);
  if (isNegated && typeof expression === 'number') return `(${text})`;
  if (typeof expression !== 'object' || !('op' in expression)) return text;
  const own = expression.op === 'neg' ? (isNegated ? 0 : Number.POSITIVE_INFINITY) : bindings[expression.op];
  return own !== undefined && own <= binding ? `(${text})` : text;
}

function quoted(text: string): string {
  if (/[\u00a0\u200b\ufeff]/.test(text)) throw new Unprintable('a text has an invisible character');
  if (!text.includes("'")) return `'${text}'`;
  if (!text.includes('"')) return `"${text}"`;
  throw new Unprintable('a text has both kinds of quotes, which no XLSForm can say');
}

function numberText(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const plain = value.toFixed(20).replace(/\.?0+$/, '');
  if (plain.includes('e') || Number(plain) !== value)
    throw new Unprintable(`${text} is a number that no XLSForm can say`);
  return plain;
}
