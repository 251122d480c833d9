/** The record, the keys and the spoiling that all vectors of envelopes share. */
import type { Binding } from '../../src/protocol/envelope.ts';
import { toHex } from '../../src/protocol/ids.ts';

export const fill = (byte: number, length: number) => new Uint8Array(length).fill(byte);
/** A copy with the byte at `at` (from the end if negative) changed. */
export const changed = (bytes: Uint8Array, at: number) => {
  const copy = bytes.slice();
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return toHex(copy);
};

export const operations = fill(0x11, 32);
export const recovery = fill(0x22, 32);
export const binding: Binding = {
  kind: 'submission',
  kitId: '0102030405060708',
  incarnation: 'a1a2a3a4a5a6a7a8',
  recordId: '00112233445566778899aabbccddeeff',
  formRef: 'dtm-wifi-core/1/0a1b2c3d',
};
export const record = new TextEncoder().encode('a record of a visitor');
