/**
 * One day of presence in memory: the bitmap of slots, and beside it histograms that each device enters once. Stays are kept by
 * seat, a slot under a random key of this start of the gate that is never written down, so that hours and lengths of stay have
 * nothing to do with the bitmap. About 180 KB, however many phones come. What must stay true: no address and no handle is in here;
 * when a day ends only the stays that go on are carried over.
 */
import { type Bitmap, emptyBitmap, setBit } from './bitmap.ts';

/** Upper ends, in minutes: under 5, 5–15, 15–60, 1–3 h, 3–8 h, 8–24 h, more. */
export const dwellLimitsMinutes = [5, 15, 60, 180, 480, 1440] as const;
export const dwellBins = dwellLimitsMinutes.length + 1;
export const hoursOfDay = 24;
/** Seats: as many as slots of the larger bitmap. */
export const seats = 16_384;

export interface Arrival {
  /** Under the key of the day or week; the bitmap's. */
  readonly slot: number;
  /** Under the random key in the gate's memory. */
  readonly seat: number;
  /** The address says of itself that it was made up (IEEE 802, bit 1 of the first byte): most phones rotate it. */
  readonly isRandomised: boolean;
}

export interface DayFigures {
  readonly bitmap: Bitmap;
  /** Devices by the hour in which they first came. */
  readonly arrivals: readonly number[];
  /** Devices by their longest stay of the day. A stay over midnight counts whole. */
  readonly dwell: readonly number[];
  /** Most devices at once, by hour. */
  readonly peak: readonly number[];
  /** Associations by hour, each reconnection again. */
  readonly connections: readonly number[];
  /** Associations, by whether the address was made up. */
  readonly randomised: number;
  readonly fixed: number;
}

export interface DayCounts {
  /** @param hour 0–23. @param atSeconds since the program began. True: this day's bitmap has changed. */
  joined(arrival: Arrival, hour: number, atSeconds: number): boolean;
  left(seat: number, hour: number, atSeconds: number): void;
  /** As it is now, stays that go on included. */
  figures(hour: number, atSeconds: number): DayFigures;
  /** A new day: empty, but for who is there. `resume` lets them enter it once they have slots under its key. */
  nextDay(size: number): DayCounts;
  countPresent(): number;
}

interface Stays {
  /** Devices there now, by seat: two may share one. */
  readonly present: Uint8Array;
  /** When the stay began, in seconds; only where somebody is there. */
  readonly since: Uint32Array;
  total: number;
}

export function createDayCounts(size: number, carried?: Stays): DayCounts {
  const stays = carried ?? {
    present: new Uint8Array(seats),
    since: new Uint32Array(seats),
    total: 0,
  };
  const bitmap = emptyBitmap(size);
  /** 0: not today; else the hour of the first arrival and one. */
  const cameAt = new Uint8Array(seats);
  const longest = new Uint32Array(seats);
  const peak = new Array<number>(hoursOfDay).fill(0);
  const connections = new Array<number>(hoursOfDay).fill(0);
  let [randomised, fixed] = [0, 0];

  const notePeak = (hour: number) => {
    peak[hour] = Math.max(peak[hour] ?? 0, stays.total);
  };
  const noteStay = (seat: number, atSeconds: number) => {
    const seconds = Math.max(0, atSeconds - (stays.since[seat] ?? 0));
    longest[seat] = Math.max(longest[seat] ?? 0, seconds);
  };

  return {
    joined: ({ slot, seat, isRandomised }, hour, atSeconds) => {
      const isNew = setBit(bitmap, slot);
      if (!cameAt[seat]) cameAt[seat] = hour + 1;
      if (!stays.present[seat]) stays.since[seat] = atSeconds;
      if ((stays.present[seat] ?? 0) < 255) {
        stays.present[seat] = (stays.present[seat] ?? 0) + 1;
        stays.total += 1;
      }
      connections[hour] = (connections[hour] ?? 0) + 1;
      if (isRandomised) randomised += 1;
      else fixed += 1;
      notePeak(hour);
      return isNew;
    },

    left: (seat, hour, atSeconds) => {
      // Counted nowhere before: the gate began after the phone, or told twice.
      if (!stays.present[seat]) return;
      notePeak(hour);
      noteStay(seat, atSeconds);
      stays.present[seat] -= 1;
      stays.total -= 1;
    },

    figures: (hour, atSeconds) => {
      notePeak(hour);
      const arrivals = new Array<number>(hoursOfDay).fill(0);
      const dwell = new Array<number>(dwellBins).fill(0);
      for (let seat = 0; seat < seats; seat++) {
        const came = cameAt[seat] ?? 0;
        if (came === 0) continue;
        arrivals[came - 1] = (arrivals[came - 1] ?? 0) + 1;
        if (stays.present[seat]) noteStay(seat, atSeconds);
        const bin = binOf((longest[seat] ?? 0) / 60);
        dwell[bin] = (dwell[bin] ?? 0) + 1;
      }
      return {
        bitmap: { size, bytes: Uint8Array.from(bitmap.bytes) },
        arrivals,
        dwell,
        peak: [...peak],
        connections: [...connections],
        randomised,
        fixed,
      };
    },

    nextDay: (nextSize) => createDayCounts(nextSize, stays),
    countPresent: () => stays.total,
  };
}

function binOf(minutes: number): number {
  const bin = dwellLimitsMinutes.findIndex((limit) => minutes < limit);
  return bin < 0 ? dwellLimitsMinutes.length : bin;
}
