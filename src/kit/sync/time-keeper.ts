/**
 * The world's time for a machine that has no clock of its own: read from verified receipts, carried on by the monotonic
 * count since the start. Readings worth telling are kept and queued as sealed clock records, from which the collector
 * computes when things happened. What must stay true: the system's own idea of UTC is never asked.
 */
import type { Clock } from '../../platform/clock.ts';
import { newId, type RandomBytes } from '../../protocol/ids.ts';
import { type ClockRecord, encodeJsonRecord } from '../../protocol/records.ts';
import { driftPerMs } from '../../protocol/time.ts';
import type { Sealer } from '../intake/sealer.ts';
import type { StateStore } from '../store/open-store.ts';
import type { Boot } from '../store/state-tables.ts';
import type { SubmissionStore } from '../store/submission-store.ts';
import type { Received } from './upload.ts';

export interface UtcEstimate {
  /** Milliseconds since 1970, UTC. */
  readonly utcMs: number;
  readonly uncertaintyMs: number;
}

export interface TimeKeeper {
  /** Resolves when a reading worth telling is durably queued. */
  observe(received: Received): Promise<void>;
  /** Now; undefined while no reading of this start exists. */
  estimateUtc(): UtcEstimate | undefined;
  /**
   * It is at least this late; undefined while no reading exists at all. Without one of this start: the latest of all
   * earlier ones, and as long as this start has lasted since.
   */
  earliestUtcMs(): number | undefined;
}

export interface TimeKeeperParts {
  readonly readings: StateStore['readings'];
  readonly store: SubmissionStore;
  readonly sealer: Sealer;
  readonly boot: Boot;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly onQueued: () => void;
}

/** The collector's own clock and its work between arrival and answer. */
const collectorUncertaintyMs = 500;
const tellAgainAfterMs = 24 * 3_600_000;
/** Off by more than this and the two uncertainties: somebody's clock has jumped. */
const tellWhenOffByMs = 2000;

export function createTimeKeeper(parts: TimeKeeperParts): TimeKeeper {
  const { readings, store, sealer, boot, clock, random, onQueued } = parts;
  let newest = readings.findLast(boot.bootId);
  let told = newest;
  const atStartMs = readings.findEarliestUtcMs();

  const tell = async (reading: ClockRecord) => {
    const record = await sealer.seal('clock', newId(16, random), '', encodeJsonRecord(reading));
    await store.commits.write(() => store.outbox.insert(record));
    readings.insert(reading);
    told = reading;
    onQueued();
  };

  const estimateUtc = () => newest && extrapolate(newest, clock.msSinceStart());

  return {
    observe: async ({ receipt, sentAtMs, answeredAtMs }) => {
      const halfTripMs = (answeredAtMs - sentAtMs) / 2;
      const reading: ClockRecord = {
        at: { ...boot, msSinceBoot: Math.round(answeredAtMs) },
        utcMs: Math.round(receipt.serverTime + halfTripMs),
        uncertaintyMs: Math.ceil(halfTripMs) + collectorUncertaintyMs,
        source: 'receipt',
      };
      newest = reading;
      if (!told || isWorthTelling(reading, told)) await tell(reading);
    },
    estimateUtc,
    earliestUtcMs: () => {
      const now = estimateUtc();
      if (now) return now.utcMs - now.uncertaintyMs;
      return atStartMs === undefined ? undefined : atStartMs + clock.msSinceStart() * (1 - driftPerMs);
    },
  };
}

function extrapolate({ at, utcMs, uncertaintyMs }: ClockRecord, msSinceStart: number): UtcEstimate {
  const passedMs = msSinceStart - at.msSinceBoot;
  return { utcMs: utcMs + passedMs, uncertaintyMs: uncertaintyMs + Math.abs(passedMs) * driftPerMs };
}

function isWorthTelling(reading: ClockRecord, told: ClockRecord): boolean {
  const expected = extrapolate(told, reading.at.msSinceBoot);
  const offMs = Math.abs(reading.utcMs - expected.utcMs);
  const hasJumped = offMs > tellWhenOffByMs + reading.uncertaintyMs + told.uncertaintyMs;
  const isOld = reading.at.msSinceBoot - told.at.msSinceBoot >= tellAgainAfterMs;
  // A first reading over a bad line is soon outdone.
  const isMuchBetter = reading.uncertaintyMs + tellWhenOffByMs < told.uncertaintyMs;
  return hasJumped || isOld || isMuchBetter;
}
