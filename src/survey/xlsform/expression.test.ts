/** Expressions of XLSForm: what is read, what is refused and why, and that writing and reading again changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Expression, operators } from '../../protocol/form.ts';
import { argumentCounts } from './functions.ts';
import { parseExpression } from './parse-expression.ts';
import { printExpression } from './print-expression.ts';

const both = { hasSelf: true, hasColumns: true };
const tree = (text: string) => {
  const parsed = parseExpression(text, both);
  return 'expression' in parsed ? parsed.expression : parsed.reason;
};

describe('reading an expression', () => {
  it.each([
    ["${a} = 'x'", { op: '=', args: [{ ref: 'a' }, 'x'] }],
    ['${ a }=“x”', { op: '=', args: [{ ref: 'a' }, 'x'] }],
    ["selected(${a}, 'it’s')", { op: 'selected', args: [{ ref: 'a' }, 'it’s'] }],
    ["${a} != ''", { op: '!=', args: [{ ref: 'a' }, ''] }],
    ['1 + 2 + 3', { op: '+', args: [1, 2, 3] }],
    ['(1 + 2) + 3', { op: '+', args: [{ op: '+', args: [1, 2] }, 3] }],
    ['1 - 2 - 3', { op: '-', args: [{ op: '-', args: [1, 2] }, 3] }],
    ['1 + 2 * 3', { op: '+', args: [1, { op: '*', args: [2, 3] }] }],
    [
      '${a} > 1 and ${a} < 5 or not(${b})',
      {
        op: 'or',
        args: [
          {
            op: 'and',
            args: [
              { op: '>', args: [{ ref: 'a' }, 1] },
              { op: '<', args: [{ ref: 'a' }, 5] },
            ],
          },
          { op: 'not', args: [{ ref: 'b' }] },
        ],
      },
    ],
    ['-5', -5],
    ['-(5)', { op: 'neg', args: [5] }],
    ['3 - -2', { op: '-', args: [3, -2] }],
    ['true()', true],
    [". >= date('2024-02-29')", { op: '>=', args: [{ ref: '.' }, '2024-02-29'] }],
    ['region = ${region}', { op: '=', args: [{ column: 'region' }, { ref: 'region' }] }],
    ['count-selected(.) <= 3', { op: '<=', args: [{ op: 'count-selected', args: [{ ref: '.' }] }, 3] }],
    [
      'if(${a}=1, 7 div 2, 7 mod 2)',
      {
        op: 'if',
        args: [
          { op: '=', args: [{ ref: 'a' }, 1] },
          { op: 'div', args: [7, 2] },
          { op: 'mod', args: [7, 2] },
        ],
      },
    ],
  ] as const)('%s', (text, expected) => {
    expect(tree(text)).toEqual(expected);
  });

  it.each([
    ['', 'is empty'],
    ["${a} == 'x'", 'write "="'],
    ['${a} = yes', 'bare word yes'],
    ['. > 5', 'only a constraint'],
    ['${a} = ', 'ends too early'],
    ['(${a}', 'ends without ")"'],
    ["${a} = 'x", 'without its closing quote'],
    ['today() > ${a}', 'needs a clock'],
    ["pulldata('f', 'a', 'b', ${c})", 'reads a file'],
    ['indexed-repeat(${a}, ${b}, 1)', 'belongs to repeats'],
    ['concat(${a}, ${b})', 'not known here; known are'],
    ['../a = 1', 'has a path'],
    ['/data/a = 1', 'has a path'],
    ['${a', 'has "${" without "}"'],
    ['${a b} = 1', 'no name of a question'],
    ["date('2023-02-29') = 1", 'not a date'],
    ['selected(${a})', '1 arguments instead of 2'],
    ['${a} ${b}', 'where an operator or the end belongs'],
    ['('.repeat(50), 'nested too deeply'],
    ['1'.repeat(5000), 'longer than'],
    ['${a} AND ${b}', 'where an operator or the end belongs'],
  ])('refuses %s: %s', (text, reason) => {
    const parsed = parseExpression(text);
    expect('reason' in parsed ? parsed.reason : 'understood').toContain(reason);
  });
});

describe('writing an expression', () => {
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    fc.constantFrom('x', '', 'it’s', "it's", 'say "so"', 'a and b'),
    fc.integer({ min: -99, max: 99 }),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => Number(value.toFixed(4)) + 0),
    fc.boolean(),
    fc.constantFrom({ ref: 'age' }, { ref: '.' }, { column: 'region' }, { ref: 'site_country' }),
  );
  const any: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      fc.constantFrom(...operators).chain((op) => {
        const { least, most } = argumentCounts(op);
        const args = fc.array(tie('tree'), { minLength: least, maxLength: Math.min(most, 4) });
        return args.map((args): Expression => ({ op, args }));
      }),
    ),
  })).tree;

  it('and reading it again gives the same tree', () => {
    fc.assert(
      fc.property(any, (expression) => {
        const printed = printExpression(expression);
        if ('reason' in printed) throw new Error(printed.reason);
        expect(parseExpression(printed.text, both)).toEqual({ expression });
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws on any text', () => {
    const pieces = fc.constantFrom(
      '${a}',
      '.',
      '(',
      ')',
      "'",
      '"',
      ' and ',
      '=',
      '<',
      '-',
      'x',
      'if(',
      ',',
      '1',
      '${',
      '“',
      '..',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (text) => {
          const parsed = parseExpression(text, both);
          expect('expression' in parsed || parsed.reason.length > 0).toBe(true);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('says what no XLSForm can say', () => {
    expect(printExpression(`'"`)).toHaveProperty('reason');
    expect(printExpression({ op: 'and', args: [true] })).toHaveProperty('reason');
    expect(printExpression(1e-7)).toEqual({ text: '0.0000001' });
  });
});
