/** The envelope against RFC 9180's own vector, our vectors, and what an attacker would try. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as HPKE from 'hpke';
import { describe, expect, it } from 'vitest';
import {
  type Binding,
  beginSealing,
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
interface Vectors {
  binding: Binding;
  record: string;
  operations_private_key: string;
  recovery_private_key: string;
  valid: { comment: string; key: 'operations' | 'recovery'; envelope: string }[];
  invalid: { comment: string; key: 'operations' | 'recovery'; envelope: string; code: string }[];
}
const vectors = load('envelope.json') as Vectors;
/** Of the same record, sealed for the same keys. */
const growing = load('envelope-growing.json') as Vectors;
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

describe('the suite on node:crypto', () => {
  // The package's own blocks, on Web Crypto: an independent implementation of the same suite.
  const peer = new HPKE.CipherSuite(
    HPKE.KEM_DHKEM_X25519_HKDF_SHA256,
    HPKE.KDF_HKDF_SHA256,
    HPKE.AEAD_AES_128_GCM,
  );
  const info = new TextEncoder().encode('info');
  const aad = new TextEncoder().encode('aad');
  const message = new TextEncoder().encode('message');

  it('seals what the package’s own blocks open, and opens what they seal', async () => {
    for (let round = 0; round < 20; round++) {
      const seed = new Uint8Array(randomBytes(32));
      const [ours, theirs] = [await suite.DeriveKeyPair(seed, true), await peer.DeriveKeyPair(seed, true)];
      expect(toHex(await suite.SerializePrivateKey(ours.privateKey))).toBe(
        toHex(await peer.SerializePrivateKey(theirs.privateKey)),
      );
      const mine = await suite.Seal(ours.publicKey, message, { info, aad });
      const opened = await peer.Open(theirs, mine.encapsulatedSecret, mine.ciphertext, { info, aad });
      expect(toHex(opened)).toBe(toHex(message));
      const other = await peer.Seal(theirs.publicKey, message, { info, aad });
      expect(toHex(await suite.Open(ours, other.encapsulatedSecret, other.ciphertext, { info, aad }))).toBe(
        toHex(message),
      );
    }
  });

  it('exports the same secrets of any length', async () => {
    const pair = await suite.GenerateKeyPair(true);
    const raw = await suite.SerializePrivateKey(pair.privateKey);
    const theirs = await peer.DeserializePrivateKey(raw, true);
    const theirPublic = await peer.DeserializePublicKey(await suite.SerializePublicKey(pair.publicKey));
    for (const length of [1, 31, 32, 33, 64, 100]) {
      const { encapsulatedSecret, exportedSecret } = await suite.SendExport(pair.publicKey, aad, length, {
        info,
      });
      const received = await peer.ReceiveExport(
        { privateKey: theirs, publicKey: theirPublic },
        encapsulatedSecret,
        aad,
        length,
        { info },
      );
      expect(toHex(received)).toBe(toHex(exportedSecret));
    }
  });

  it('refuses points of small order', async () => {
    const pair = await suite.GenerateKeyPair();
    for (const point of ['00'.repeat(32), `01${'00'.repeat(31)}`, `ec${'ff'.repeat(30)}7f`])
      await expect(suite.Open(pair, fromHex(point), new Uint8Array(40), { aad })).rejects.toThrow();
  });
});

describe('an envelope', () => {
  it.each([...vectors.valid, ...growing.valid])('opens: $comment', async ({ key, envelope }) => {
    const opened = await openEnvelope(fromHex(envelope), vectors.binding, await openingKey(privateKeys[key]));
    expect(toHex(opened)).toBe(vectors.record);
  });

  it.each([...vectors.invalid, ...growing.invalid])(
    'does not open: $comment',
    async ({ key, envelope, code }) => {
      const opening = openEnvelope(fromHex(envelope), vectors.binding, await openingKey(privateKeys[key]));
      await expect(opening).rejects.toMatchObject({ name: 'Problem', code });
    },
  );

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

  it.each([
    ['sealed once', vectors.valid[2]],
    ['that grew', growing.valid[4]],
  ])('%s, with any one byte changed, does not open', async (_, vector) => {
    const key = await openingKey(privateKeys.operations);
    const envelope = fromHex(vector?.envelope ?? '');
    expect(envelope.length).toBeGreaterThan(100);
    for (let at = 0; at < envelope.length; at++) {
      const copy = envelope.slice();
      copy[at] = (copy[at] ?? 0) ^ 0x40;
      await expect(openEnvelope(copy, vectors.binding, key)).rejects.toMatchObject({ name: 'Problem' });
    }
  });
});

describe('a record that grows', () => {
  const ringOfBoth = () => keyRing(Object.values(privateKeys).map(publicKeyOf));
  const nonceOf = (envelope: Uint8Array) => toHex(envelope.subarray(135, 143));

  it('opens as it was at each sealing, for every recipient, and never comes as the same bytes', async () => {
    const ring = await ringOfBoth();
    const keys = await Promise.all(Object.values(privateKeys).map(openingKey));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 2 }), async (records) => {
        const sealing = await beginSealing(vectors.binding, ring);
        const sealed = [...records, ...records].map((record) => sealing.seal(record));
        expect(new Set(sealed.map(toHex)).size).toBe(sealed.length);
        for (const key of keys)
          for (const [index, envelope] of sealed.entries())
            expect(toHex(await openEnvelope(envelope, vectors.binding, key))).toBe(
              toHex(records[index % records.length] as Uint8Array),
            );
      }),
      { numRuns: 10 },
    );
  });

  it('uses no nonce twice, also where the numbers begin again', async () => {
    const random = (length: number) => new Uint8Array(length).fill(0xff);
    const sealing = await beginSealing(vectors.binding, await ringOfBoth(), random);
    const nonces = [1, 2, 3].map(() => nonceOf(sealing.seal(new Uint8Array(3))));
    expect(nonces).toEqual(['0000000000000000', '0000000000000001', '0000000000000002']);
  });

  it('has a length that tells no more than that of any other, and blocks that are made once', async () => {
    const sealing = await beginSealing(vectors.binding, await ringOfBoth());
    const sealed = [0, 40, 63, 64].map((length) => sealing.seal(new Uint8Array(length)));
    // As `sealEnvelope`, and 8 bytes of nonce.
    expect(sealed.map(({ length }) => length)).toEqual([223, 223, 223, 287]);
    expect(new Set(sealed.map((envelope) => toHex(envelope.subarray(0, 135)))).size).toBe(1);
    const other = await beginSealing(vectors.binding, await ringOfBoth());
    expect(toHex(other.seal(new Uint8Array()).subarray(7, 135))).not.toBe(
      toHex(sealed[0]?.subarray(7, 135) ?? new Uint8Array()),
    );
  });

  it('has no key in memory once it is erased, and is not sealed any more', async () => {
    const drawn: Uint8Array[] = [];
    const random = (length: number) => {
      const bytes = new Uint8Array(randomBytes(length));
      drawn.push(bytes);
      return bytes;
    };
    const sealing = await beginSealing(vectors.binding, await ringOfBoth(), random);
    const [contentKey] = drawn;
    expect(contentKey?.length).toBe(16);
    expect(contentKey?.some((byte) => byte !== 0)).toBe(true);
    sealing.erase();
    expect(contentKey?.every((byte) => byte === 0)).toBe(true);
    expect(() => sealing.seal(new Uint8Array())).toThrow('has ended');
  });
});
