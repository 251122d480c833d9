/**
 * Counting as a kit does it, under a clock that a test moves: the real keeper on a real store with real seals, the fake gate with phones
 * that come and go, and a power that can be cut at any moment. Time passes in steps; at each the keeper looks what is due.
 */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { type Bitmap, bitmapFromBytes } from '../../src/counting/bitmap.ts';
import { createFakeGate, type FakeGate } from '../../src/gate/fake-gate.ts';
import { type Counting, type CountingParts, createCounting } from '../../src/kit/counts/count-presence.ts';
import type { WeekKey } from '../../src/kit/counts/day-rules.ts';
import { createFunnel, type Funnel } from '../../src/kit/counts/funnel.ts';
import type { Sealer } from '../../src/kit/intake/sealer.ts';
import { silentLog } from '../../src/platform/log.ts';
import { type CountProfile, type CountRecord, countRecord } from '../../src/protocol/counts.ts';
import type { CountKey, Gate } from '../../src/protocol/gate.ts';
import { type RandomBytes, systemRandom } from '../../src/protocol/ids.ts';
import { decodeJsonRecord } from '../../src/protocol/records.ts';
import { type KitBench, makeKitBench } from './kit-bench.ts';

const memoryFolder = '/dev/shm';

export interface CountBenchOptions {
  readonly profile?: CountProfile;
  readonly timezone?: string;
  /** The true time at which the first start begins. */
  readonly startUtcMs?: number;
  readonly random?: RandomBytes;
  /**
   * Where a year of records is sealed, sealing and the disk are what would take the time: then nothing is, `records` reads them as they
   * are, and the files lie in memory where the machine has such a folder.
   */
  readonly isUnsealed?: boolean;
}

export interface CountBench {
  readonly kit: KitBench;
  readonly gate: FakeGate;
  counting: Counting;
  funnel: Funnel;
  /** Every key that the gate was given, as bytes of their own; undefined: nobody is counted. */
  readonly keys: ({ key: Uint8Array; size: number } | undefined)[];
  weekKeys: WeekKey[];
  /** What the kit believes. Known from the start; a test takes it away, or sets it off. */
  readonly clock: { isKnown: boolean; offMs: number; uncertaintyMs: number };
  /** While true the gate answers nothing. */
  isGateSilent: boolean;
  utcMs(): number;
  /** Lets time pass, looking every `stepMs`. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** The machine sleeps, or is off: nothing runs, and without `start` after it, it was a sleep. */
  skip(ms: number): void;
  /** A new start of the kit on the same files, after an orderly stop or none. */
  start(change?: Partial<CountingParts>): void;
  /** The data folder as a card holds it when the power goes now; opened in its place from then on. */
  cutPower(): void;
  /** What went into the outbox, opened, in order. */
  records(): Promise<CountRecord[]>;
}

export const phoneAddress = (index: number): string =>
  `127.${1 + Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`;

/** The bits that a record tells of, as the collector reads them. */
export function bitsOf(record: CountRecord | undefined): Bitmap {
  if (!record) throw new Error('there is no such record');
  return bitmapFromBytes(record.size, inflateRawSync(Buffer.from(record.bitmap, 'base64')));
}

export async function makeCountBench(options: CountBenchOptions = {}): Promise<CountBench> {
  const kit = await makeKitBench(options.isUnsealed && existsSync(memoryFolder) ? memoryFolder : undefined);
  const random = options.random ?? systemRandom;
  let utcMs = options.startUtcMs ?? Date.UTC(2027, 2, 9, 14);
  let startedUtcMs = utcMs;
  let bootNumber = 0;
  let images = 0;
  const gate = createFakeGate({ clock: { now: () => utcMs, msSinceStart: () => utcMs }, random });
  const unsealed: Sealer = {
    seal: async (kind, recordId, formRef, bytes) => {
      const sealedUnder = kit.store.submissions.incarnation();
      return { kind, recordId, formRef, sealedUnder, envelope: bytes };
    },
  };
  const noted: Pick<Gate, 'count'> = {
    count: async (key: CountKey | undefined, listener) => {
      bench.keys.push(key && { key: Uint8Array.from(key.key), size: key.size });
      if (bench.isGateSilent) throw new Error('silent');
      await gate.count(key, listener);
    },
  };

  const make = (change: Partial<CountingParts> = {}) => {
    const { submissions, state } = kit.store;
    bootNumber += 1;
    const boot = { bootNumber, bootId: bootNumber.toString(16).padStart(8, '0') };
    const began = startedUtcMs;
    bench.funnel = createFunnel(() => 'round-1');
    bench.counting = createCounting({
      profile: options.profile ?? 'local',
      gate: noted,
      weekKeys: {
        list: () => bench.weekKeys.map((week) => ({ ...week, key: Uint8Array.from(week.key) })),
        refresh: async () => undefined,
      },
      countKeys: state.countKeys,
      openCounts: state.openCounts,
      submissions,
      sealer: options.isUnsealed ? unsealed : kit.sealer,
      siteId: 'XD-01',
      round: 1,
      timezone: options.timezone ?? 'America/Bogota',
      estimateUtc: () =>
        bench.clock.isKnown
          ? { utcMs: utcMs + bench.clock.offMs, uncertaintyMs: bench.clock.uncertaintyMs }
          : undefined,
      bootTime: () => ({ ...boot, msSinceBoot: utcMs - began }),
      random,
      funnel: bench.funnel,
      onQueued: () => undefined,
      log: silentLog,
      ...change,
    });
  };

  const bench: CountBench = {
    kit,
    gate,
    keys: [],
    weekKeys: [],
    clock: { isKnown: true, offMs: 0, uncertaintyMs: 600 },
    isGateSilent: false,
    counting: undefined as never,
    funnel: undefined as never,
    utcMs: () => utcMs,
    pass: async (ms, stepMs = 60_000) => {
      for (let left = ms; left > 0; left -= stepMs) {
        utcMs += Math.min(stepMs, left);
        await bench.counting.look();
      }
    },
    skip: (ms) => {
      utcMs += ms;
    },
    start: (change) => {
      startedUtcMs = utcMs;
      make(change);
    },
    cutPower: () => {
      // While it is open: the log beside it as it lies, nothing put in order.
      const image = join(kit.folder, `../cut-${++images}`);
      cpSync(kit.folder, image, { recursive: true });
      kit.restoreImage(image);
    },
    records: () => {
      const rows = kit.store.submissions.outbox.listRunFrom(1, 1000).filter(({ kind }) => kind === 'count');
      return Promise.all(
        rows.map(async (row) =>
          decodeJsonRecord(
            options.isUnsealed ? row.envelope : await kit.open(row, row.sealedUnder),
            countRecord,
          ),
        ),
      );
    },
  };
  make();
  return bench;
}
