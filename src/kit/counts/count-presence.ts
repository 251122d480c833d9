/**
 * Counts who is near, day after day: chooses the key, hands it to the gate, keeps the fragment that goes on, seals it every five minutes
 * into one row, and lets it go up when it has ended. What must stay true: nothing is counted before it is decided under which key; the
 * record is taken and key and bits destroyed at the same moment; nothing is told of time that the machine slept through; a silent gate
 * or a full disk stops counting at most, and nothing else.
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
import { createCountedDays } from './counted-day.ts';
import {
  type CountedDay,
  endedAtMs,
  hasSlept,
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
import { beginFragment, type Fragment } from './fragment.ts';
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
  /** When it was last looked what is due. */
  looked: { readonly ms: number; readonly hour: number };
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
  const countedDays = createCountedDays(parts.countKeys, trouble);
  const rows = createFragmentRows(parts, trouble);
  const startedMs = bootTime().msSinceBoot;
  let running: Running | undefined;
  /** What is left of the fragment before this one. */
  let before: (Pick<Chosen, 'profile' | 'day'> & { readonly stays: Stays }) | undefined;
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
    const made = random(32);
    const chosen = { profile: 'local' as const, key: Uint8Array.from(made), keyId: newId(8, random) };
    made.fill(0);
    if (day !== null) ownKey.keep({ ...chosen, day });
    return { ...chosen, day };
  };

  const hear = (day: Running) => (event: CountedEvent) => {
    // Under a key that is gone: whoever is still there comes again under the next.
    if (running !== day) return;
    const at = moment();
    // A machine that wakes hears of many who went: the next look asks anew who is there.
    if (hasSlept(day.looked.ms, at)) return;
    day.fragment.tell(event, hourAt(day, at, local), Math.floor(at.ms / 1000));
  };

  const askGate = async (day: Running) => {
    askGateAtMs = bootTime().msSinceBoot + askGateAgainMs;
    gateAnswered = false;
    const { size } = profileRules[day.profile];
    try {
      await gate.count({ key: day.key, size }, hear(day));
      day.fragment.counts.presentTold();
      gateAnswered = true;
    } catch (error) {
      log.warn(failureFields(error), 'the gate does not say whom it counts');
    }
  };

  /** @param seenMs until when it is known who was there. */
  const askAnew = async (day: Running, seenMs: number) => {
    const { counts } = day.fragment;
    if (hasSlept(seenMs, moment())) counts.breakStays(Math.floor(seenMs / 1000));
    else counts.expectPresent(Math.floor(seenMs / 1000));
    // What is told from now on is listened to again.
    day.looked = { ...day.looked, ms: bootTime().msSinceBoot };
    await askGate(day);
  };

  const begin = async (chosen: Chosen) => {
    const began = bootTime();
    const { siteId, round } = parts;
    const { profile, keyId, day } = chosen;
    const isSameDay =
      day !== null && (countedDays.has(chosen) || (before?.day === day && before.profile === profile));
    const fragment = beginFragment({
      profile,
      keyId,
      began,
      siteId,
      round,
      before: { stays: before?.stays, isSameDay },
      random,
    });
    // Phones that this day has seen are not new because its key is.
    if (before && (day === null || before.day !== day)) funnel.forget();
    const beganMs = began.msSinceBoot;
    const hour = hourAt({ ...chosen, beganMs }, moment(), local);
    running = { ...chosen, fragment, beganMs, looked: { ms: beganMs, hour } };
    savedAtMs = beganMs;
    saved = '';
    log.info({ profile, isDated: day !== null }, 'phones are counted');
    await askGate(running);
  };

  const recordOf = (day: Running, untilMs: number, hour: number) =>
    day.fragment.record(
      { until: { ...bootTime(), msSinceBoot: untilMs }, hour, day: day.day },
      funnel.sums(),
    );

  const save = async (day: Running) => {
    savedAtMs = bootTime().msSinceBoot;
    const record = recordOf(day, savedAtMs, hourAt(day, moment(), local));
    // When it ended is to be known to the hour at least.
    const text = JSON.stringify({ ...record, until: Math.floor(savedAtMs / 3_600_000) });
    if (text === saved) return;
    if (await rows.save(day.fragment.recordId, record)) {
      saved = text;
      countedDays.note(day);
    }
  };

  const end = async (day: Running, keepsKey: boolean) => {
    const [at, { counts }] = [moment(), day.fragment];
    const endedMs = endedAtMs(day, day.looked.ms, at, local);
    if (hasSlept(day.looked.ms, at)) counts.breakStays(Math.floor(endedMs / 1000));
    const record = recordOf(day, endedMs, day.looked.hour);
    funnel.clear();
    running = undefined;
    before = { profile: day.profile, day: day.day, stays: counts.end(Math.floor(endedMs / 1000)) };
    if (!keepsKey && day.profile === 'local') ownKey.destroy();
    day.key.fill(0);
    await rows.end(day.fragment.recordId, record);
    countedDays.note(day);
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
      else if (hasSlept(running.looked.ms, at)) await askAnew(running, running.looked.ms);
      else if (!gateAnswered && at.ms >= askGateAtMs) await askAnew(running, at.ms);
    }
    const chosen = running ? undefined : choose(at, weekKey);
    weekKey?.key.fill(0);
    if (chosen) await begin(chosen);
    if (running) running.looked = { ms: at.ms, hour: hourAt(running, at, local) };
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
