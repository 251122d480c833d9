/** Bundles and receipts: our vectors, round trips, and that nothing made of noise is ever taken for one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bundle,
  bundleHash,
  decodeBundle,
  emptyBundleBytes,
  encodeBundle,
  envelopeRanges,
  maxBundleBytes,
  noHash,
  readBundleHead,
  recordBytes,
} from './bundle.ts';
import { type RecordKind, recordKinds } from './envelope.ts';
import { fromHex, toHex } from './ids.ts';
import { Problem } from './problems.ts';
import { covers, decodeReceipt, encodeReceipt, type Receipt } from './receipt.ts';
import { signerFromSeed, verifierFromPublicKey } from './signing.ts';

const load = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../test/vectors', name), 'utf8'));
const bundles = load('bundle.json');
const receipts = load('receipt.json');
const kit = verifierFromPublicKey(fromHex(bundles.kit_public_key));
const collector = verifierFromPublicKey(fromHex(receipts.collector_public_key));

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('a bundle', () => {
  it.each(bundles.valid as { comment: string; bytes: string; bundle: unknown }[])(
    'reads: $comment',
    (vector) => {
      const bundle = decodeBundle(fromHex(vector.bytes), kit);
      const records = bundle.records.map((record) => ({ ...record, envelope: toHex(record.envelope) }));
      expect({ ...bundle, records }).toEqual(vector.bundle);
      expect(readBundleHead(fromHex(vector.bytes))).toEqual({
        kitId: bundle.kitId,
        incarnation: bundle.incarnation,
        number: bundle.number,
      });
    },
  );

  it.each(bundles.invalid as { comment: string; bytes: string; code: string }[])(
    'is refused: $comment',
    (vector) => {
      expect(codeOf(() => decodeBundle(fromHex(vector.bytes), kit))).toBe(vector.code);
    },
  );

  const seed = new Uint8Array(32).fill(7);
  const hexOf = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(toHex);
  const record = fc.record({
    kind: fc.constantFrom(...(Object.keys(recordKinds) as RecordKind[])),
    recordId: hexOf(16),
    formRef: fc.constantFrom('', 'a-form/1/00000000', 'another/12/ffffffff'),
    envelope: fc.uint8Array({ maxLength: 300 }),
  });
  const anyBundle: fc.Arbitrary<Bundle> = fc.record({
    kitId: hexOf(8),
    incarnation: hexOf(8),
    number: fc.integer({ min: 1, max: 2 ** 40 }),
    previousHash: fc.constant(noHash),
    firstSeq: fc.integer({ min: 1, max: 2 ** 40 }),
    records: fc.array(record, { minLength: 1, maxLength: 40 }),
  });

  it('comes back as it was, and within the size foretold', () => {
    const signer = signerFromSeed(seed);
    fc.assert(
      fc.property(anyBundle, (bundle) => {
        const bytes = encodeBundle(bundle, signer);
        const foretold = bundle.records.reduce((sum, entry) => sum + recordBytes(entry), emptyBundleBytes);
        expect(bytes.length).toBeLessThanOrEqual(foretold + 40);
        expect(decodeBundle(bytes, verifierFromPublicKey(signer.publicKey))).toEqual(bundle);
        const ranges = envelopeRanges(bytes);
        expect(ranges.map(({ start, end }) => toHex(bytes.subarray(start, end)))).toEqual(
          bundle.records.map(({ envelope }) => toHex(envelope)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('cannot be larger than 64 KiB', () => {
    const signer = signerFromSeed(seed);
    const envelope = new Uint8Array(maxBundleBytes);
    const bundle: Bundle = {
      kitId: '00'.repeat(8),
      incarnation: '00'.repeat(8),
      number: 1,
      previousHash: noHash,
      firstSeq: 1,
      records: [{ kind: 'health', recordId: '00'.repeat(16), formRef: '', envelope }],
    };
    expect(codeOf(() => encodeBundle(bundle, signer))).toBe('too_large');
    expect(codeOf(() => decodeBundle(new Uint8Array(maxBundleBytes + 1), kit))).toBe('too_large');
  });

  it('made of noise throws a Problem and nothing else, signed or not', () => {
    const signer = signerFromSeed(seed);
    const verifier = verifierFromPublicKey(signer.publicKey);
    const start = fromHex(bundles.valid[0].bytes).subarray(0, 22);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const body = Buffer.concat([start, noise]);
        expect(codeOf(() => decodeBundle(body, verifier))).toMatch(/truncated|bad_signature/);
        const signed = Buffer.concat([body, signer.sign('dtm-wifi/bundle/1', body)]);
        expect(codeOf(() => decodeBundle(signed, verifier))).toMatch(
          /truncated|malformed|unsupported_version/,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('has a hash of all its bytes', () => {
    const bytes = fromHex(bundles.valid[0].bytes);
    expect(bundles.valid[1].bundle.previousHash).toBe(bundleHash(bytes));
  });
});

describe('a receipt', () => {
  it.each(receipts.valid as { comment: string; bytes: string; receipt: Receipt }[])(
    'reads: $comment',
    (vector) => {
      expect(decodeReceipt(fromHex(vector.bytes), collector)).toEqual(vector.receipt);
    },
  );

  it.each(receipts.invalid as { comment: string; bytes: string; code: string }[])(
    'is refused: $comment',
    (vector) => {
      expect(codeOf(() => decodeReceipt(fromHex(vector.bytes), collector))).toBe(vector.code);
    },
  );

  it('covers what is contiguous and what is in a range, nothing else', () => {
    const receipt = receipts.valid[0].receipt as Receipt;
    const held = [1, 2, 3, 4, 5, 9, 10, 299, 300, 301].filter((seq) => covers(receipt, seq));
    expect(held).toEqual([1, 2, 3, 5, 9, 300]);
  });

  it('is never taken for a bundle: each signature is for one thing', () => {
    const signer = signerFromSeed(new Uint8Array(32).fill(9));
    const bytes = encodeReceipt(receipts.valid[0].receipt, signer);
    const verifier = verifierFromPublicKey(signer.publicKey);
    expect(verifier.verify('dtm-wifi/bundle/1', bytes.subarray(0, -64), bytes.subarray(-64))).toBe(false);
    expect(verifier.verify('dtm-wifi/receipt/1', bytes.subarray(0, -64), bytes.subarray(-64))).toBe(true);
  });
});
