/**
 * How many forms one phone, and all phones together, have given within the last hour, in memory only. It stands before the
 * consent page: deleting and beginning again, over and over, must not fill the card, nor may a phone that takes a new address
 * each time. Bounded: of too many phones the one longest quiet is forgotten.
 */
import type { Handle } from '../../protocol/gate.ts';

export interface HourlyAllowance {
  hasRoom(handle: Handle): boolean;
  /** A form of this phone has come onto the disk. */
  note(handle: Handle): void;
}

const hourMs = 3_600_000;
const maxPhones = 5000;

export interface HourlyLimits {
  readonly perPhone: number;
  readonly inAll: number;
}

export function createHourlyAllowance(
  { perPhone, inAll }: HourlyLimits,
  nowMs: () => number,
): HourlyAllowance {
  /** Times of the last forms, oldest first; phones in the order of their last form. */
  const given = new Map<Handle, readonly number[]>();
  let givenByAll: readonly number[] = [];
  const withinHour = (times: readonly number[]) => times.filter((atMs) => nowMs() - atMs < hourMs);
  const recent = (handle: Handle) => withinHour(given.get(handle) ?? []);

  return {
    hasRoom: (handle) => recent(handle).length < perPhone && withinHour(givenByAll).length < inAll,
    note: (handle) => {
      givenByAll = [...withinHour(givenByAll), nowMs()].slice(-inAll);
      const times = [...recent(handle), nowMs()].slice(-perPhone);
      given.delete(handle);
      const oldest = given.size >= maxPhones ? given.keys().next().value : undefined;
      if (oldest !== undefined) given.delete(oldest);
      given.set(handle, times);
    },
  };
}
