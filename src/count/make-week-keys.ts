/**
 * The officer's work: one fresh random key a week for all kits of the mission, sealed to each kit and signed. What must stay true: no
 * key leaves this function but sealed, and none is kept; so the same week's key cannot be made a second time.
 */
import type { RandomBytes } from '../protocol/ids.ts';
import { toHex } from '../protocol/ids.ts';
import { Problem } from '../protocol/problems.ts';
import type { Signer } from '../protocol/signing.ts';
import { type CountKitsFile, fromBase64, toBase64, type WeekKeysFile } from '../protocol/week-key-files.ts';
import { sealWeekKey, weekKeyLength } from '../protocol/week-key-sealing.ts';
import { encodeWeekKeys, maxWeeks } from '../protocol/week-keys.ts';
import { type Week, weekAt, weekMs } from '../protocol/weeks.ts';

export interface WeekKeysOrder {
  readonly kits: CountKitsFile['kits'];
  readonly officer: Signer;
  readonly weeks: readonly Week[];
  /** Milliseconds since 1970, UTC. */
  readonly utcMs: number;
  readonly random: RandomBytes;
}

/** Throws `malformed` for a list of kits that cannot be meant, `week_over` or `too_far_ahead`. */
export async function makeWeekKeys(order: WeekKeysOrder): Promise<WeekKeysFile> {
  const { kits, officer, weeks, utcMs, random } = order;
  checkKits(kits);
  checkWeeks(weeks, utcMs);
  const keys = weeks.map((week) => ({ week, keyId: toHex(random(8)), key: random(weekKeyLength) }));
  try {
    const documents = await Promise.all(
      kits.map(async ({ kit_id: kitId, public_key }) => {
        const sealed = await Promise.all(
          keys.map(async ({ week, keyId, key }) => ({
            ...week,
            keyId,
            sealed: await sealWeekKey(key, { kitId, week, keyId }, fromBase64(public_key)),
          })),
        );
        // Rises by itself, with no state to lose.
        const number = Math.floor(utcMs / 1000);
        return {
          kit_id: kitId,
          document: toBase64(encodeWeekKeys({ kitId, number, weeks: sealed }, officer)),
        };
      }),
    );
    return { format: 'dtm-wifi-week-keys/1', officer_public_key: toBase64(officer.publicKey), documents };
  } finally {
    for (const { key } of keys) key.fill(0);
  }
}

/** `count` weeks from `first` on. */
export const weeksFrom = (first: Week, count: number): readonly Week[] =>
  Array.from({ length: count }, (_, index) => weekAt(first.fromUtcMs + index * weekMs));

function checkKits(kits: CountKitsFile['kits']): void {
  if (kits.length === 0) throw new Problem('malformed', 'the list holds no kit');
  if (new Set(kits.map(({ kit_id }) => kit_id)).size < kits.length)
    throw new Problem('malformed', 'a kit is in the list twice');
  // Two kits cannot have made the same key: somebody wrote one in a second time.
  if (new Set(kits.map(({ public_key }) => public_key)).size < kits.length)
    throw new Problem('malformed', 'two kits of the list have the same key');
}

function checkWeeks(weeks: readonly Week[], utcMs: number): void {
  const current = weekAt(utcMs).fromUtcMs;
  for (const { name, fromUtcMs } of weeks) {
    if (fromUtcMs < current) throw new Problem('week_over', name);
    if (fromUtcMs > current + (maxWeeks - 1) * weekMs) throw new Problem('too_far_ahead', name);
  }
}
