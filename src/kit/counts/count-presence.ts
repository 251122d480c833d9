/**
 * Counts who is near, day after day: chooses the key, hands it to the gate, keeps the fragment that goes on, seals it every five minutes
 * into one row, and lets it go up when it has ended. What must stay true: nothing is counted before it is decided under which key; the
 * record is taken and key and bits destroyed at the same moment; a silent gate or a full disk stops counting at most, and nothing else.
 *
 *   start ── key found, time not known: up to 2 min ──▶ counting ── midnight, week's end, another clock, 24 h undated ──▶ next day
 *                                                        │ every 5 min: sealed, one row        └▶ row into the outbox
 */
import type { Stays } from '../../counting/day-counts.ts';
import { profileRules } from '../../counting/profiles.ts';
import { localClock } from '../../platform/local-clock.ts';
import { failureFields, type Log } from '../../platform/log.ts';
import type { CountProfile } from '../../protocol/counts.ts';
import type { CountedEvent, Gate } from '../../protocol/gate.ts';
import { newId, type RandomBytes } from '../../protocol/ids.ts';
import type { BootTime } from '../../protocol/records.ts';
import type { StateStore } from '../store/open-store.ts';
import {
  type CountedDay,
  hourAt,
  hourOfDay,
  judgeDay,
  judgeFoundKey,
  type Moment,
  maxWaitMs,
  today,
  type WeekKey,
  weekKeyAt,
} from './day-rules.ts';
import { beginFragment, type Fragment, secondsOf } from './fragment.ts';
import { createFragmentRows, type FragmentRowsParts } from './fragment-rows.ts';
import type { Funnel } from './funnel.ts';
import { createOwnKey } from './own-key.ts';

export interface CountingParts extends FragmentRowsParts {
  /** As configured. */
  readonly profile: CountProfile;
  readonly gate: Pick<Gate, 'count'>;
  /** Opened ones of about now, each a copy. */
  readonly weekKeys: { list(): readonly WeekKey[]; refresh(): Promise<void> };
  readonly countKeys: StateStore['countKeys'];
  readonly siteId: string;
  readonly round: number;
  readonly timezone: string;
  readonly estimateUtc: () => Moment['utc'];
  readonly bootTime: () => BootTime;
  readonly random: RandomBytes;
  readonly funnel: Pick<Funnel, 'sums' | 'clear' | 'forget'>;
  readonly log: Log;
}

export interface CountingState {
  readonly configured: CountProfile;
  readonly kind: 'counting' | 'waiting_for_clock' | 'waiting_for_gate';
  /** In use; null while nothing is counted. */
  readonly profile: CountProfile | null;
  readonly isDated: boolean;
}

export interface Counting {
  /** What is due by now. Called every few seconds. */
  look(): Promise<void>;
  /** Ends the fragment: the kit stops in order. The own key stays for the rest of its day. */
  finish(): Promise<void>;
  state(): CountingState;
}

interface Running extends CountedDay {
  /** 32 bytes, filled with zeros at its end. */
  readonly key: Uint8Array;
  readonly fragment: Fragment;
  day: string | null;
}

type Chosen = Pick<Running, 'profile' | 'key' | 'keyId' | 'day'>;

/** What a power cut may cost. */
export const saveEveryMs = 300_000;
const askGateAgainMs = 60_000;

