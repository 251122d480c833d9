import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newTicketCode, readTicketCode, showTicketCode, ticketKeys } from './tickets.ts';

const random = (length: number) => new Uint8Array(randomBytes(length));

test('a code is twelve signs in three groups, and reads back', () => {
  for (let n = 0; n < 200; n++) {
    const code = newTicketCode(random);
    expect(showTicketCode(code)).toMatch(/^([0-9A-HJKMNP-TV-Y]{4}-){2}[0-9A-HJKMNP-TV-Y]{4}$/);
    expect(readTicketCode(showTicketCode(code))).toBe(code);
  }
});

test('what a hand makes of a code is forgiven: case, spaces, dots, look-alikes, other digits', () => {
  const code = newTicketCode(() => Uint8Array.from([0, 1, 2, 27, 10, 0, 1, 12, 13, 2, 5]));
  expect(code.slice(0, 11)).toBe('012VA01CD25');
  const check = code.slice(11);
  for (const typed of [
    `o1z u / aolc . d25${check}`,
    `OIZU-AOLC-DZ5${check.toLowerCase()}`,
    `٠١٢v a٠١c d٢٥${check}`,
    `０１２V–A０１C–D２５${check}`,
  ])
    expect(readTicketCode(typed)).toBe(code);
});

test('one wrong sign, or two exchanged ones, never pass for another code', () => {
  const alphabet = [...'0123456789ABCDEFGHJKMNPQRSTVWXY'];
  for (let n = 0; n < 20; n++) {
    const code = newTicketCode(random);
    for (let place = 0; place < code.length; place++) {
      for (const sign of alphabet)
        if (sign !== code[place])
          expect(readTicketCode(code.slice(0, place) + sign + code.slice(place + 1))).toBeUndefined();
      const [a, b] = [code[place] ?? '', code[place + 1] ?? ''];
      // The check sign itself has another weight than its neighbour in all cases but one sum.
      if (place < 10 && a !== b)
        expect(readTicketCode(code.slice(0, place) + b + a + code.slice(place + 2))).toBeUndefined();
    }
  }
});

test('what is no code is none', () => {
  for (const text of ['', ' ', 'hello', 'K7MQ-X2HP', '0000-0000-0001', 'x'.repeat(10_000), '////-////-////'])
    expect(readTicketCode(text)).toBeUndefined();
});

test('lookup id and key are fixed by the code, differ from each other, and change with any other code', async () => {
  const one = await ticketKeys('012VA01CD250');
  expect(one.lookup).toMatch(/^[0-9a-f]{32}$/);
  expect(one.replyKey).toHaveLength(32);
  expect(await ticketKeys('012VA01CD250')).toEqual(one);
  expect((await ticketKeys('012VA01CD251')).lookup).not.toBe(one.lookup);
  expect(Buffer.from(one.replyKey).toString('hex')).not.toContain(one.lookup);
});
