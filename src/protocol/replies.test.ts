import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Problem } from './problems.ts';
import { decodeReplies, encodeReplies, openReply, type Replies, sealReply } from './replies.ts';
import { signerFromSeed, verifierFromPublicKey } from './signing.ts';

const signer = signerFromSeed(new Uint8Array(32).fill(7));
const verifier = verifierFromPublicKey(signer.publicKey);
const keys = { lookup: 'ab'.repeat(16), replyKey: new Uint8Array(32).fill(3) };
const replies = (): Replies => ({
  number: 4,
  madeAt: 1_800_000_000_000,
  tickets: new Map([
    ['ff'.repeat(16), { status: 'received', sealedReply: undefined }],
    [keys.lookup, { status: 'answered', sealedReply: sealReply('Gracias. Abrimos a las 8.', keys) }],
  ]),
  board: [
    {
      id: 'a',
      sector: 'water_hygiene',
      month: '2026-03',
      said: { en: 'No soap' },
      did: { en: 'Soap daily' },
    },
  ],
});

const codeOf = (work: () => unknown) => {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return Problem.is(error) ? error.code : String(error);
  }
};

test('comes back as it was, and a reply opens with its own ticket only', () => {
  const read = decodeReplies(encodeReplies(replies(), signer), verifier);
  expect(read.number).toBe(4);
  expect(read.board).toEqual(replies().board);
  expect([...read.tickets.keys()]).toEqual([keys.lookup, 'ff'.repeat(16)]);
  const sealed = read.tickets.get(keys.lookup)?.sealedReply ?? new Uint8Array();
  expect(openReply(sealed, keys)).toBe('Gracias. Abrimos a las 8.');
  for (const wrong of [
    { ...keys, lookup: 'cd'.repeat(16) },
    { ...keys, replyKey: new Uint8Array(32).fill(4) },
  ])
    expect(codeOf(() => openReply(sealed, wrong))).toBe('cannot_open');
  expect(codeOf(() => openReply(sealed.subarray(0, 9), keys))).toBe('cannot_open');
});

test('the length of a sealed reply tells little, and the text is nowhere in the document', () => {
  expect(sealReply('yes', keys)).toHaveLength(sealReply('no, not before Tuesday at noon', keys).length);
  const bytes = Buffer.from(encodeReplies(replies(), signer));
  expect(bytes.includes(Buffer.from('Gracias'))).toBe(false);
});

test('every changed, missing or added byte is refused', () => {
  const bytes = encodeReplies(replies(), signer);
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(codeOf(() => decodeReplies(changed, verifier))).toMatch(
      /^(bad_signature|malformed|unsupported_version)$/,
    );
    expect(codeOf(() => decodeReplies(bytes.subarray(0, at), verifier))).not.toBe('nothing was thrown');
  }
  expect(codeOf(() => decodeReplies(Buffer.concat([bytes, Buffer.of(0)]), verifier))).toBe('bad_signature');
  const forger = signerFromSeed(new Uint8Array(32).fill(8));
  expect(codeOf(() => decodeReplies(encodeReplies(replies(), forger), verifier))).toBe('bad_signature');
});

test('more than a kit takes is not made', () => {
  const tickets = new Map(
    Array.from({ length: 9000 }, () => [
      randomBytes(16).toString('hex'),
      { status: 'answered' as const, sealedReply: sealReply('x', keys) },
    ]),
  );
  expect(codeOf(() => encodeReplies({ ...replies(), tickets }, signer))).toBe('too_large');
});
