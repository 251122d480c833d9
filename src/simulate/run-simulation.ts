/**
 * Plays many phones against a portal over real HTTP, some at a time, and writes the truth of each visit as it ends.
 * What a phone chooses depends on the seed and its number alone.
 */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../platform/clock.ts';
import { type Behaviour, usualBehaviour } from './behaviour.ts';
import { usualRetryDelaysMs } from './browser.ts';
import { playPhone } from './phone.ts';
import { addressOf, createPhoneHttp } from './phone-http.ts';
import { createDice, hash32 } from './random.ts';
import { defaultMix, type Mix, systems } from './systems.ts';
import type { VisitTruth } from './truth.ts';

export interface SimulationOptions {
  readonly phones: number;
  /** Phones arrive spread over so many minutes and take their time; 0 is as fast as it goes. */
  readonly minutes: number;
  readonly seed: string;
  /** The portal's address, on loopback. */
  readonly portal: string;
  readonly clock: Clock;
  readonly mix?: Mix;
  readonly behaviour?: Partial<Behaviour>;
  /** File for the truth, one JSON line a visit. */
  readonly truthFile?: string;
  /** What a phone's person writes into free-text questions. */
  readonly freeTextOf?: (phone: number) => string;
  /** Milliseconds before each new try to open the portal while nothing answers. */
  readonly retryDelaysMs?: readonly number[];
  /** So many phones at once when minutes is 0. */
  readonly atOnce?: number;
  /** Called once a second and at the end. */
  readonly onProgress?: (progress: SimulationProgress) => void;
}

export interface SimulationProgress {
  readonly seconds: number;
  readonly phones: number;
  readonly arrived: number;
  readonly done: number;
  /** Questions answered or skipped, and seen to be kept. */
  readonly kept: number;
  readonly requests: number;
  readonly brokenConnections: number;
}

export interface SimulationResult extends SimulationProgress {
  readonly visits: readonly VisitTruth[];
  /** What no page should do, and how often it did. Empty when all is well. */
  readonly faults: Readonly<Record<string, number>>;
}

/** Shares of the phones' languages, as Accept-Language and as what is chosen on the page. */
const languages = { es: 70, en: 18, fr: 12 };
const thinkMs = 4000;

export async function runSimulation(options: SimulationOptions): Promise<SimulationResult> {
  const { clock } = options;
  const startMs = clock.msSinceStart();
  const behaviour = { ...usualBehaviour, ...options.behaviour };
  const gateway = new URL(options.portal);
  const truth = options.truthFile === undefined ? undefined : createWriteStream(options.truthFile);
  const visits: VisitTruth[] = [];
  const faults: Record<string, number> = {};
  const count = { arrived: 0, done: 0, kept: 0, requests: 0, brokenConnections: 0 };
  const progress = (): SimulationProgress => ({
    seconds: (clock.msSinceStart() - startMs) / 1000,
    phones: options.phones,
    ...count,
  });

  const play = async (phone: number) => {
    const dice = createDice(`${options.seed}/${phone}`);
    const os = dice.weighted(options.mix ?? defaultMix);
    const language = dice.weighted(languages);
    // Their own dice, so that pauses do not change what is chosen.
    const paceDice = createDice(`${options.seed}/${phone}/pace`);
    const http = createPhoneHttp({
      gateway,
      localAddress: addressOf(phone, hash32(options.seed)),
      acceptLanguage: `${language}, en;q=0.5`,
      onRequest: () => {
        count.requests += 1;
      },
    });
    count.arrived += 1;
    try {
      const lines = await playPhone({
        phone,
        os,
        language,
        http,
        dice,
        behaviour,
        clock,
        system: dice.pick(systems[os]),
        retryDelaysMs: options.retryDelaysMs ?? usualRetryDelaysMs,
        freeText: options.freeTextOf?.(phone) ?? 'agua y sombra, por favor',
        think: async (steps) => {
          if (options.minutes > 0) await sleep(steps * thinkMs * (0.3 + 1.4 * paceDice.roll()));
        },
        onTrouble: () => {
          count.brokenConnections += 1;
        },
        fault: (what) => {
          faults[what] = (faults[what] ?? 0) + 1;
        },
      });
      for (const line of lines) {
        visits.push(line);
        count.kept += Object.keys(line.answers).length;
        truth?.write(`${JSON.stringify(line)}\n`);
      }
    } finally {
      http.close();
      count.done += 1;
    }
  };

  const ticker = setInterval(() => options.onProgress?.(progress()), 1000);
  try {
    if (options.minutes > 0) await playSpread(options, play);
    else await playAtOnce(options, play);
  } finally {
    clearInterval(ticker);
    truth?.end();
    if (truth) await finished(truth);
  }
  options.onProgress?.(progress());
  return { ...progress(), visits, faults };
}

type Play = (phone: number) => Promise<void>;

async function playSpread({ phones, minutes, seed }: SimulationOptions, play: Play): Promise<void> {
  const dice = createDice(`${seed}/arrivals`);
  const arrivalsMs = Array.from({ length: phones }, () => dice.roll() * minutes * 60_000).sort(
    (a, b) => a - b,
  );
  await Promise.all(
    arrivalsMs.map(async (arrivalMs, phone) => {
      await sleep(arrivalMs);
      await play(phone);
    }),
  );
}

async function playAtOnce({ phones, atOnce = 50 }: SimulationOptions, play: Play): Promise<void> {
  let next = 0;
  const line = async () => {
    while (next < phones) {
      const phone = next;
      next += 1;
      await play(phone);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, phones) }, line));
}
