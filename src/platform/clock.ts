/**
 * Time as an argument. `msSinceStart` never runs backwards, and jumps only where the machine slept: then by as long as it did, so that
 * what was to end meanwhile has ended. `now` is the system's idea of UTC, which on a kit nobody should trust.
 */
import { uptime } from 'node:os';

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds since this program started. */
  msSinceStart(): number;
}

const lookForSleepEveryMs = 1000;
/** Less is the coarseness of the reading. */
const leastSleepMs = 2000;

/**
 * @param awakeMs counts while the machine is awake. @param uptimeMs counts while it sleeps as well, and more coarsely (Linux:
 *   CLOCK_BOOTTIME).
 */
export function systemClock(
  awakeMs: () => number = () => performance.now(),
  uptimeMs: () => number = () => uptime() * 1000,
): Clock {
  const startMs = awakeMs();
  const uptimeAtStartMs = uptimeMs();
  let lookedAtMs = 0;
  let sleptMs = 0;
  return {
    now: () => Date.now(),
    msSinceStart: () => {
      const sinceMs = awakeMs() - startMs;
      if (sinceMs - lookedAtMs >= lookForSleepEveryMs) {
        lookedAtMs = sinceMs;
        const foundMs = uptimeMs() - uptimeAtStartMs - sinceMs;
        if (foundMs >= sleptMs + leastSleepMs) sleptMs = foundMs;
      }
      return sinceMs + sleptMs;
    },
  };
}
