/**
 * Whether a phone has the file already, or asks for a part of another version of it: RFC 9110 section 13, in the order of its
 * section 13.2.2. Pure.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { type AskedRange, readRange } from './byte-range.ts';

export interface Version {
  /** Strong: made from the content. With its quotes. */
  readonly etag: string;
  /** Whole seconds since 1970, in milliseconds; undefined: not to be trusted. */
  readonly modifiedMs: number | undefined;
  readonly bytes: number;
}

export type Judged = { readonly kind: 'failed' } | { readonly kind: 'unchanged' } | AskedRange;

export function judgeRequest(method: string, headers: IncomingHttpHeaders, version: Version): Judged {
  const { etag, modifiedMs, bytes } = version;
  const changedSince = (header: string) => modifiedMs === undefined || modifiedMs > Date.parse(header);
  if (headers['if-match'] !== undefined) {
    if (!names(headers['if-match'], etag, isSameStrong)) return { kind: 'failed' };
  } else if (isDate(headers['if-unmodified-since'])) {
    if (changedSince(headers['if-unmodified-since'])) return { kind: 'failed' };
  }
  if (headers['if-none-match'] !== undefined) {
    if (names(headers['if-none-match'], etag, isSameWeak)) return { kind: 'unchanged' };
  } else if (isDate(headers['if-modified-since'])) {
    if (!changedSince(headers['if-modified-since'])) return { kind: 'unchanged' };
  }
  // RFC 9110 §14.2: only GET has ranges.
  if (method !== 'GET') return { kind: 'whole' };
  const isStillSame = headers['if-range'] === undefined || isIfRangeMet(String(headers['if-range']), version);
  return isStillSame ? readRange(headers.range, bytes) : { kind: 'whole' };
}

/** RFC 9110 §13.1.5: a strong tag, or exactly the date that was sent. */
function isIfRangeMet(header: string, { etag, modifiedMs }: Version): boolean {
  if (/^\s*(W\/)?"/.test(header)) return isSameStrong(header.trim(), etag);
  return modifiedMs !== undefined && Date.parse(header) === modifiedMs;
}

function names(header: string, etag: string, isSame: (given: string, own: string) => boolean): boolean {
  if (header.trim() === '*') return true;
  // RFC 9110 §8.8.3: no quotation mark within a tag, but perhaps a comma.
  return (header.match(/(?:W\/)?"[^"]*"/g) ?? []).some((given) => isSame(given, etag));
}

// RFC 9110 §8.8.3.2
const isSameStrong = (given: string, own: string): boolean => given === own;
const isSameWeak = (given: string, own: string): boolean => given.replace(/^W\//, '') === own;

/** RFC 9110 §13.1.3: what is no date is ignored. */
const isDate = (header: string | undefined): header is string =>
  header !== undefined && !Number.isNaN(Date.parse(header));
