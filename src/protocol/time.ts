/**
 * From boot times to UTC. A kit has no clock to be trusted: an event is so many milliseconds after start number n.
 * Clock readings tie some starts to UTC; the others lie between their neighbours. The answer is always an interval,
 * and it is as wide as what is not known.
 */
import type { BootTime, ClockRecord } from './records.ts';

/** Milliseconds since 1970, UTC; the truth lies in [earliest, latest]. */
export interface Interval {
  readonly earliest: number;
  readonly latest: number;
}

/** A crystal without temperature control is right to 100 ppm. */
export const driftPerMs = 100e-6;

/**
 * @param event when it happened, in the kit's own count
 * @param readings all clock readings of that kit, in any order
 * @param bounds what is known without any: not before the kit was enrolled, not after its report arrived
 * @param resolutionMs how coarsely `event` was recorded: the truth is in [event, event + resolution)
 */
export function resolveTime(
  event: BootTime,
  readings: readonly ClockRecord[],
  bounds: Interval,
  resolutionMs: number,
): Interval {
  const same = readings.filter(({ at }) => at.bootId === event.bootId);
  if (same.length > 0) {
    const distance = ({ at }: ClockRecord) => Math.abs(at.msSinceBoot - event.msSinceBoot);
    const error = (reading: ClockRecord) => reading.uncertaintyMs + distance(reading) * driftPerMs;
    const best = same.reduce((a, b) => (error(b) < error(a) ? b : a));
    const utc = best.utcMs + event.msSinceBoot - best.at.msSinceBoot;
    return within({ earliest: utc - error(best), latest: utc + error(best) + resolutionMs }, bounds);
  }
  if (!isOneHistory(event, readings)) return bounds;
  let { earliest, latest } = bounds;
  for (const { at, utcMs, uncertaintyMs } of readings) {
    if (at.bootNumber < event.bootNumber) earliest = Math.max(earliest, utcMs - uncertaintyMs);
    if (at.bootNumber > event.bootNumber)
      latest = Math.min(latest, utcMs + uncertaintyMs - at.msSinceBoot * (1 - driftPerMs));
  }
  // An event is at least its own distance from its start after everything that was before that start.
  earliest = Math.min(earliest + event.msSinceBoot * (1 - driftPerMs), latest);
  return { earliest, latest };
}

/**
 * Whether the numbers of starts can be trusted for their order. After a restored memory card they come again: then one number
 * has two ids, or time runs backwards from one start to a later one, and nothing can be said from neighbours.
 */
function isOneHistory(event: BootTime, readings: readonly ClockRecord[]): boolean {
  const ids = new Map([[event.bootNumber, event.bootId]]);
  for (const { at } of readings) {
    if ((ids.get(at.bootNumber) ?? at.bootId) !== at.bootId) return false;
    ids.set(at.bootNumber, at.bootId);
  }
  const byStart = readings.toSorted((a, b) => a.at.bootNumber - b.at.bootNumber);
  return byStart.every((reading, index) => {
    const before = byStart[index - 1];
    return (
      before === undefined ||
      before.at.bootNumber === reading.at.bootNumber ||
      before.utcMs - before.uncertaintyMs <= reading.utcMs + reading.uncertaintyMs
    );
  });
}

function within(interval: Interval, bounds: Interval): Interval {
  // A reading outranks the bounds: they only trim an interval that overlaps them.
  if (interval.latest < bounds.earliest || interval.earliest > bounds.latest) return interval;
  return {
    earliest: Math.max(interval.earliest, bounds.earliest),
    latest: Math.min(interval.latest, bounds.latest),
  };
}
