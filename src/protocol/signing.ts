/**
 * Ed25519 (RFC 8032) through node:crypto, with keys as raw 32 bytes. Bundles are signed by kits, receipts by the
 * collector. Every signature covers a context string first, so that a signature for one thing never passes for another.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { Problem } from './problems.ts';

export const signatureLength = 64;

export interface Signer {
  readonly publicKey: Uint8Array;
  sign(context: string, message: Uint8Array): Uint8Array;
}

export interface Verifier {
  verify(context: string, message: Uint8Array, signature: Uint8Array): boolean;
}

// RFC 8410: the fixed DER heads before a raw Ed25519 seed and a raw public key.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/** @param seed 32 bytes. */
export function signerFromSeed(seed: Uint8Array): Signer {
  if (seed.length !== 32) throw new Problem('malformed', 'a signing key has 32 bytes');
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(spkiHead.length)),
    sign: (context, message) => new Uint8Array(sign(null, inContext(context, message), key)),
  };
}

/** @param publicKey 32 bytes. */
export function verifierFromPublicKey(publicKey: Uint8Array): Verifier {
  if (publicKey.length !== 32) throw new Problem('malformed', 'a public key has 32 bytes');
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.concat([spkiHead, publicKey]), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new Problem('malformed', 'not an Ed25519 public key', { cause });
  }
  return {
    verify: (context, message, signature) =>
      signature.length === signatureLength && verify(null, inContext(context, message), key, signature),
  };
}

function inContext(context: string, message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(context), Buffer.of(0), message]);
}
