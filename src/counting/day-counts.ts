/**
 * One day of presence in memory: the bitmap of slots, and beside it histograms that each device enters once. Stays are kept by
 * seat, a slot under a random key of this start of the gate that is never written down, so that hours and lengths of stay have
 * nothing to do with the bitmap. About 200 KB, however many phones come. What must stay true: no address and no handle is in here;
 * when a day ends, only when the stays began that go on is carried over.
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
  /** Devices by the hour in which they first came, or in which counting found them there. */
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
  /**
   * Was there when counting began: a device of this day, in the hour in which it was found, and no connection. A stay that was
   * known before goes on.
   */
  present(arrival: Arrival, hour: number, atSeconds: number): boolean;
  left(seat: number, hour: number, atSeconds: number): void;
  /** The gate is about to say anew who is there: until then nobody is. */
  expectPresent(atSeconds: number): void;
  /** Every hour is another one: what was counted from a beginning on turns out to be of a day. */
  moveHours(hourOf: (hour: number) => number): void;
  /** As it is now, stays that go on included. */
  figures(hour: number, atSeconds: number): DayFigures;
  /**
   * The day is over: its bits and histograms are filled with zeros. What is left is for the next one, into which whoever is there comes
   * by `present`, once they have slots under its key.
   */
  end(atSeconds: number): Stays;
  countPresent(): number;
}

export interface Stays {
  /** Devices there now, by seat: two may share one. */
  readonly present: Uint8Array;
  /** When the stay began, in seconds; only where somebody is there, or may turn out to have stayed. */
  readonly since: Uint32Array;
  /** 1: somebody was there when `present` was last expected, and has not been told of since. */
  readonly mayHaveStayed: Uint8Array;
  total: number;
}

/** @param carried from the day before. */
export function createDayCounts(size: number, carried?: Stays): DayCounts {
  const stays = carried ?? {
    present: new Uint8Array(seats),
    since: new Uint32Array(seats),
    mayHaveStayed: new Uint8Array(seats),
    total: 0,
  };
  const bitmap = emptyBitmap(size);
  /** 0: not today; else the hour of the first arrival and one. */
  const cameAt = new Uint8Array(seats);
  const longest = new Uint32Array(seats);
  let peak = noHours();
  let connections = noHours();
  let [randomised, fixed] = [0, 0];

  const notePeak = (hour: number) => {
    peak[hour] = Math.max(peak[hour] ?? 0, stays.total);
  };
  const noteStay = (seat: number, atSeconds: number) => {
    const seconds = Math.max(0, atSeconds - (stays.since[seat] ?? 0));
    longest[seat] = Math.max(longest[seat] ?? 0, seconds);
  };
  const enter = ({ slot, seat }: Arrival, hour: number, sinceSeconds: number) => {
    const isNew = setBit(bitmap, slot);
    if (!cameAt[seat]) cameAt[seat] = hour + 1;
    if (!stays.present[seat]) stays.since[seat] = sinceSeconds;
    stays.mayHaveStayed[seat] = 0;
    if ((stays.present[seat] ?? 0) < 255) {
      stays.present[seat] = (stays.present[seat] ?? 0) + 1;
      stays.total += 1;
    }
    notePeak(hour);
    return isNew;
  };
  const expectPresent = (atSeconds: number) => {
    for (let seat = 0; seat < seats; seat++) {
      if (stays.present[seat]) noteStay(seat, atSeconds);
      stays.mayHaveStayed[seat] = stays.present[seat] ? 1 : 0;
    }
    stays.present.fill(0);
    stays.total = 0;
  };

  return {
    joined: (arrival, hour, atSeconds) => {
      connections[hour] = (connections[hour] ?? 0) + 1;
      if (arrival.isRandomised) randomised += 1;
      else fixed += 1;
      return enter(arrival, hour, atSeconds);
    },

    present: (arrival, hour, atSeconds) => {
      const hasStayed = stays.mayHaveStayed[arrival.seat] === 1;
      return enter(arrival, hour, hasStayed ? (stays.since[arrival.seat] ?? atSeconds) : atSeconds);
    },

    left: (seat, hour, atSeconds) => {
      stays.mayHaveStayed[seat] = 0;
      // Counted nowhere before: the gate began after the phone, or told twice.
      if (!stays.present[seat]) return;
      notePeak(hour);
      noteStay(seat, atSeconds);
      stays.present[seat] -= 1;
      stays.total -= 1;
    },

    expectPresent,

    moveHours: (hourOf) => {
      for (let seat = 0; seat < seats; seat++) {
        const came = cameAt[seat] ?? 0;
        if (came !== 0) cameAt[seat] = hourOf(came - 1) + 1;
      }
      const [highest, summed] = [noHours(), noHours()];
      for (let hour = 0; hour < hoursOfDay; hour++) {
        const moved = hourOf(hour);
        highest[moved] = Math.max(highest[moved] ?? 0, peak[hour] ?? 0);
        summed[moved] = (summed[moved] ?? 0) + (connections[hour] ?? 0);
      }
      peak = highest;
      connections = summed;
    },

    figures: (hour, atSeconds) => {
      notePeak(hour);
      const arrivals = noHours();
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

    end: (atSeconds) => {
      expectPresent(atSeconds);
      for (const array of [bitmap.bytes, cameAt, longest]) array.fill(0);
      return stays;
    },
    countPresent: () => stays.total,
  };
}

const noHours = (): number[] => new Array<number>(hoursOfDay).fill(0);

function binOf(minutes: number): number {
  const bin = dwellLimitsMinutes.findIndex((limit) => minutes < limit);
  return bin < 0 ? dwellLimitsMinutes.length : bin;
}
