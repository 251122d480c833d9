/**
 * How many forms one phone has given within the last hour, in memory only. It stands before the consent page: deleting and
 * beginning again, over and over, must not fill the card. Bounded: of too many phones the one longest quiet is forgotten.
 */
import type { Handle } from '../../protocol/gate.ts';

export interface HourlyAllowance {
  hasRoom(handle: Handle): boolean;
  /** A form of this phone has come onto the disk. */
  note(handle: Handle): void;
}

const hourMs = 3_600_000;
const maxPhones = 5000;

export function createHourlyAllowance(perHour: number, nowMs: () => number): HourlyAllowance {
  /** Times of the last forms, oldest first; phones in the order of their last form. */
  const given = new Map<Handle, readonly number[]>();
  const recent = (handle: Handle) => (given.get(handle) ?? []).filter((atMs) => nowMs() - atMs < hourMs);

  return {
    hasRoom: (handle) => recent(handle).length < perHour,
    note: (handle) => {
      const times = [...recent(handle), nowMs()].slice(-perHour);
      given.delete(handle);
      const oldest = given.size >= maxPhones ? given.keys().next().value : undefined;
      if (oldest !== undefined) given.delete(oldest);
      given.set(handle, times);
    },
  };
}
