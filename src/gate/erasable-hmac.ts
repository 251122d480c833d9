/**
 * HMAC-SHA256 over messages of one length, whose key can be taken out of memory. Put together from Node's SHA-256 as RFC 2104 says,
 * because Node's own HMAC keeps copies of the key until its memory is next cleaned, which in a quiet program may be days.
 *
 *   HMAC(K, text) = H(K ⊕ opad ‖ H(K ⊕ ipad ‖ text))      ipad: 0x36, opad: 0x5c, each 64 times; K filled up with zeros to 64 bytes
 *
 * What must stay true: the key is in these two buffers and nowhere else, and after `erase` in none.
 */
import { hash } from 'node:crypto';

export interface ErasableHmac {
  /** The first four bytes, big-endian. Throws RangeError for a message of another length. */
  firstNumber(message: Uint8Array): number;
  erase(): void;
}

const blockBytes = 64;
const hashBytes = 32;

/** @param key at most 64 bytes; the caller's own is left as it is. */
export function createErasableHmac(key: Uint8Array, messageBytes: number): ErasableHmac {
  if (key.length > blockBytes) throw new RangeError('a key has at most 64 bytes');
  const inner = Buffer.alloc(blockBytes + messageBytes, 0x36);
  const outer = Buffer.alloc(blockBytes + hashBytes, 0x5c);
  for (const [index, byte] of key.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return {
    firstNumber: (message) => {
      if (message.length !== messageBytes) throw new RangeError(`a message has ${messageBytes} bytes`);
      inner.set(message, blockBytes);
      outer.set(hash('sha256', inner, 'buffer'), blockBytes);
      // What was hashed goes as well.
      inner.fill(0, blockBytes);
      return hash('sha256', outer, 'buffer').readUInt32BE(0);
    },
    erase: () => {
      inner.fill(0);
      outer.fill(0);
    },
  };
}
