/**
 * Makes test/vectors/{envelope,bundle,receipt}.json: what other programs, and later versions of this one, must read the
 * same way. Run once a format version; the files are kept as they are, since envelopes hold fresh randomness.
 *   node scripts/vectors/make-vectors.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, bundleHash, encodeBundle, noHash } from '../../src/protocol/bundle.ts';
import { keyRing, publicKeyOf, sealEnvelope } from '../../src/protocol/envelope.ts';
import { toHex } from '../../src/protocol/ids.ts';
import { encodeReceipt, type Receipt } from '../../src/protocol/receipt.ts';
import { signerFromSeed } from '../../src/protocol/signing.ts';
import { binding, changed, fill, operations, record, recovery } from './sample.ts';

const folder = join(import.meta.dirname, '../../test/vectors');
const write = (name: string, value: unknown) =>
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
const ring = await keyRing([publicKeyOf(operations), publicKeyOf(recovery)]);
const single = await keyRing([publicKeyOf(operations)]);
const sealed = await sealEnvelope(record, binding, ring);
const sealedToOne = await sealEnvelope(record, binding, single);

write('envelope.json', {
  comment: 'Private keys are X25519, raw. Every byte string is hexadecimal.',
  operations_private_key: toHex(operations),
  recovery_private_key: toHex(recovery),
  binding,
  record: toHex(record),
  valid: [
    { comment: 'two recipients, opened by operations', key: 'operations', envelope: toHex(sealed) },
    { comment: 'two recipients, opened by recovery', key: 'recovery', envelope: toHex(sealed) },
    { comment: 'one recipient, sealed directly', key: 'operations', envelope: toHex(sealedToOne) },
  ],
  invalid: [
    { comment: 'empty', key: 'operations', envelope: '', code: 'truncated' },
    {
      comment: 'ends within the blocks',
      key: 'operations',
      envelope: toHex(sealed.subarray(0, 60)),
      code: 'truncated',
    },
    {
      comment: 'ends before the tag',
      key: 'operations',
      envelope: toHex(sealed.subarray(0, 140)),
      code: 'truncated',
    },
    {
      comment: 'version 2',
      key: 'operations',
      envelope: `02${toHex(sealed).slice(2)}`,
      code: 'unsupported_version',
    },
    {
      comment: 'suite 9',
      key: 'operations',
      envelope: `0109${toHex(sealed).slice(4)}`,
      code: 'unsupported_version',
    },
    {
      comment: 'no recipients',
      key: 'operations',
      envelope: `${toHex(sealed).slice(0, 12)}00${toHex(sealed).slice(14)}`,
      code: 'malformed',
    },
    { comment: 'key id changed', key: 'operations', envelope: changed(sealed, 3), code: 'cannot_open' },
    { comment: 'first block changed', key: 'operations', envelope: changed(sealed, 8), code: 'cannot_open' },
    { comment: 'ciphertext changed', key: 'operations', envelope: changed(sealed, 136), code: 'cannot_open' },
    { comment: 'tag changed', key: 'operations', envelope: changed(sealed, -1), code: 'cannot_open' },
    { comment: 'not a recipient', key: 'recovery', envelope: toHex(sealedToOne), code: 'cannot_open' },
  ],
});

const kit = signerFromSeed(fill(0x33, 32));
const stranger = signerFromSeed(fill(0x44, 32));
const first: Bundle = {
  kitId: binding.kitId,
  incarnation: binding.incarnation,
  number: 1,
  previousHash: noHash,
  firstSeq: 1,
  records: [
    { kind: 'submission', recordId: binding.recordId, formRef: binding.formRef, envelope: sealed },
    { kind: 'void', recordId: 'ff'.repeat(16), formRef: '', envelope: new Uint8Array() },
    {
      kind: 'health',
      recordId: 'ee'.repeat(16),
      formRef: '',
      sealedUnder: 'b1b2b3b4b5b6b7b8',
      envelope: sealedToOne,
    },
  ],
};
const firstBytes = encodeBundle(first, kit);
const second: Bundle = {
  ...first,
  number: 2,
  previousHash: bundleHash(firstBytes),
  firstSeq: 4,
  records: first.records.slice(0, 1),
};
const newer: Bundle = {
  ...first,
  records: [
    ...first.records.slice(0, 1),
    {
      kind: 'unknown',
      kindNumber: 200,
      recordId: 'dd'.repeat(16),
      formRef: 'dtm-wifi-later/1/0a1b2c3d',
      sealedUnder: 'b1b2b3b4b5b6b7b8',
      envelope: fill(0x77, 40),
    },
    ...first.records.slice(1, 2),
  ],
};
const readable = (bundle: Bundle) => ({
  ...bundle,
  records: bundle.records.map((entry) => ({ ...entry, envelope: toHex(entry.envelope) })),
});
const firstHex = toHex(firstBytes);
write('bundle.json', {
  comment: 'Signed with Ed25519; the public key is raw. Every byte string is hexadecimal.',
  kit_public_key: toHex(kit.publicKey),
  valid: [
    {
      comment: 'three kinds of record, one of an earlier incarnation',
      bytes: firstHex,
      bundle: readable(first),
    },
    { comment: 'chained to the first', bytes: toHex(encodeBundle(second, kit)), bundle: readable(second) },
    {
      comment: 'of a newer kit: a record of kind 200 between two that are known',
      bytes: toHex(encodeBundle(newer, kit)),
      bundle: readable(newer),
    },
  ],
  invalid: [
    { comment: 'empty', bytes: '', code: 'truncated' },
    { comment: 'another magic', bytes: `00${firstHex.slice(2)}${'00'.repeat(8)}`, code: 'malformed' },
    {
      comment: 'version 2',
      bytes: `${firstHex.slice(0, 8)}02${firstHex.slice(10)}`,
      code: 'unsupported_version',
    },
    {
      comment: 'cut in the middle',
      bytes: firstHex.slice(0, firstHex.length / 2 - ((firstHex.length / 2) % 2)),
      code: 'bad_signature',
    },
    { comment: 'one byte more', bytes: `${firstHex}00`, code: 'bad_signature' },
    { comment: 'a record changed', bytes: changed(firstBytes, 200), code: 'bad_signature' },
    { comment: 'the number changed', bytes: changed(firstBytes, 21), code: 'bad_signature' },
    { comment: 'the signature changed', bytes: changed(firstBytes, -1), code: 'bad_signature' },
    { comment: 'signed by another kit', bytes: toHex(encodeBundle(first, stranger)), code: 'bad_signature' },
    {
      comment: 'well signed, bundle number 0',
      bytes: toHex(encodeBundle({ ...first, number: 0 }, kit)),
      code: 'malformed',
    },
    {
      comment: 'well signed, no records',
      bytes: toHex(encodeBundle({ ...first, records: [] }, kit)),
      code: 'malformed',
    },
    {
      comment: 'well signed, first seq 0',
      bytes: toHex(encodeBundle({ ...first, firstSeq: 0 }, kit)),
      code: 'malformed',
    },
  ],
});

const collector = signerFromSeed(fill(0x55, 32));
const receipt: Receipt = {
  kitId: first.kitId,
  incarnation: first.incarnation,
  contiguousSeq: 3,
  ranges: [
    { first: 5, last: 9 },
    { first: 300, last: 300 },
  ],
  headNumber: 2,
  headHash: bundleHash(firstBytes),
  serverTime: 1_790_000_000_000,
  nonce: '0f'.repeat(16),
};
const receiptBytes = encodeReceipt(receipt, collector);
const withRanges = (ranges: Receipt['ranges']) => toHex(encodeReceipt({ ...receipt, ranges }, collector));
write('receipt.json', {
  comment: 'Signed with Ed25519; the public key is raw. Every byte string is hexadecimal.',
  collector_public_key: toHex(collector.publicKey),
  valid: [{ comment: 'with further ranges', bytes: toHex(receiptBytes), receipt }],
  invalid: [
    { comment: 'empty', bytes: '', code: 'truncated' },
    {
      comment: 'a page of a captive upstream portal',
      bytes: toHex(new TextEncoder().encode('<!doctype html>'.padEnd(90))),
      code: 'malformed',
    },
    { comment: 'too large', bytes: '00'.repeat(1025), code: 'too_large' },
    { comment: 'changed', bytes: changed(receiptBytes, 25), code: 'bad_signature' },
    { comment: 'signed by another', bytes: toHex(encodeReceipt(receipt, stranger)), code: 'bad_signature' },
    {
      comment: 'ranges that overlap',
      bytes: withRanges([
        { first: 5, last: 9 },
        { first: 9, last: 12 },
      ]),
      code: 'malformed',
    },
    {
      comment: 'a range within what is contiguous',
      bytes: withRanges([{ first: 2, last: 9 }]),
      code: 'malformed',
    },
    { comment: 'a range that runs backwards', bytes: withRanges([{ first: 9, last: 5 }]), code: 'malformed' },
    {
      comment: '17 ranges',
      bytes: withRanges(
        Array.from({ length: 17 }, (_, index) => ({ first: 10 + index * 3, last: 11 + index * 3 })),
      ),
      code: 'malformed',
    },
  ],
});
