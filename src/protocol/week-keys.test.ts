import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openingKey, publicKeyOf } from './envelope.ts';
import { fromHex, toHex } from './ids.ts';
import { Problem } from './problems.ts';
import { signerFromSeed, verifierFromPublicKey } from './signing.ts';
import { openWeekKey, sealWeekKey } from './week-key-sealing.ts';
import { decodeWeekKeys, encodeWeekKeys, maxWeekKeysBytes, withoutOver } from './week-keys.ts';
import { weekAt, weekMs, weekNamed } from './weeks.ts';

interface Vectors {
  readonly officer_public_key: string;
  readonly kit_private_key: string;
  readonly kit_public_key: string;
  readonly valid: readonly {
    readonly comment: string;
    readonly bytes: string;
    readonly keys: readonly (string | null)[];
    readonly week_keys: unknown;
  }[];
  readonly invalid: readonly { readonly comment: string; readonly bytes: string; readonly code: string }[];
}
const file = join(import.meta.dirname, '../../test/vectors/week-keys.json');
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const verifier = verifierFromPublicKey(fromHex(vectors.officer_public_key));
const kitKey = fromHex(vectors.kit_private_key);

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return Problem.is(error) ? error.code : String(error);
  }
};
const codeOfAsync = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was thrown',
    (error: unknown) => (Problem.is(error) ? error.code : String(error)),
  );

describe('the vectors', () => {
  test.each(vectors.valid)('$comment', async ({ bytes, keys, week_keys }) => {
    const read = decodeWeekKeys(fromHex(bytes), verifier);
    const shown = read.weeks.map((week) => ({ ...week, sealed: week.sealed ? toHex(week.sealed) : null }));
    expect({ ...read, weeks: shown }).toEqual(week_keys);
    const opening = await openingKey(kitKey);
    const opened = await Promise.all(
      read.weeks.map(async ({ sealed, keyId, ...week }) =>
        sealed ? toHex(await openWeekKey(sealed, { kitId: read.kitId, week, keyId }, opening)) : null,
      ),
    );
    expect(opened).toEqual(keys);
  });

  test.each(vectors.invalid)('$comment: $code', ({ bytes, code }) => {
    expect(codeOf(() => decodeWeekKeys(fromHex(bytes), verifier))).toBe(code);
  });

  test('the kit’s two halves belong together', () => {
    expect(toHex(publicKeyOf(kitKey))).toBe(vectors.kit_public_key);
  });
});

test('every changed, missing or added byte is refused', () => {
  const bytes = fromHex(vectors.valid[0]?.bytes ?? '');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(codeOf(() => decodeWeekKeys(changed, verifier))).toMatch(
      /^(not_officers|malformed|unsupported_version|truncated)$/,
    );
    expect(codeOf(() => decodeWeekKeys(bytes.subarray(0, at), verifier))).not.toBe('nothing was thrown');
  }
});

test('a sealed key opens for its own kit, week and id only', async () => {
  const week = weekNamed('2026-W48');
  const binding = { kitId: '0102030405060708', week, keyId: 'ab'.repeat(8) };
  const key = new Uint8Array(32).fill(9);
  const sealed = await sealWeekKey(key, binding, publicKeyOf(kitKey));
  const opening = await openingKey(kitKey);
  expect(await openWeekKey(sealed, binding, opening)).toEqual(key);
  for (const other of [
    { ...binding, kitId: '0102030405060709' },
    { ...binding, week: weekAt(week.untilUtcMs) },
    { ...binding, keyId: 'ac'.repeat(8) },
  ])
    expect(await codeOfAsync(openWeekKey(sealed, other, opening))).toBe('cannot_open');
  const strange = await openingKey(new Uint8Array(32).fill(1));
  expect(await codeOfAsync(openWeekKey(sealed, binding, strange))).toBe('cannot_open');
  expect(await codeOfAsync(openWeekKey(sealed.subarray(1), binding, opening))).toBe('cannot_open');
  // A point of small order, with which everybody could open.
  expect(await codeOfAsync(sealWeekKey(key, binding, new Uint8Array(32)))).toBe('malformed');
});

test('a week that is over is taken out, byte for byte, and the rest still verifies', () => {
  const officer = signerFromSeed(new Uint8Array(32).fill(7));
  const first = weekNamed('2026-W48');
  const weeks = Array.from({ length: 5 }, (_, index) => ({
    ...weekAt(first.fromUtcMs + index * weekMs),
    keyId: `${index}`.repeat(16),
    sealed: new Uint8Array(80).fill(0xc0 + index),
  }));
  let bytes: Uint8Array | undefined = encodeWeekKeys({ kitId: '01'.repeat(8), number: 3, weeks }, officer);
  expect(bytes.length).toBeLessThan(maxWeekKeysBytes / 2);
  expect(withoutOver(bytes, first.untilUtcMs - 1)).toEqual(bytes);
  for (let index = 0; index < 5; index++) {
    expect(Buffer.from(bytes ?? []).includes(Buffer.alloc(80, 0xc0 + index))).toBe(true);
    bytes = withoutOver(bytes ?? new Uint8Array(), first.untilUtcMs + index * weekMs);
    expect(Buffer.from(bytes ?? []).includes(Buffer.alloc(80, 0xc0 + index))).toBe(false);
    if (!bytes) break;
    const read = decodeWeekKeys(bytes, verifierFromPublicKey(officer.publicKey));
    expect(read.weeks.map(({ sealed }) => sealed === undefined)).toEqual(weeks.map((_, at) => at <= index));
  }
  expect(bytes).toBeUndefined();
});
