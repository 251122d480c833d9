/**
 * One sealed record. Made on the kit, which cannot open it again; opened at the collector with the operations key
 * or, when that is lost, with the offline recovery key. HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, AES-128-GCM.
 *
 *   version 1 │ suite 1 │ key id 4 │ recipients n 1 │ n blocks │ ciphertext
 *   suite 1, sealed once
 *     n = 1   block = enc 32                      ciphertext by HPKE itself
 *     n > 1   block = enc 32 │ wrapped key 16+16  ciphertext by AES-128-GCM under the content key, used once: nonce 0
 *   suite 2, sealed again as it grows: the blocks stay, made once
 *     n ≥ 1   block = enc 32 │ wrapped key 16+16  8 bytes of nonce (4 zeros before them) │ ciphertext by AES-128-GCM
 *
 * The key id is the first 4 bytes of SHA-256 over all recipients' public keys. The associated data bind version,
 * suite, key id, n, and what the record is. What is sealed is padded: its length on the wire says nothing. Under a content key of
 * suite 2 no nonce comes twice: they are counted on from a random one, in memory only, and the key is never kept elsewhere.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
} from 'node:crypto';
import * as HPKE from 'hpke';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { FormRef } from './form.ts';
import { aead, kdf, kem, type SuiteKey } from './hpke-suite.ts';
import {
  fromHex,
  type Incarnation,
  type KitId,
  type RandomBytes,
  type RecordId,
  systemRandom,
} from './ids.ts';
import { Problem } from './problems.ts';

/** What is in an envelope. The numbers are the wire's and never change their meaning. */
export const recordKinds = {
  submission: 1,
  count: 2,
  feedback: 3,
  health: 4,
  clock: 5,
  /** A submission its visitor took back after it was bundled: the collector removes it. */
  withdrawal: 6,
  /** No envelope: a submission its visitor took back before it was bundled. It keeps the sequence free of gaps. */
  void: 7,
  /** Sums of views of messages, of an hour. */
  tally: 8,
} as const;
export type RecordKind = keyof typeof recordKinds;
const kindByNumber = new Map<number, RecordKind>(
  Object.entries(recordKinds).map(([kind, number]) => [number, kind as RecordKind]),
);
/** undefined: of a later version than this one. */
export const recordKindOf = (number: number): RecordKind | undefined => kindByNumber.get(number);

/** What the envelope is bound to. A change of any of it, and it does not open. */
export interface Binding {
  readonly kind: RecordKind;
  readonly kitId: KitId;
  readonly incarnation: Incarnation;
  readonly recordId: RecordId;
  /** Empty where the kind has no form. */
  readonly formRef: FormRef;
}

export const suite = new HPKE.CipherSuite(kem, kdf, aead);

export interface KeyRing {
  readonly keyId: Uint8Array;
  readonly recipients: readonly { readonly publicKey: SuiteKey }[];
}

export interface OpeningKey {
  readonly pair: HPKE.KeyPair<SuiteKey>;
}

/** One record that grows, such as a visit: each sealing takes the place of the one before. */
export interface Sealing {
  /** The record as it is now; opens like any other envelope. Throws `too_large`. */
  seal(record: Uint8Array): Uint8Array;
  /** The content key leaves memory. */
  erase(): void;
}

const version = 1;
const suites = { sealedOnce: 1, sealedAgain: 2 } as const;
const keyIdLength = 4;
const headLength = 2 + keyIdLength + 1;
const encLength = 32;
const contentKeyLength = 16;
const tagLength = 16;
const nonceLength = 12;
/** Of a nonce of suite 2: the bytes that are carried. */
const countedLength = 8;
const maxRecipients = 4;
/** What is sealed is padded to a multiple of this. */
export const paddingBytes = 64;
/** Far above any record: 16 KiB of text answers. */
const maxSealedBytes = 32 * 1024;

