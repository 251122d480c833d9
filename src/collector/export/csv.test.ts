import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from './csv.ts';

describe('a CSV cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+57', "'+57"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['＝1+1', "'＝1+1"],
    ['\r=1', `"'\r=1"`],
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ])('that a spreadsheet would run is made text: %j', (value, expected) => {
    expect(csvCell(value)).toBe(expected);
  });

  it.each(['-3', '-3.5', '0', '42', 'pnts', '18_24', 'a-b', "it's", 'a=b', ''])(
    'that is plain stays: %j',
    (value) => {
      expect(csvCell(value)).toBe(value);
    },
  );

  it.each([
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
  ])('with a separator is quoted: %j', (value, expected) => {
    expect(csvCell(value)).toBe(expected);
  });

  it('ends its line with CRLF', () => {
    expect(csvLine(['a', '', 'b'])).toBe('a,,b\r\n');
  });
});
