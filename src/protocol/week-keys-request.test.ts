import { expect, test } from 'vitest';
import { Problem } from './problems.ts';
import { signerFromSeed, verifierFromPublicKey } from './signing.ts';
import { checkRequest, type ReceivedRequest, requestHeaders } from './week-keys-request.ts';

const kit = signerFromSeed(new Uint8Array(32).fill(3));
const verifier = verifierFromPublicKey(kit.publicKey);
const kitId = '0102030405060708';
const utcMs = 1_795_000_000_000;
const received = (after = 4, by = kit): ReceivedRequest => {
  const headers = requestHeaders({ kitId, after, utcMs }, by);
  return { kitId, after: String(after), time: headers['dtm-time'], signature: headers['dtm-signature'] };
};
const checked = (request: ReceivedRequest, now = utcMs) => {
  try {
    return checkRequest(request, verifier, now);
  } catch (error) {
    return Problem.is(error) ? error.code : String(error);
  }
};

test('what the kit signed is taken, for ten minutes', () => {
  expect(checked(received())).toBe(4);
  expect(checked(received(), utcMs + 600_000)).toBe(4);
  expect(checked(received(), utcMs + 600_001)).toBe('out_of_time');
  expect(checked(received(), utcMs - 600_001)).toBe('out_of_time');
});

test('nobody else’s request is, nor a changed one', () => {
  expect(checked(received(4, signerFromSeed(new Uint8Array(32).fill(4))))).toBe('bad_signature');
  expect(checked({ ...received(), after: '3' })).toBe('bad_signature');
  expect(checked({ ...received(), time: String(utcMs + 1) })).toBe('bad_signature');
  expect(checked({ ...received(), kitId: '0102030405060709' })).toBe('bad_signature');
  expect(checked({ ...received(), signature: undefined })).toBe('bad_signature');
  expect(checked({ ...received(), signature: 'x'.repeat(4000) })).toBe('bad_signature');
});

test.each([{ after: 'x' }, { after: '-1' }, { after: '1'.repeat(16) }, { time: undefined }, { time: '1e9' }])(
  '%o cannot be understood',
  (part) => {
    expect(checked({ ...received(), ...part })).toBe('invalid_request');
  },
);