/** @param publicKeys raw X25519 keys, 32 bytes each, operations first. */
export async function keyRing(publicKeys: readonly Uint8Array[]): Promise<KeyRing> {
  if (publicKeys.length < 1 || publicKeys.length > maxRecipients)
    throw new Problem('malformed', 'between 1 and 4 recipients');
  const keyId = createHash('sha256').update(Buffer.concat(publicKeys)).digest().subarray(0, keyIdLength);
  const recipients = await Promise.all(
    publicKeys.map(async (raw) => ({ publicKey: await suite.DeserializePublicKey(raw) })),
  );
  return { keyId: new Uint8Array(keyId), recipients };
}

/** @param privateKey raw X25519 key, 32 bytes. */
export async function openingKey(privateKey: Uint8Array): Promise<OpeningKey> {
  try {
    // HPKE mixes the recipient's public key in; it is computed from the private one here, once.
    const key = await suite.DeserializePrivateKey(privateKey, true);
    const publicKey = await suite.DeserializePublicKey(publicKeyOf(privateKey));
    return { pair: { privateKey: key, publicKey } };
  } catch (cause) {
    throw new Problem('malformed', 'not an X25519 private key', { cause });
  }
}

/** The raw X25519 public key of a raw private one. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  // RFC 8410: the fixed DER head before a raw X25519 private key; the raw public key ends its SPKI.
  const head = Buffer.from('302e020100300506032b656e04220420', 'hex');
  const key = createPrivateKey({ key: Buffer.concat([head, privateKey]), format: 'der', type: 'pkcs8' });
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
}

/** Seals `record` to every recipient of the ring. Asynchronous: seal first, then commit. */
export async function sealEnvelope(
  record: Uint8Array,
  binding: Binding,
  ring: KeyRing,
  random: RandomBytes = systemRandom,
): Promise<Uint8Array> {
  const head = headOf(suites.sealedOnce, ring);
  const aad = associatedData(head, binding);
  const padded = pad(record);
  const [only, second] = ring.recipients;
  const out = new ByteWriter().raw(head);
  if (only && !second) {
    const sealed = await suite.Seal(only.publicKey, padded, { aad });
    return out.raw(sealed.encapsulatedSecret).raw(sealed.ciphertext).finish();
  }
  const contentKey = random(contentKeyLength);
  out.raw(await wrapFor(ring, contentKey, aad));
  return out.raw(encrypt(contentKey, new Uint8Array(nonceLength), aad, padded)).finish();
}

/**
 * For a record that is sealed again at every step: the costly part, a key for each recipient, is done once. Whoever holds the
 * sealing could open what it sealed, so it belongs where the plain record is, and goes with it.
 */
export async function beginSealing(
  binding: Binding,
  ring: KeyRing,
  random: RandomBytes = systemRandom,
): Promise<Sealing> {
  const head = headOf(suites.sealedAgain, ring);
  const aad = associatedData(head, binding);
  const contentKey = random(contentKeyLength);
  const blocks = await wrapFor(ring, contentKey, aad);
  const nonce = new Uint8Array(nonceLength);
  nonce.set(random(countedLength), nonceLength - countedLength);
  let isErased = false;
  return {
    seal: (record) => {
      // Nothing is ever sealed under a key that everybody knows.
      if (isErased) throw new Error('this sealing has ended');
      countOn(nonce);
      const out = new ByteWriter().raw(head).raw(blocks).raw(nonce.subarray(-countedLength));
      return out.raw(encrypt(contentKey, nonce, aad, pad(record))).finish();
    },
    erase: () => {
      isErased = true;
      contentKey.fill(0);
    },
  };
}

function headOf(suiteId: number, { keyId, recipients }: KeyRing): Uint8Array {
  return new ByteWriter().u8(version).u8(suiteId).raw(keyId).u8(recipients.length).finish();
}

/** A block for each recipient, one behind the other. */
async function wrapFor(
  { recipients }: KeyRing,
  contentKey: Uint8Array,
  aad: Uint8Array,
): Promise<Uint8Array> {
  const out = new ByteWriter();
  for (const { publicKey } of recipients) {
    const block = await suite.Seal(publicKey, contentKey, { aad });
    out.raw(block.encapsulatedSecret).raw(block.ciphertext);
  }
  return out.finish();
}

