/**
 * The expressions of XLSForm (a part of XPath 1.0 with ODK's functions) → the small tree that kit, phone and collector
 * evaluate. A tokenizer and a Pratt parser; what is not known is refused with a reason, never guessed.
 *
 *   or < and < = != < < <= > >= < + - < * div mod < unary -
 *
 * Chains of the same and, or, +, * become one operation with many arguments; brackets keep their own.
 */
import type { Expression, Operator } from '../../protocol/form.ts';
import { functions, refusedFunctions } from './functions.ts';
import { type Token, tokenize } from './tokenize.ts';

export type ParsedExpression = { readonly expression: Expression } | { readonly reason: string };

export interface ExpressionPlace {
  /** `.` is the answer that is judged. */
  readonly hasSelf?: boolean;
  /** Bare names are columns of a list. */
  readonly hasColumns?: boolean;
}

const maxDepth = 40;
export const maxExpressionLength = 4000;
const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const columnPattern = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/** How tightly an infix operator binds. */
export const bindings: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  '=': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  div: 6,
  mod: 6,
};
/** Operators whose chains are one operation. */
const chained: ReadonlySet<string> = new Set(['and', 'or', '+', '*']);

export function parseExpression(text: string, place: ExpressionPlace = {}): ParsedExpression {
  if (text.length > maxExpressionLength)
    return { reason: `is longer than ${maxExpressionLength} characters` };
  const tokens = tokenize(text);
  if ('reason' in tokens) return tokens;
  const parser = new Parser(tokens.tokens, place);
  try {
    return { expression: parser.whole() };
  } catch (error) {
    if (error instanceof NotUnderstood) return { reason: error.message };
    throw error;
  }
}

class NotUnderstood extends Error {}

class Parser {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly place: ExpressionPlace;
  /** Operations that stood in brackets, or are a function: never merged into a chain. */
  private readonly closed = new WeakSet<object>();

  constructor(tokens: readonly Token[], place: ExpressionPlace) {
    this.tokens = tokens;
    this.place = place;
  }

  whole(): Expression {
    if (this.tokens.length === 0) throw new NotUnderstood('is empty');
    const expression = this.expression(0);
    const left = this.tokens[this.at];
    if (left) throw new NotUnderstood(`has "${left.text}" where an operator or the end belongs`);
    return expression;
  }

  private expression(binding: number): Expression {
    if (++this.depth > maxDepth) throw new NotUnderstood('is nested too deeply');
    let left = this.prefix();
    for (;;) {
      const token = this.tokens[this.at];
      const own =
        token && (token.kind === 'sign' || token.kind === 'name') ? bindings[token.text] : undefined;
      if (!token || own === undefined || own <= binding) break;
      this.at++;
      left = this.combined(token.text as Operator, left, this.expression(own));
    }
    this.depth--;
    return left;
  }

  private combined(op: Operator, left: Expression, right: Expression): Expression {
    const continues =
      chained.has(op) && typeof left === 'object' && 'op' in left && left.op === op && !this.closed.has(left);
    return continues ? { op, args: [...left.args, right] } : { op, args: [left, right] };
  }

  private prefix(): Expression {
    const token = this.tokens[this.at++];
    if (!token) throw new NotUnderstood('ends too early');
    switch (token.kind) {
      case 'number':
        return Number(token.text);
      case 'string':
        return token.text;
      case 'reference':
        if (!namePattern.test(token.text))
          throw new NotUnderstood(`has \${${token.text}}, which is no name of a question`);
        return { ref: token.text };
      case 'self':
        if (!this.place.hasSelf) throw new NotUnderstood('has ".", which only a constraint may have');
        return { ref: '.' };
      case 'name':
        return this.tokens[this.at]?.text === '(' ? this.call(token.text) : this.bareName(token.text);
      case 'sign':
        return this.sign(token.text);
    }
  }

  private sign(text: string): Expression {
    if (text === '(') {
      const inner = this.expression(0);
      this.take(')');
      if (typeof inner === 'object') this.closed.add(inner);
      return inner;
    }
    if (text !== '-') throw new NotUnderstood(`has "${text}" where a value belongs`);
    const next = this.tokens[this.at];
    if (next?.kind === 'number') {
      this.at++;
      // Plus nothing: there is no minus zero.
      return -Number(next.text) + 0;
    }
    return { op: 'neg', args: [this.expression(bindings['*'] ?? 0)] };
  }

  private call(name: string): Expression {
    const known = functions.get(name);
    if (!known) {
      const reason = refusedFunctions.get(name);
      throw new NotUnderstood(
        `calls ${name}(), ${reason ?? `which is not known here; known are ${[...functions.keys()].join(', ')}`}`,
      );
    }
    this.take('(');
    const args: Expression[] = [];
    while (this.tokens[this.at]?.text !== ')') {
      args.push(this.expression(0));
      if (this.tokens[this.at]?.text !== ')') this.take(',');
    }
    this.at++;
    if (args.length < known.least || args.length > known.most)
      throw new NotUnderstood(`calls ${name}() with ${args.length} arguments instead of ${countText(known)}`);
    const made = known.make(args);
    if (made === undefined)
      throw new NotUnderstood(`calls ${name}() with something that is not a date, like '2024-12-31'`);
    if (typeof made === 'object') this.closed.add(made);
    return made;
  }

  private bareName(name: string): Expression {
    if (this.place.hasColumns && columnPattern.test(name)) return { column: name };
    throw new NotUnderstood(
      `has the bare word ${name}: write '${name}' for a text, or \${${name}} for an answer`,
    );
  }

  private take(sign: string): void {
    const token = this.tokens[this.at++];
    if (token?.text !== sign || token.kind !== 'sign')
      throw new NotUnderstood(
        token ? `has "${token.text}" where "${sign}" belongs` : `ends without "${sign}"`,
      );
  }
}

const countText = ({ least, most }: { least: number; most: number }): string =>
  least === most ? String(least) : `${least} or more`;
