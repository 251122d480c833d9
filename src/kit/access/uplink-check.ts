/**
 * Whether there is an internet, found out by asking for it as a phone does: over plain HTTP, over IPv4, by the visitors' own name
 * server, because a link may be up and lead to a login page or to nothing. A redirect, another body, silence and slowness are
 * "no"; one right answer of several is "yes". What must stay true: two rounds must fail before it is down, the gate is told until
 * it has heard, and until the first finding the pages say what the gate does: what it was told last, or, never told, down.
 */
import { Agent } from 'node:http';
import { exchange, type Road } from '../../platform/bounded-exchange.ts';
import type { Clock } from '../../platform/clock.ts';
import { failureFields, type Log } from '../../platform/log.ts';
import type { Gate } from '../../protocol/gate.ts';
import type { Internet } from './access-state.ts';
import { lookUpBy } from './look-up-by.ts';
import type { ToldInternet } from './told-internet.ts';

export interface InternetState {
  readonly kind: Internet;
  /** Milliseconds since this program's start. */
  readonly sinceMs: number;
}

export interface UplinkCheck {
  state(): InternetState;
  start(): void;
  /** Breaks off what is under way. */
  stop(): Promise<void>;
}

export interface Expected {
  readonly url: string;
  readonly status: number;
  /** The whole answer, but for white space around it. */
  readonly body?: string | undefined;
}

export interface UplinkCheckParts {
  readonly urls: readonly Expected[];
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** Where the visitors' names are asked, as `address` or `address:port`; undefined: the machine's own way. */
  readonly nameServer?: string | undefined;
  /** What the gate was told last, by this program or the one before it. */
  readonly told?: ToldInternet | undefined;
  readonly gate: Pick<Gate, 'setUplink'>;
  /** It was down, and is up. */
  readonly onReturn: () => void;
  readonly clock: Pick<Clock, 'msSinceStart'>;
  readonly log: Log;
}

/** For a demonstration, which has no uplink of its own to look after. */
export const alwaysUp: UplinkCheck = {
  state: () => ({ kind: 'up', sinceMs: 0 }),
  start: () => undefined,
  stop: async () => undefined,
};

const failuresUntilDown = 2;
/** After a first failure the second look decides, so it comes soon. */
const soonMs = 1000;
const maxAnswerBytes = 4096;

export function createUplinkCheck(parts: UplinkCheckParts): UplinkCheck {
  const { urls, everyMs, timeoutMs, nameServer, gate, onReturn, clock, log } = parts;
  const way: Way = {
    timeoutMs,
    // Phones have no other: what the kit alone could reach over IPv6 is no internet for them.
    road: { family: 4, ...(nameServer === undefined ? {} : { lookup: lookUpBy(nameServer, timeoutMs) }) },
  };
  const stopping = new AbortController();
  let state: InternetState = { kind: parts.told?.read() ?? 'down', sinceMs: clock.msSinceStart() };
  let told: Internet | undefined;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;

  const conclude = (isRight: boolean) => {
    failures = isRight ? 0 : failures + 1;
    const kind = isRight ? 'up' : failures >= failuresUntilDown ? 'down' : state.kind;
    if (kind === state.kind) return;
    state = { kind, sinceMs: clock.msSinceStart() };
    log.info({ internet: kind }, 'the internet changed');
    if (kind === 'up') onReturn();
  };

  const tellGate = async () => {
    const { kind } = state;
    if (told === kind) return;
    try {
      await gate.setUplink(kind === 'up');
      told = kind;
      parts.told?.write(kind);
    } catch (error) {
      log.warn(failureFields(error), 'the gate was not told of the internet');
    }
  };

  const look = async () => {
    const isRight = await isAnyRight(urls, way, stopping.signal);
    if (stopping.signal.aborted) return;
    conclude(isRight);
    const isSettled = failures === 0 || failures >= failuresUntilDown;
    // Not before something is known: the gate keeps what it was told last, and a kit that only restarts takes nobody offline.
    if (isSettled) await tellGate();
    timer = setTimeout(run, isSettled ? everyMs : Math.min(soonMs, everyMs));
  };
  const run = () => {
    if (!stopping.signal.aborted) round = look();
  };

  return {
    state: () => state,
    start: run,
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await round;
    },
  };
}

interface Way {
  readonly timeoutMs: number;
  readonly road: Road;
}

/** The first is asked alone while it is right: metered lines are paid by the byte. */
async function isAnyRight(
  [first, ...others]: readonly Expected[],
  way: Way,
  signal: AbortSignal,
): Promise<boolean> {
  if (first && (await isRight(first, way, signal))) return true;
  const enough = new AbortController();
  const rest = others.map(async (expected) => {
    if (await isRight(expected, way, AbortSignal.any([signal, enough.signal]))) return true;
    throw new Error('not the expected answer');
  });
  return Promise.any(rest)
    .catch(() => false)
    .finally(() => enough.abort());
}

async function isRight({ url, status, body }: Expected, { timeoutMs, road }: Way, signal: AbortSignal) {
  // An address of the other family is never looked up, so the road's family alone would not keep it out.
  if (new URL(url).hostname.startsWith('[')) return false;
  // A connection of its own each time: a kept one would outlive a changed line.
  const agent = new Agent({ keepAlive: false });
  const limits = { connectTimeoutMs: timeoutMs, idleTimeoutMs: timeoutMs, deadlineMs: timeoutMs };
  const answer = await exchange({
    agent,
    url: new URL(url),
    method: 'GET',
    headers: { 'cache-control': 'no-cache', connection: 'close' },
    maxAnswerBytes,
    limits,
    signal,
    road,
  });
  if (answer.kind !== 'answered' || answer.status !== status) return false;
  return body === undefined || new TextDecoder().decode(answer.bytes).trim() === body.trim();
}