/** The next nonce, in its place: a number of 64 bits, big-endian, round again at its end. */
function countOn(nonce: Uint8Array): void {
  const counted = new DataView(nonce.buffer, nonce.byteOffset + nonceLength - countedLength);
  counted.setBigUint64(0, counted.getBigUint64(0) + 1n);
}

/** Ciphertext and tag. */
function encrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array): Uint8Array {
  // The bytes, not a key object: that is a copy, and stays in memory until it is next cleaned.
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens an envelope with any one recipient's key. Throws `truncated`, `malformed`, `unsupported_version`, or
 * `cannot_open` for a wrong key, a changed byte or another binding.
 */
export async function openEnvelope(
  envelope: Uint8Array,
  binding: Binding,
  key: OpeningKey,
): Promise<Uint8Array> {
  const reader = new ByteReader(envelope);
  const head = reader.raw(headLength);
  const isGrown = head[1] === suites.sealedAgain;
  if (head[0] !== version || (!isGrown && head[1] !== suites.sealedOnce))
    throw new Problem('unsupported_version', 'envelope');
  const recipientCount = head[headLength - 1] as number;
  if (recipientCount < 1 || recipientCount > maxRecipients) throw new Problem('malformed', 'recipients');
  const aad = associatedData(head, binding);
  if (recipientCount === 1 && !isGrown) {
    const enc = reader.raw(encLength);
    const padded = await tryOpen(key, enc, reader.raw(reader.left), aad);
    if (!padded) throw new Problem('cannot_open');
    return unpad(padded);
  }
  let contentKey: Uint8Array | undefined;
  for (let index = 0; index < recipientCount; index++) {
    const enc = reader.raw(encLength);
    const wrapped = reader.raw(contentKeyLength + tagLength);
    contentKey ??= await tryOpen(key, enc, wrapped, aad);
  }
  const nonce = new Uint8Array(nonceLength);
  if (isGrown) nonce.set(reader.raw(countedLength), nonceLength - countedLength);
  const ciphertext = reader.raw(reader.left);
  if (!contentKey) throw new Problem('cannot_open', 'no block is for this key');
  if (ciphertext.length < tagLength) throw new Problem('truncated');
  const decipher = createDecipheriv('aes-128-gcm', createSecretKey(contentKey), nonce).setAAD(aad);
  decipher.setAuthTag(ciphertext.subarray(ciphertext.length - tagLength));
  let padded: Buffer;
  try {
    const start = decipher.update(ciphertext.subarray(0, ciphertext.length - tagLength));
    padded = Buffer.concat([start, decipher.final()]);
  } catch (cause) {
    throw new Problem('cannot_open', 'the content was changed', { cause });
  }
  return unpad(padded);
}

async function tryOpen(
  key: OpeningKey,
  enc: Uint8Array,
  ciphertext: Uint8Array,
  aad: Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    return await suite.Open(key.pair, enc, ciphertext, { aad });
  } catch (error) {
    // A point that is not on the curve, a block for somebody else, a changed byte: to the caller all one.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function associatedData(head: Uint8Array, binding: Binding): Uint8Array {
  return new ByteWriter()
    .raw(head)
    .u8(recordKinds[binding.kind])
    .raw(fromHex(binding.kitId))
    .raw(fromHex(binding.incarnation))
    .raw(fromHex(binding.recordId))
    .text(binding.formRef)
    .finish();
}

/** Padding of ISO/IEC 7816-4: 0x80, then zeros up to the next multiple of 64. */
function pad(record: Uint8Array): Uint8Array {
  if (record.length >= maxSealedBytes) throw new Problem('too_large', 'record');
  const out = new Uint8Array((Math.floor(record.length / paddingBytes) + 1) * paddingBytes);
  out.set(record);
  out[record.length] = 0x80;
  return out;
}

function unpad(padded: Uint8Array): Uint8Array {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== 0x80) throw new Problem('malformed', 'padding');
  return padded.subarray(0, end);
}
