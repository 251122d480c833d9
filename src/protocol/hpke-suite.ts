/**
 * HPKE's three building blocks for DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM, on node:crypto's synchronous calls.
 * The package's own blocks use Web Crypto, where one seal is some twenty jobs for a thread pool, one after the other: under load
 * each waits for a turn of the event loop, and every job leaves key objects for the collector of garbage. The schedule of keys,
 * the contexts and the checks stay the package's. What must stay true: the vectors of RFC 9180.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import * as HPKE from 'hpke';

export interface SuiteKey extends HPKE.Key {
  readonly type: 'private' | 'public';
  readonly object: KeyObject;
}

const hashLength = 32;
const keyLength = 32;
const tagLength = 16;
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
/** RFC 9180 section 4.1: suite_id of a KEM. */
const kemSuiteId = HPKE.concat(ascii('KEM'), HPKE.I2OSP(0x0020, 2));
/** RFC 8410: the fixed DER heads before a raw X25519 key. */
const pkcs8Head = Buffer.from('302e020100300506032b656e04220420', 'hex');
const spkiHead = Buffer.from('302a300506032b656e032100', 'hex');
const none = new Uint8Array();

/** Node turns a key given as bytes into a key object by trial and error, which takes ten times as long. */
const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array => {
  const mac = createHmac('sha256', createSecretKey(key));
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
};

export const kdf = (): HPKE.KDF => ({
  id: 0x0001,
  type: 'KDF',
  name: 'HKDF-SHA256',
  Nh: hashLength,
  stages: 2,
  // RFC 5869 section 2.2: no salt is a string of zeros.
  Extract: async (salt, ikm) => hmac(salt.length === 0 ? new Uint8Array(hashLength) : salt, ikm),
  // RFC 5869 section 2.3
  Expand: async (prk, info, length) => {
    const out = new Uint8Array(Math.ceil(length / hashLength) * hashLength);
    let block: Uint8Array = none;
    for (let index = 0; index * hashLength < length; index++) {
      block = hmac(prk, block, info, Uint8Array.of(index + 1));
      out.set(block, index * hashLength);
    }
    return out.slice(0, length);
  },
  Derive: () => Promise.reject(new Error('HKDF has two stages')),
});

export const aead = (): HPKE.AEAD => ({
  id: 0x0001,
  type: 'AEAD',
  name: 'AES-128-GCM',
  Nk: 16,
  Nn: 12,
  Nt: tagLength,
  Seal: async (key, nonce, aad, plain) => {
    const cipher = createCipheriv('aes-128-gcm', createSecretKey(key), nonce).setAAD(aad);
    return HPKE.concat(cipher.update(plain), cipher.final(), cipher.getAuthTag());
  },
  Open: async (key, nonce, aad, sealed) => {
    const end = sealed.length - tagLength;
    const decipher = createDecipheriv('aes-128-gcm', createSecretKey(key), nonce).setAAD(aad);
    decipher.setAuthTag(sealed.subarray(end));
    return HPKE.concat(decipher.update(sealed.subarray(0, end)), decipher.final());
  },
});

const keyOf = (type: SuiteKey['type'], object: KeyObject, extractable = true): SuiteKey => ({
  algorithm: { name: 'X25519' },
  extractable,
  type,
  object,
});

const rawPublic = ({ object }: SuiteKey): Uint8Array =>
  new Uint8Array(Buffer.from(object.export({ format: 'jwk' }).x ?? '', 'base64url'));

const publicFromRaw = (raw: Uint8Array): SuiteKey =>
  keyOf('public', createPublicKey({ key: Buffer.concat([spkiHead, raw]), format: 'der', type: 'spki' }));

const privateFromRaw = (raw: Uint8Array, extractable: boolean): SuiteKey =>
  keyOf(
    'private',
    createPrivateKey({ key: Buffer.concat([pkcs8Head, raw]), format: 'der', type: 'pkcs8' }),
    extractable,
  );

/** RFC 9180 section 4.1, ExtractAndExpand. */
async function sharedSecret(dh: Uint8Array, enc: Uint8Array, recipient: Uint8Array): Promise<Uint8Array> {
  const functions = kdf();
  const prk = await HPKE.LabeledExtract(functions, kemSuiteId, none, ascii('eae_prk'), dh);
  const context = HPKE.concat(enc, recipient);
  return HPKE.LabeledExpand(functions, kemSuiteId, prk, ascii('shared_secret'), context, keyLength);
}

/** Throws on the all-zero result of a point of small order, as RFC 9180 section 7.1.4 asks: OpenSSL refuses it. */
const agree = (own: SuiteKey, other: SuiteKey): Uint8Array =>
  new Uint8Array(diffieHellman({ privateKey: own.object, publicKey: other.object }));

export const kem = (): HPKE.KEM<SuiteKey> => ({
  id: 0x0020,
  type: 'KEM',
  name: 'DHKEM(X25519, HKDF-SHA256)',
  Nsecret: keyLength,
  Nenc: keyLength,
  Npk: keyLength,
  Nsk: keyLength,
  // RFC 9180 section 7.1.3
  DeriveKeyPair: async (ikm, extractable) => {
    const functions = kdf();
    const prk = await HPKE.LabeledExtract(functions, kemSuiteId, none, ascii('dkp_prk'), ikm);
    const raw = await HPKE.LabeledExpand(functions, kemSuiteId, prk, ascii('sk'), none, keyLength);
    const privateKey = privateFromRaw(raw, extractable);
    return { privateKey, publicKey: keyOf('public', createPublicKey(privateKey.object)) };
  },
  GenerateKeyPair: async (extractable) => {
    const { privateKey, publicKey } = generateKeyPairSync('x25519');
    return { privateKey: keyOf('private', privateKey, extractable), publicKey: keyOf('public', publicKey) };
  },
  SerializePublicKey: async (key) => rawPublic(key),
  DeserializePublicKey: async (raw) => publicFromRaw(raw),
  SerializePrivateKey: async ({ object }) =>
    new Uint8Array(object.export({ format: 'der', type: 'pkcs8' }).subarray(-keyLength)),
  DeserializePrivateKey: async (raw, extractable) => privateFromRaw(raw, extractable),
  // RFC 9180 section 4.1
  Encap: async (recipient) => {
    const { privateKey, publicKey } = generateKeyPairSync('x25519');
    const enc = rawPublic(keyOf('public', publicKey));
    const dh = agree(keyOf('private', privateKey), recipient);
    return { shared_secret: await sharedSecret(dh, enc, rawPublic(recipient)), enc };
  },
  Decap: async (enc, own, ownPublic) => {
    const dh = agree(own, publicFromRaw(enc));
    const recipient = ownPublic ?? keyOf('public', createPublicKey(own.object));
    return sharedSecret(dh, enc, rawPublic(recipient));
  },
});
