/** HMAC beside Node's own, and the numbers that its standard gives. */
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createErasableHmac } from './erasable-hmac.ts';

test('the examples of RFC 4231 come out', () => {
  const first = (key: Uint8Array, text: Uint8Array) => createErasableHmac(key, text.length).firstNumber(text);
  expect(first(Buffer.alloc(20, 0x0b), Buffer.from('Hi There'))).toBe(0xb0344c61);
  expect(first(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'))).toBe(0x5bdcc146);
  expect(first(Buffer.alloc(20, 0xaa), Buffer.alloc(50, 0xdd))).toBe(0x773ea91e);
});

test('it says what Node’s says, message after message', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(bytes(14), { minLength: 1 }), (key, messages) => {
      const hmac = createErasableHmac(key, 14);
      for (const message of messages)
        expect(hmac.firstNumber(message)).toBe(
          createHmac('sha256', key).update(message).digest().readUInt32BE(0),
        );
    }),
  );
});

test('once erased it holds zeros where the key was, and the caller’s key is left alone', () => {
  const key = new Uint8Array(32).fill(7);
  const hmac = createErasableHmac(key, 14);
  const message = Buffer.alloc(14, 3);
  const before = hmac.firstNumber(message);
  hmac.erase();
  const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const zeros = Buffer.alloc(64);
  expect(hmac.firstNumber(message)).toBe(sha256(zeros, sha256(zeros, message)).readUInt32BE(0));
  expect(hmac.firstNumber(message)).not.toBe(before);
  expect([...key]).toEqual(new Array(32).fill(7));
});

test('a key or a message of another length is refused', () => {
  expect(() => createErasableHmac(new Uint8Array(65), 14)).toThrow(RangeError);
  expect(() => createErasableHmac(new Uint8Array(32), 14).firstNumber(new Uint8Array(13))).toThrow(
    RangeError,
  );
});
