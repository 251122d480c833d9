/**
 * Time as an argument. `msSinceStart` never jumps and never runs backwards; `now` is the system's idea of UTC, which on a
 * kit nobody should trust.
 */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds since this program started. */
  msSinceStart(): number;
}

export function systemClock(): Clock {
  const start = performance.now();
  return { now: () => Date.now(), msSinceStart: () => performance.now() - start };
}
