/**
 * Numbers and dates as people type them on a phone, in any script's digits, with a comma or a point: pure readings that the
 * check of an answer is made of. What cannot be read is undefined, never a guess.
 */

/** Where the ten digits of a script begin: Arabic, Persian, N'Ko, Devanagari, Bengali, …, Khmer, full-width. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810, 0xff10,
];
/** Marks of direction that right-to-left keyboards put in. */
const directionMarks = /[\u200e\u200f\u061c\u2066-\u2069]/g;

/** The same text with the digits 0 to 9, a point, and a plain minus. */
export function plainDigits(text: string): string {
  return text
    .replace(directionMarks, '')
    .replace(/[\u2212\u2013\ufe63\uff0d]/g, '-')
    .replace(/[,\u066b\uff0c\uff0e]/g, '.')
    .replace(/[^\u0020-\u007e]/g, (character) => {
      const code = character.charCodeAt(0);
      const zero = zeros.find((start) => code >= start && code < start + 10);
      return zero === undefined ? character : String(code - zero);
    })
    .trim();
}

export function readInteger(text: string): number | undefined {
  const plain = plainDigits(text);
  return /^-?\d{1,9}$/.test(plain) ? withoutMinusZero(Number(plain)) : undefined;
}

export const maxDecimals = 9;
/** A double tells numbers of so many digits apart. */
const maxDigits = 15;

/** Up to nine digits before the point and nine behind it, fifteen in all. */
export function readDecimal(text: string): number | undefined {
  const plain = plainDigits(text);
  if (!/^-?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})$/.test(plain)) return undefined;
  const [whole = '', fraction = ''] = plain.replace('-', '').split('.');
  const digits = (whole + fraction.replace(/0+$/, '')).replace(/^0+/, '');
  return digits.length > maxDigits ? undefined : withoutMinusZero(Number(plain));
}

/** As a person would type it: never '1e-9'. */
export function numberText(value: number): string {
  const text = String(value);
  return text.includes('e-') ? value.toFixed(maxDecimals).replace(/\.?0+$/, '') : text;
}

const withoutMinusZero = (value: number): number => (value === 0 ? 0 : value);

/** The first and last year that a date may have; what the compact encoding has room for. */
export const firstYear = 1900;
export const lastYear = 2100;

/** 'YYYY-MM-DD' of a date that exists; read from that form, or from day, month and year as the form's languages write them. */
export function readDate(text: string): string | undefined {
  const plain = plainDigits(text);
  const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(plain);
  const [, lastDay, lastMonth, year] = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(plain) ?? [];
  const [first, month, day] = yearFirst ? yearFirst.slice(1) : [year, lastMonth, lastDay];
  if (first === undefined || month === undefined || day === undefined) return undefined;
  const date = `${first}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(date) ? date : undefined;
}

export function isDate(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  if (year < firstYear || year > lastYear || month < 1 || month > 12) return false;
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const dayMs = 86_400_000;
const firstDay = Date.UTC(firstYear, 0, 1);
export const dayNumber = (date: string): number => Math.round((Date.parse(date) - firstDay) / dayMs);
export const dateOfDay = (day: number): string => new Date(firstDay + day * dayMs).toISOString().slice(0, 10);
