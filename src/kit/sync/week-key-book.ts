/**
 * The mission's weekly keys at this kit. What must stay true: only what the configured officer signed for this kit is taken; a key is
 * opened into memory for its own week and nowhere else; when a week is over, its key is gone from memory and its sealed bytes from the
 * files, also where the kit was off at that moment.
 *
 * Opened late, not at arrival: the files then hold sealed bytes only, and a picture of the memory holds this week's key and no later
 * one. It is no protection from who has the card: the kit's own key lies there too, so a kit that is taken gives up the weeks it holds.
 * Therefore few are held, and none past.
 */
import type { Log } from '../../platform/log.ts';
import type { OpeningKey } from '../../protocol/envelope.ts';
import type { KitId } from '../../protocol/ids.ts';
import { type Judge, judgeWeekKeys } from '../../protocol/judge-week-keys.ts';
import { Problem } from '../../protocol/problems.ts';
import { verifierFromPublicKey } from '../../protocol/signing.ts';
import { openWeekKey } from '../../protocol/week-key-sealing.ts';
import { decodeWeekKeys } from '../../protocol/week-keys.ts';
import type { StateStore } from '../store/open-store.ts';
import type { SealedWeekKey } from '../store/week-keys-table.ts';
import type { TimeKeeper } from './time-keeper.ts';

export interface WeekKey {
  readonly keyId: string;
  /** 32 bytes, a copy: whoever asked for it fills it with zeros after use. */
  readonly key: Uint8Array;
  readonly fromUtcMs: number;
  readonly untilUtcMs: number;
}

export interface WeekKeyBook {
  /** The current week's, and shortly before its end the next one's as well. Empty while the time is not known. */
  list(): readonly WeekKey[];
  /** Of the newest document taken; 0: none. */
  number(): number;
  /**
   * Throws what decodeWeekKeys and judgeWeekKeys throw, and then everything is as it was; or SQLite's error, and then the document is
   * to be taken again.
   */
  take(document: Uint8Array): Promise<void>;
  /** Destroys what is over, opens what begins. To be called every few seconds. */
  refresh(): Promise<void>;
  /** Fills what is open with zeros. */
  close(): void;
}

export interface WeekKeyBookParts {
  readonly table: StateStore['weekKeys'];
  readonly incidents: Pick<StateStore['incidents'], 'insert'>;
  /** Ed25519, base64. */
  readonly officerPublicKey: string;
  readonly kitId: KitId;
  readonly opening: OpeningKey;
  readonly timeKeeper: Pick<TimeKeeper, 'estimateUtc' | 'earliestUtcMs'>;
  readonly log: Log;
}

/** So that the next week's key is there when its week begins. */
const openAheadMs = 300_000;

export function openWeekKeyBook(parts: WeekKeyBookParts): WeekKeyBook {
  const { table, incidents, officerPublicKey, kitId, opening, timeKeeper, log } = parts;
  const officer = verifierFromPublicKey(new Uint8Array(Buffer.from(officerPublicKey, 'base64')));
  const opened = new Map<number, WeekKey>();
  /** Key ids of what does not open: not tried again, should the storage not let go of it. */
  const unusable = new Set<string>();
  /** True at first: the power may have gone after a deletion, before the log was emptied. */
  let isLogToEmpty = true;
  let refreshing: Promise<void> = Promise.resolve();
  let isClosed = false;

  const forget = (fromUtcMs: number) => {
    opened.get(fromUtcMs)?.key.fill(0);
    opened.delete(fromUtcMs);
  };
  const destroy = (weeks: readonly number[]) => {
    for (const week of weeks) forget(week);
    isLogToEmpty = table.destroy(weeks) === 'left';
  };
  const bounds = (): Judge['utcMs'] => {
    const now = timeKeeper.estimateUtc();
    return now && { earliest: now.utcMs - now.uncertaintyMs, latest: now.utcMs + now.uncertaintyMs };
  };
  const heldNumber = () => {
    const taken = table.findTaken();
    return taken?.officerPublicKey === officerPublicKey ? taken.number : 0;
  };

  const destroyOver = () => {
    const earliest = timeKeeper.earliestUtcMs() ?? Number.NEGATIVE_INFINITY;
    // Of an officer who is the mission's no more, all of them.
    const isForeign = heldNumber() === 0;
    const over = table
      .list()
      .flatMap((week) => (isForeign || week.untilUtcMs <= earliest ? [week.fromUtcMs] : []));
    if (over.length > 0 || isLogToEmpty) destroy(over);
    if (over.length > 0) log.info({ weeks: over.length }, 'week keys that are over were destroyed');
  };

  const open = async (week: SealedWeekKey) => {
    const { fromUtcMs, untilUtcMs, keyId, sealed } = week;
    try {
      const key = await openWeekKey(sealed, { kitId, week, keyId }, opening);
      forget(fromUtcMs);
      if (isClosed) key.fill(0);
      else opened.set(fromUtcMs, { keyId, key, fromUtcMs, untilUtcMs });
    } catch (error) {
      if (!Problem.is(error, 'cannot_open')) throw error;
      unusable.add(keyId);
      log.warn({}, 'a week’s key does not open with this kit’s key: it was dropped');
      destroy([fromUtcMs]);
      incidents.insert({ code: 'week_key_unusable', detail: 'sealed to another key than this kit’s' });
    }
  };

  const openCurrent = async () => {
    const now = bounds();
    if (!now || isClosed || heldNumber() === 0) return;
    for (const week of table.list()) {
      const isCurrent = week.fromUtcMs <= now.latest + openAheadMs && week.untilUtcMs > now.earliest;
      const isNew = opened.get(week.fromUtcMs)?.keyId !== week.keyId && !unusable.has(week.keyId);
      if (isCurrent && isNew) await open(week);
    }
  };

  const refresh = () => {
    const next = refreshing
      .catch(() => undefined)
      .then(async () => {
        destroyOver();
        await openCurrent();
      });
    refreshing = next;
    return next;
  };

  return {
    list: () => {
      const now = bounds();
      if (!now) return [];
      const current = [...opened.values()].filter(({ untilUtcMs }) => untilUtcMs > now.earliest);
      return current.map((week) => ({ ...week, key: Uint8Array.from(week.key) }));
    },
    number: heldNumber,
    take: async (document) => {
      const keys = decodeWeekKeys(document, officer);
      const weeks = judgeWeekKeys(keys, { kitId, heldNumber: heldNumber(), utcMs: bounds() });
      const newer = new Set(weeks.map(({ fromUtcMs }) => fromUtcMs));
      const replaced = table.list().filter(({ fromUtcMs }) => newer.has(fromUtcMs));
      isLogToEmpty = table.destroy(replaced.map(({ fromUtcMs }) => fromUtcMs)) === 'left';
      table.insert({ officerPublicKey, number: keys.number }, weeks);
      log.info({ weeks: weeks.map(({ name }) => name) }, 'week keys were taken');
      await refresh();
    },
    refresh,
    close: () => {
      isClosed = true;
      for (const fromUtcMs of [...opened.keys()]) forget(fromUtcMs);
    },
  };
}
