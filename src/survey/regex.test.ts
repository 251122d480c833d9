/** regex(): what it matches, what it refuses, and that it always ends soon. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches, parsePattern } from './regex.ts';

describe('a pattern', () => {
  it.each([
    ['[A-Z]{2}[0-9]{3}', 'CO123', true],
    ['[A-Z]{2}[0-9]{3}', 'xCO123', false],
    ['^[A-Z]{2}[0-9]{3}$', 'CO123', true],
    ['a', 'ab', false],
    ['a|bc*', 'bccc', true],
    ['(ab)+', 'abab', true],
    ['(?:ab)?c', 'c', true],
    ['\\d{3}-\\d{2,4}', '123-45', true],
    ['\\d{2,}', '1', false],
    ['[^0-9]+', 'abc', true],
    ['[^0-9]+', 'a1c', false],
    ['[a\\-z]', '-', true],
    ['[]a]', ']', true],
    ['\\.', '.', true],
    ['.', '\n', false],
    ['.', '😀', true],
    ['', '', true],
    ['\\S+\\s\\w+', 'a! b', true],
    ['(a|b)*c', 'ababc', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matches(text, pattern)).toBe(expected);
  });

  it.each([
    ['(a', 'has a "(" without ")"'],
    ['a)', 'has a ")" too many'],
    ['[a', 'has a "[" without "]"'],
    ['*a', 'has "*" with nothing before it'],
    ['a**', 'has "**"'],
    ['a+?', 'has "+?"'],
    ['(a)\\1', 'has "\\1"'],
    ['(?=a)', 'has "(?"'],
    ['\\p{L}', 'has "\\p"'],
    ['a{501}', 'too often'],
    ['[z-a]', 'has the range'],
    ['a\\', 'ends with'],
    ['a'.repeat(201), 'is longer than 200'],
  ])('%s is refused: it %s', (pattern, reason) => {
    const parsed = parsePattern(pattern);
    expect('reason' in parsed && parsed.reason).toContain(reason);
    expect(matches('a', pattern)).toBe(false);
  });

  it('ends soon where a backtracking matcher would hang', () => {
    const text = `${'a'.repeat(499)}!`;
    for (const pattern of [
      '(a+)+',
      '(a|a)*b',
      '(.*)*x',
      '(a*)*(a*)*b',
      '.*.*.*.*.*.*.*.*y',
      '((a{0,500}){0,500}){0,500}b',
    ]) {
      const begun = performance.now();
      expect(matches(text, pattern)).toBe(false);
      // Hours otherwise; a slow machine needs some milliseconds.
      expect(performance.now() - begun).toBeLessThan(5000);
    }
  });

  it('agrees with RegExp on what both know', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '(ab)', '(a|b)', '1');
    const piece = fc
      .tuple(atom, fc.constantFrom('', '?', '*', '+', '{2}', '{0,1}'))
      .map((parts) => parts.join(''));
    const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const text = fc
      .array(fc.constantFrom('a', 'b', '1', 'c'), { maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        expect(matches(given, source)).toBe(new RegExp(`^(?:${source})$`, 'u').test(given));
      }),
      { numRuns: 3000 },
    );
  });
});
