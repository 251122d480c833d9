/** The envelope against RFC 9180's own vector, our vectors, and what an attacker would try. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Binding,
  keyRing,
  openEnvelope,
  openingKey,
  publicKeyOf,
  sealEnvelope,
  suite,
} from './envelope.ts';
import { fromHex, toHex } from './ids.ts';

const load = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../test/vectors', name), 'utf8'));
const vectors = load('envelope.json') as {
  binding: Binding;
  record: string;
  operations_private_key: string;
  recovery_private_key: string;
  valid: { comment: string; key: 'operations' | 'recovery'; envelope: string }[];
  invalid: { comment: string; key: 'operations' | 'recovery'; envelope: string; code: string }[];
};
const privateKeys = {
  operations: fromHex(vectors.operations_private_key),
  recovery: fromHex(vectors.recovery_private_key),
};

describe('HPKE', () => {
  it('opens the base-mode vector of RFC 9180, A.1.1', async () => {
    const rfc = load('hpke-rfc9180-a1-1.json');
    const pair = await suite.DeriveKeyPair(fromHex(rfc.ikmR), true);
    expect(toHex(await suite.SerializePublicKey(pair.publicKey))).toBe(rfc.pkRm);
    expect(toHex(publicKeyOf(fromHex(rfc.skRm)))).toBe(rfc.pkRm);
    const recipient = await openingKey(fromHex(rfc.skRm));
    const [message] = rfc.encryptions;
    const opened = await suite.Open(recipient.pair, fromHex(rfc.enc), fromHex(message.ct), {
      info: fromHex(rfc.info),
      aad: fromHex(message.aad),
    });
    expect(toHex(opened)).toBe(message.pt);
  });
});

describe('an envelope', () => {
  it.each(vectors.valid)('opens: $comment', async ({ key, envelope }) => {
    const opened = await openEnvelope(fromHex(envelope), vectors.binding, await openingKey(privateKeys[key]));
    expect(toHex(opened)).toBe(vectors.record);
  });

  it.each(vectors.invalid)('does not open: $comment', async ({ key, envelope, code }) => {
    const opening = openEnvelope(fromHex(envelope), vectors.binding, await openingKey(privateKeys[key]));
    await expect(opening).rejects.toMatchObject({ name: 'Problem', code });
  });

  it('opens only as the record it was sealed as', async () => {
    const key = await openingKey(privateKeys.operations);
    const envelope = fromHex(vectors.valid[0]?.envelope ?? '');
    const others: Partial<Binding>[] = [
      { kind: 'feedback' },
      { kitId: '0102030405060709' },
      { incarnation: 'a1a2a3a4a5a6a7a9' },
      { recordId: '00112233445566778899aabbccddeefe' },
      { formRef: 'dtm-wifi-core/2/0a1b2c3d' },
    ];
    for (const other of others)
      await expect(openEnvelope(envelope, { ...vectors.binding, ...other }, key)).rejects.toMatchObject({
        code: 'cannot_open',
      });
  });

  it('has a length that says nothing within 64 bytes of content', async () => {
    const ring = await keyRing([publicKeyOf(privateKeys.operations), publicKeyOf(privateKeys.recovery)]);
    const lengths = await Promise.all(
      [0, 1, 40, 63, 64, 127].map(async (length) => {
        const sealed = await sealEnvelope(new Uint8Array(length), vectors.binding, ring);
        return sealed.length;
      }),
    );
    // head 7, two blocks of 64, content in steps of 64, tag 16
    expect(lengths).toEqual([215, 215, 215, 215, 279, 279]);
  });

  it('gives back any record to every recipient, and never the same bytes twice', async () => {
    const ring = await keyRing([publicKeyOf(privateKeys.operations), publicKeyOf(privateKeys.recovery)]);
    const keys = await Promise.all(Object.values(privateKeys).map(openingKey));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), async (record) => {
        const sealed = await sealEnvelope(record, vectors.binding, ring);
        expect(toHex(await sealEnvelope(record, vectors.binding, ring))).not.toBe(toHex(sealed));
        for (const key of keys)
          expect(toHex(await openEnvelope(sealed, vectors.binding, key))).toBe(toHex(record));
      }),
      { numRuns: 40 },
    );
  });

  it('with any one byte changed does not open', async () => {
    const key = await openingKey(privateKeys.operations);
    const envelope = fromHex(vectors.valid[2]?.envelope ?? '');
    for (let at = 0; at < envelope.length; at++) {
      const copy = envelope.slice();
      copy[at] = (copy[at] ?? 0) ^ 0x40;
      await expect(openEnvelope(copy, vectors.binding, key)).rejects.toMatchObject({ name: 'Problem' });
    }
  });
});
