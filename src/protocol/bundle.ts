/**
 * The signed unit of upload: envelopes in order, the same by network and by USB stick. At most 64 KiB.
 *
 *   magic "DTMB" │ version 1 │ kit_id 8 │ incarnation 8 │ bundle number varint │ hash of the bundle before 32
 *   first seq varint │ records n varint │ form refs m varint │ m texts │ n records │ Ed25519 signature 64
 *   record = kind 1 │ flags 1 │ record id 16 │ [origin incarnation 8] │ [form index varint] │ envelope (length varint)
 *            flags: 1 = sealed under an earlier incarnation, 2 = has a form; a kind that a reader does not know is
 *            read like any other, so a newer kit never waits for an older collector
 *
 * Bundle numbers rise by one from 1 within an incarnation; record i has seq first + i. The hash is SHA-256 of the whole
 * bundle, its signature included; before bundle 1 it is zero. A bundle that was built is never built again otherwise:
 * the kit sends these very bytes until a receipt covers them.
 */
import { createHash } from 'node:crypto';
import { ByteReader, ByteWriter } from './bytes.ts';
import { type RecordKind, recordKindOf, recordKinds } from './envelope.ts';
import type { FormRef } from './form.ts';
import { fromHex, type Incarnation, type KitId, type RecordId, toHex } from './ids.ts';
import { Problem } from './problems.ts';
import { type Signer, signatureLength, type Verifier } from './signing.ts';

export const maxBundleBytes = 64 * 1024;
export const bundleContext = 'dtm-wifi/bundle/1';
export const noHash = '0'.repeat(64);

const magic = new TextEncoder().encode('DTMB');
const version = 1;
const sealedBefore = 1;
const hasForm = 2;
const maxRecords = 4096;

interface RecordParts {
  readonly recordId: RecordId;
  /** Set when the record was sealed under an earlier incarnation and carried over from a damaged file. */
  readonly sealedUnder?: Incarnation;
  /** Empty where the kind has no form. */
  readonly formRef: FormRef;
  /** Empty for `void`. */
  readonly envelope: Uint8Array;
}

export interface KnownRecord extends RecordParts {
  readonly kind: RecordKind;
}

/** Of a kit that is newer than this program: it must not hold up what stands around it. */
export interface UnknownRecord extends RecordParts {
  readonly kind: 'unknown';
  /** On the wire. */
  readonly kindNumber: number;
}

export type BundleRecord = KnownRecord | UnknownRecord;

export interface Bundle {
  readonly kitId: KitId;
  readonly incarnation: Incarnation;
  readonly number: number;
  /** Hexadecimal SHA-256. */
  readonly previousHash: string;
  readonly firstSeq: number;
  readonly records: readonly BundleRecord[];
}

/** What a bundle says of itself, read before its signature is checked: only to find the key to check it with. */
export type BundleHead = Pick<Bundle, 'kitId' | 'incarnation' | 'number'>;

export const bundleHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that a record adds to a bundle, at most: for filling a bundle without building it. */
export const recordBytes = (record: Pick<BundleRecord, 'formRef' | 'envelope'>): number =>
  32 + record.formRef.length + record.envelope.length;
/** Bytes of a bundle without records, at most. */
export const emptyBundleBytes = 160;

export function encodeBundle(bundle: Bundle, signer: Signer): Uint8Array {
  const refs = [...new Set(bundle.records.map((record) => record.formRef).filter((ref) => ref !== ''))];
  const out = new ByteWriter()
    .raw(magic)
    .u8(version)
    .raw(fromHex(bundle.kitId))
    .raw(fromHex(bundle.incarnation));
  out.varint(bundle.number).raw(fromHex(bundle.previousHash));
  out.varint(bundle.firstSeq).varint(bundle.records.length).varint(refs.length);
  for (const ref of refs) out.text(ref);
  for (const record of bundle.records) {
    out.u8(record.kind === 'unknown' ? record.kindNumber : recordKinds[record.kind]);
    out.u8((record.sealedUnder ? sealedBefore : 0) | (record.formRef ? hasForm : 0));
    out.raw(fromHex(record.recordId));
    if (record.sealedUnder) out.raw(fromHex(record.sealedUnder));
    if (record.formRef) out.varint(refs.indexOf(record.formRef));
    out.bytes(record.envelope);
  }
  const body = out.finish();
  if (body.length + signatureLength > maxBundleBytes) throw new Problem('too_large', 'bundle');
  return out.raw(signer.sign(bundleContext, body)).finish();
}

