/**
 * Which records this version keeps sealed, and how the records' table names their kinds. A kind of a newer kit has no name
 * here, only its number: by it the later version that knows the kind finds its records again. Pure.
 */
import type { BundleRecord } from '../../protocol/bundle.ts';
import { type RecordKind, recordKindOf } from '../../protocol/envelope.ts';
import type { StoredKind } from '../store/tables.ts';

/** undefined: records of this kind stay sealed. */
export const readableKind = (kind: RecordKind | 'unknown' | undefined): RecordKind | undefined =>
  kind === 'unknown' ? undefined : kind;

export const storedKind = (record: BundleRecord): StoredKind =>
  record.kind === 'unknown' ? `unknown-${record.kindNumber}` : record.kind;

/** Held by an earlier version, and read by this one. */
export const isReadNow = (kind: StoredKind): boolean => readableKind(knownKind(kind)) !== undefined;

/** Of a kit that is newer than this version. */
export const isOfLater = (kind: StoredKind): boolean => knownKind(kind) === undefined;

function knownKind(kind: StoredKind): RecordKind | undefined {
  const [, number] = /^unknown-(\d+)$/.exec(kind) ?? [];
  return number === undefined ? (kind as RecordKind) : recordKindOf(Number(number));
}
