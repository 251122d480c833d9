/**
 * Makes test/vectors/week-keys.json: what other programs, and later versions of this one, must read the same way. Run once a format
 * version; the file is kept as it is, since sealing takes fresh randomness.
 *   node scripts/vectors/make-week-keys-vectors.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ByteWriter } from '../../src/protocol/bytes.ts';
import { publicKeyOf } from '../../src/protocol/envelope.ts';
import { fromHex, toHex } from '../../src/protocol/ids.ts';
import { type Signer, signerFromSeed } from '../../src/protocol/signing.ts';
import { sealWeekKey } from '../../src/protocol/week-key-sealing.ts';
import { encodeWeekKeys, weekKeysContext, withoutOver } from '../../src/protocol/week-keys.ts';
import { type Week, weekAt, weekMs, weekNamed } from '../../src/protocol/weeks.ts';

const fill = (byte: number, length: number) => new Uint8Array(length).fill(byte);
const kitKey = fromHex('fc25e1e6a05d485706e87afcc5c662120d6b2118617ad253d23625960c6c4b66');
const kitId = '0102030405060708';
const officer = signerFromSeed(fill(0x66, 32));
const stranger = signerFromSeed(fill(0x44, 32));
const number = 1_795_000_000;
const keys = [1, 2].map((index) => fill(0x80 + index, 32));
const weeks: readonly Week[] = [weekNamed('2026-W53'), weekNamed('2027-W01')];
const keyIds = ['a1a2a3a4a5a6a7a8', 'b1b2b3b4b5b6b7b8'];

const sealedWeeks = await Promise.all(
  weeks.map(async (week, index) => {
    const keyId = keyIds[index] as string;
    const binding = { kitId, week, keyId };
    const sealed = await sealWeekKey(keys[index] as Uint8Array, binding, publicKeyOf(kitKey));
    return { ...week, keyId, sealed };
  }),
);
const document = { kitId, number, weeks: sealedWeeks };
const bytes = encodeWeekKeys(document, officer);
const hex = toHex(bytes);
const stripped = withoutOver(bytes, (weeks[1] as Week).fromUtcMs) as Uint8Array;
const encoded = (changes: Partial<typeof document>, by: Signer = officer) =>
  toHex(encodeWeekKeys({ ...document, ...changes }, by));
/** A copy with the byte at `at` (from the end if negative) changed. */
const changed = (at: number) => {
  const copy = bytes.slice();
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return toHex(copy);
};
const beginning = (fromUtcMs: number) => ({ ...weekAt(fromUtcMs), fromUtcMs });
/** Well signed, but of what encodeWeekKeys does not make. */
const signedBody = (count: number) => {
  const out = new ByteWriter().raw(fromHex('44544d57')).u8(1).raw(fromHex(kitId)).varint(number).u8(count);
  return toHex(out.raw(officer.sign(weekKeysContext, out.finish())).finish());
};
const readable = {
  kitId,
  number,
  weeks: sealedWeeks.map(({ sealed, ...week }) => ({ ...week, sealed: toHex(sealed) })),
};

const value = {
  comment:
    "Signed with Ed25519, sealed with HPKE to the kit's X25519 key. Every byte string is hexadecimal; times are milliseconds since 1970.",
  officer_public_key: toHex(officer.publicKey),
  kit_private_key: toHex(kitKey),
  kit_public_key: toHex(publicKeyOf(kitKey)),
  valid: [
    {
      comment: 'two weeks, across the end of a year',
      bytes: hex,
      keys: keys.map(toHex),
      week_keys: readable,
    },
    {
      comment: 'the same after the first week: its sealed key was taken away',
      bytes: toHex(stripped),
      keys: [null, toHex(keys[1] as Uint8Array)],
      week_keys: {
        ...readable,
        weeks: readable.weeks.map((week, index) => (index === 0 ? { ...week, sealed: null } : week)),
      },
    },
  ],
  invalid: [
    { comment: 'empty', bytes: '', code: 'truncated' },
    { comment: 'another magic', bytes: `00${hex.slice(2)}`, code: 'malformed' },
    {
      comment: 'a page of a captive upstream portal',
      bytes: toHex(new TextEncoder().encode('<!doctype html>'.padEnd(200))),
      code: 'malformed',
    },
    { comment: 'version 2', bytes: `${hex.slice(0, 8)}02${hex.slice(10)}`, code: 'unsupported_version' },
    { comment: 'ends within the weeks', bytes: hex.slice(0, 80), code: 'truncated' },
    { comment: 'ends within the sealed keys', bytes: hex.slice(0, -20), code: 'truncated' },
    { comment: 'one byte more', bytes: `${hex}00`, code: 'malformed' },
    { comment: 'too large', bytes: '00'.repeat(2049), code: 'too_large' },
    { comment: 'signed by another', bytes: encoded({}, stranger), code: 'not_officers' },
    { comment: 'the kit changed', bytes: changed(6), code: 'not_officers' },
    { comment: 'a key id changed', bytes: changed(27), code: 'not_officers' },
    { comment: 'a sealed key changed', bytes: changed(-1), code: 'not_officers' },
    { comment: 'the signature changed', bytes: changed(-200), code: 'not_officers' },
    { comment: 'well signed, no weeks', bytes: signedBody(0), code: 'malformed' },
    { comment: 'well signed, 6 weeks', bytes: signedBody(6), code: 'malformed' },
    {
      comment: 'well signed, a week twice',
      bytes: encoded({ weeks: [sealedWeeks[0], sealedWeeks[0]].flatMap((week) => week ?? []) }),
      code: 'malformed',
    },
    {
      comment: 'well signed, weeks in the wrong order',
      bytes: encoded({ weeks: sealedWeeks.toReversed() }),
      code: 'malformed',
    },
    {
      comment: 'well signed, a week that begins on a Tuesday',
      bytes: encoded({
        weeks: sealedWeeks.map((week, index) =>
          index === 1 ? { ...week, ...beginning(week.fromUtcMs + weekMs / 7) } : week,
        ),
      }),
      code: 'malformed',
    },
    {
      comment: 'well signed, a sealed key that is too short',
      bytes: encoded({ weeks: sealedWeeks.map((week) => ({ ...week, sealed: week.sealed.subarray(1) })) }),
      code: 'malformed',
    },
  ],
};
const path = join(import.meta.dirname, '../../test/vectors/week-keys.json');
writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