/** Reads who made the bundle. Trust nothing of it before {@link decodeBundle}. */
export function readBundleHead(bytes: Uint8Array): BundleHead {
  return head(new ByteReader(bytes));
}

/**
 * Verifies and reads a bundle. Throws `too_large`, `truncated`, `malformed`, `unsupported_version` or
 * `bad_signature`; the signature is checked before anything behind the head is looked at.
 */
export function decodeBundle(bytes: Uint8Array, verifier: Verifier): Bundle {
  if (bytes.length > maxBundleBytes) throw new Problem('too_large', 'bundle');
  if (bytes.length < signatureLength) throw new Problem('truncated');
  const body = bytes.subarray(0, bytes.length - signatureLength);
  const reader = new ByteReader(body);
  const { kitId, incarnation, number } = head(reader);
  if (!verifier.verify(bundleContext, body, bytes.subarray(body.length))) throw new Problem('bad_signature');
  const previousHash = toHex(reader.raw(32));
  const firstSeq = reader.varint();
  const count = reader.varint();
  if (number < 1 || firstSeq < 1) throw new Problem('malformed', 'numbers begin with 1');
  if (count < 1 || count > maxRecords) throw new Problem('malformed', `${count} records`);
  const refs = readTimes(limited(reader.varint(), count, 'form refs'), () => reader.text(96));
  const records = readTimes(count, () => readRecord(reader, refs));
  reader.end();
  return { kitId, incarnation, number, previousHash, firstSeq, records };
}

/** The byte range of each record's envelope, so that a withdrawn one can be blanked in the archive. */
export function envelopeRanges(bytes: Uint8Array): { recordId: RecordId; start: number; end: number }[] {
  const reader = new ByteReader(bytes.subarray(0, bytes.length - signatureLength));
  head(reader);
  reader.raw(32);
  reader.varint();
  const count = limited(reader.varint(), maxRecords, 'records');
  const refs = readTimes(limited(reader.varint(), count, 'form refs'), () => reader.text(96));
  return readTimes(count, () => {
    const { recordId, envelope } = readRecord(reader, refs);
    return { recordId, start: reader.offset - envelope.length, end: reader.offset };
  });
}

function head(reader: ByteReader): BundleHead {
  if (toHex(reader.raw(magic.length)) !== toHex(magic)) throw new Problem('malformed', 'not a bundle');
  if (reader.u8() !== version) throw new Problem('unsupported_version', 'bundle');
  const kitId = toHex(reader.raw(8));
  const incarnation = toHex(reader.raw(8));
  return { kitId, incarnation, number: reader.varint() };
}

function readRecord(reader: ByteReader, refs: readonly FormRef[]): BundleRecord {
  const kindNumber = reader.u8();
  const flags = reader.u8();
  if ((flags & ~(sealedBefore | hasForm)) !== 0) throw new Problem('malformed', 'record flags');
  const recordId = toHex(reader.raw(16));
  const sealedUnder = flags & sealedBefore ? toHex(reader.raw(8)) : undefined;
  const formRef = flags & hasForm ? refs[reader.varint()] : '';
  if (formRef === undefined) throw new Problem('malformed', 'form index');
  const envelope = reader.bytes(maxBundleBytes);
  const kind = recordKindOf(kindNumber);
  const parts = { recordId, ...(sealedUnder ? { sealedUnder } : {}), formRef, envelope };
  return kind ? { kind, ...parts } : { kind: 'unknown', kindNumber, ...parts };
}

function limited(value: number, max: number, what: string): number {
  if (value > max) throw new Problem('malformed', `${value} ${what}`);
  return value;
}

const readTimes = <T>(count: number, read: () => T): T[] => Array.from({ length: count }, read);