export function createCounting(parts: CountingParts): Counting {
  const { gate, funnel, bootTime, random, log } = parts;
  const local = localClock(parts.timezone);
  const trouble = (code: string) => log.warn({ code }, 'the storage does not take what belongs to counting');
  const ownKey = createOwnKey(parts.countKeys, trouble);
  const rows = createFragmentRows(parts, trouble);
  const startedMs = bootTime().msSinceBoot;
  let running: Running | undefined;
  /** What is left of the fragment before this one. */
  let before: { readonly stays: Stays; readonly day: string | null } | undefined;
  let gateAnswered = false;
  let askGateAtMs = 0;
  let savedAtMs = startedMs;
  let saved = '';
  let isOver = false;
  let turn: Promise<unknown> = Promise.resolve();

  const moment = (): Moment => ({ ms: bootTime().msSinceBoot, utc: parts.estimateUtc() });

  const weekKeyNow = async (at: Moment): Promise<WeekKey | undefined> => {
    if (parts.profile === 'local' || !at.utc) return undefined;
    await parts.weekKeys.refresh();
    const keys = parts.weekKeys.list();
    const now = weekKeyAt(keys, at);
    for (const { key } of keys.filter((other) => other !== now)) key.fill(0);
    return now;
  };

  /** undefined: not decided yet. */
  const choose = (at: Moment, weekKey: WeekKey | undefined): Chosen | undefined => {
    const day = today(at, local);
    if (weekKey) {
      ownKey.destroy();
      return { profile: parts.profile, key: Uint8Array.from(weekKey.key), keyId: weekKey.keyId, day };
    }
    // A start knows the time a moment later, as a rule: a whole day under the week's key is worth it.
    if (parts.profile !== 'local' && !at.utc && at.ms - startedMs < maxWaitMs) return undefined;
    const found = ownKey.found();
    const fate = found ? judgeFoundKey(found.day, startedMs, at, local) : 'destroy';
    if (found && fate === 'use') {
      ownKey.use();
      return { profile: 'local', key: found.key, keyId: found.keyId, day };
    }
    found?.key.fill(0);
    if (fate === 'wait') return undefined;
    ownKey.destroy();
    const chosen = { profile: 'local' as const, key: Uint8Array.from(random(32)), keyId: newId(8, random) };
    if (day !== null) ownKey.keep({ ...chosen, day });
    return { ...chosen, day };
  };

  const hear = (day: Running) => (event: CountedEvent) => {
    // Under a key that is gone: whoever is still there comes again under the next.
    if (running !== day) return;
    const at = moment();
    day.fragment.tell(event, hourAt(day, at, local), Math.floor(at.ms / 1000));
  };

  const askGate = async (day: Running) => {
    askGateAtMs = bootTime().msSinceBoot + askGateAgainMs;
    day.fragment.counts.expectPresent(secondsOf(bootTime()));
    const { size } = profileRules[day.profile];
    try {
      await gate.count({ key: day.key, size }, hear(day));
      gateAnswered = true;
    } catch (error) {
      log.warn(failureFields(error), 'the gate does not say whom it counts');
    }
  };

  const begin = async (chosen: Chosen) => {
    const began = bootTime();
    const { siteId, round } = parts;
    const { profile, keyId, day } = chosen;
    const fragment = beginFragment({
      profile,
      keyId,
      began,
      siteId,
      round,
      stays: before?.stays,
      random,
    });
    // Phones that this day has seen are not new because its key is.
    if (before && (day === null || before.day !== day)) funnel.forget();
    running = { ...chosen, fragment, beganMs: began.msSinceBoot };
    savedAtMs = began.msSinceBoot;
    saved = '';
    gateAnswered = false;
    log.info({ profile, isDated: day !== null }, 'phones are counted');
    await askGate(running);
  };

  const recordOf = (day: Running) =>
    day.fragment.record(
      { until: bootTime(), hour: hourAt(day, moment(), local), day: day.day },
      funnel.sums(),
    );

  const save = async (day: Running) => {
    savedAtMs = bootTime().msSinceBoot;
    const record = recordOf(day);
    // When it ended is to be known to the hour at least.
    const text = JSON.stringify({ ...record, until: Math.floor(savedAtMs / 3_600_000) });
    if (text === saved) return;
    if (await rows.save(day.fragment.recordId, record)) saved = text;
  };

  const end = async (day: Running, keepsKey: boolean) => {
    const record = recordOf(day);
    funnel.clear();
    running = undefined;
    before = { stays: day.fragment.counts.end(secondsOf(bootTime())), day: day.day };
    if (!keepsKey && day.profile === 'local') ownKey.destroy();
    day.key.fill(0);
    await rows.end(day.fragment.recordId, record);
  };

  const date = (day: Running, at: Moment) => {
    const { key, keyId } = day;
    if (!at.utc) return;
    day.fragment.counts.moveHours(hourOfDay(day.beganMs, { ...at, utc: at.utc }, local));
    day.day = local(at.utc.utcMs).date;
    ownKey.keep({ key, keyId, day: day.day });
    log.info({}, 'the day that is counted is known');
  };

  const lookOnce = async () => {
    if (isOver) return;
    ownKey.retry();
    const at = moment();
    const weekKey = await weekKeyNow(at);
    if (running) {
      const verdict = judgeDay(running, weekKey, at, local);
      if (verdict === 'becomes-dated') date(running, at);
      if (verdict === 'ends') await end(running, false);
    }
    const chosen = running ? undefined : choose(at, weekKey);
    weekKey?.key.fill(0);
    if (chosen) await begin(chosen);
    else if (running && !gateAnswered && at.ms >= askGateAtMs) await askGate(running);
    if (running && at.ms - savedAtMs >= saveEveryMs) await save(running);
    await rows.send(running?.fragment.recordId);
  };

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  return {
    look: () => inTurn(lookOnce),
    finish: () =>
      inTurn(async () => {
        if (isOver) return;
        isOver = true;
        if (running) {
          // It forgets the key by itself when the kit is gone; nobody waits for it.
          gate.count(undefined).catch(() => undefined);
          await end(running, true);
        }
        await rows.send(running?.fragment.recordId);
      }),
    state: () => ({
      configured: parts.profile,
      kind: !running ? 'waiting_for_clock' : gateAnswered ? 'counting' : 'waiting_for_gate',
      profile: running?.profile ?? null,
      isDated: running !== undefined && running.day !== null,
    }),
  };
}
