/** How the lab's phones ask for names: bytes written by hand after RFC 1035, not made by the code that is tested. */
import { expect, test } from 'vitest';
import { decodeAnswer, encodeQuestion } from '../../scripts/lab/name-question.ts';

test('a question holds its name, its type and the wish for recursion', () => {
  expect(encodeQuestion(0x1234, 'wifi.dtm', 'HTTPS').toString('hex')).toBe(
    '12340100000100000000000004776966690364746d0000410001',
  );
});

test('an answer is read through a pointer, and other types than the asked one are passed over', () => {
  const head = '123481800001000200000000';
  const question = '04776966690364746d0000010001';
  const alias = 'c00c0005000100000005000401780000';
  const address = 'c00c00010001000000ff00040a140001';
  const message = Buffer.from(head + question + alias + address, 'hex');
  expect(decodeAnswer(message, 'A')).toEqual({ code: 0, records: ['10.20.0.1'], ttlSeconds: 255 });
});

test('a name that does not exist has its code and no record', () => {
  const message = Buffer.from('123481830001000000000000' + '0178000001' + '0001', 'hex');
  expect(decodeAnswer(message, 'A')).toEqual({ code: 3, records: [], ttlSeconds: undefined });
});
