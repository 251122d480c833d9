/**
 * What part of a file a phone asks for: RFC 9110 section 14. Pure. A header that is not understood, or that names several parts,
 * is as if it were not there (a server may ignore it): the whole file is always a right answer.
 */

export type AskedRange =
  | { readonly kind: 'whole' }
  /** Both included. */
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  | { readonly kind: 'unsatisfiable' };

const whole: AskedRange = { kind: 'whole' };

/** @param size of the file, in bytes. */
export function readRange(header: string | undefined, size: number): AskedRange {
  // RFC 9110 §14.1: units are case-insensitive; an unknown one is ignored.
  const list = /^\s*bytes\s*=(.*)$/i.exec(header ?? '')?.[1];
  if (list === undefined) return whole;
  // RFC 9110 §5.6.1: empty elements of a list count for nothing.
  const specs = list
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  const [spec] = specs;
  if (spec === undefined || specs.length > 1) return whole;
  const [, from = '', to = ''] = /^(\d*)-(\d*)$/.exec(spec) ?? [];
  if (from === '' && to === '') return whole;
  if (from === '') return lastBytes(Number(to), size);
  const first = Number(from);
  const last = to === '' ? size - 1 : Number(to);
  // RFC 9110 §14.1.1: a last position before the first makes the range invalid.
  if (to !== '' && last < first) return whole;
  // RFC 9110 §14.1.1: beyond the end it means up to the end.
  return first >= size ? { kind: 'unsatisfiable' } : { kind: 'part', first, last: Math.min(last, size - 1) };
}

/** RFC 9110 §14.1.2: a suffix longer than the file is the file; one of no bytes cannot be satisfied. */
function lastBytes(count: number, size: number): AskedRange {
  if (count === 0 || size === 0) return { kind: 'unsatisfiable' };
  return { kind: 'part', first: Math.max(0, size - count), last: size - 1 };
}
