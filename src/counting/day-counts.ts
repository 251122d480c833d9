/**
 * One day of presence in memory: the bitmap of slots, and beside it histograms that each device enters once. Stays are kept by
 * seat, a slot under a random key of this start of the gate that is never written down, so that hours and lengths of stay have
 * nothing to do with the bitmap. About 300 KB, however many phones come. What must stay true: no address and no handle is in here;
 * of a seat that is empty nothing is kept but what this day's histograms need, and of a day that has ended only when the stays began
 * that go on.
 */
import { type Bitmap, emptyBitmap, setBit } from './bitmap.ts';

/** Upper ends, in minutes: under 5, 5–15, 15–60, 1–3 h, 3–8 h, 8–24 h, more. */
export const dwellLimitsMinutes = [5, 15, 60, 180, 480, 1440] as const;
export const dwellBins = dwellLimitsMinutes.length + 1;
export const hoursOfDay = 24;
/** So many that few phones share one: of 20,000 every seventh, of 500 one or two. */
export const seats = 65_536;

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
  /** It has said so: whoever was there and was not told of has gone. */
  presentTold(): void;
  /** Nobody was looked after from then on: whoever is told of next has come anew. */
  breakStays(atSeconds: number): void;
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
  /**
   * When the stay began, in steps of ten seconds and one more; 0: nobody is there. Where `present` is 0 and this is not, somebody was
   * there when `present` was last expected, and has not been told of since.
   */
  readonly since: Uint16Array;
  total: number;
}

export interface DayBefore {
  /** Stays that may go on. */
  readonly stays?: Stays | undefined;
  /**
   * This day was counted already, until a power cut or a stop: whoever is there when counting goes on is in its histograms, for all
   * that can be known, and does not enter them again.
   */
  readonly isSameDay?: boolean;
}

/** Steps of a stay go round after 7.6 days, and no stay is kept as longer than this at a day's end: nothing is lost in the last bin. */
const stepSeconds = 10;
const stepsRound = 65_535;
const maxKeptSteps = (25 * 3600) / stepSeconds;
/** Instead: somebody was there before this fragment, and nothing of it enters the histograms. */
const cameBefore = 255;

export function createDayCounts(size: number, { stays: kept, isSameDay = false }: DayBefore = {}): DayCounts {
  const stays = kept ?? { present: new Uint8Array(seats), since: new Uint16Array(seats), total: 0 };
  const { present, since } = stays;
  const bitmap = emptyBitmap(size);
  /** 0: not today; else one more than 7 × hour of the first arrival + bin of the longest stay. */
  const visits = new Uint8Array(seats);
  let taken = 0;
  /** Devices by the hour of their first arrival: each seat stands for those that would have come to one already taken. */
  let entered = noHours();
  let peak = noHours();
  let connections = noHours();
  let [randomised, fixed] = [0, 0];

  const notePeak = (hour: number) => {
    peak[hour] = Math.max(peak[hour] ?? 0, stays.total);
  };
  const stepsOf = (seat: number, atSeconds: number): number =>
    (stepOf(atSeconds) - (since[seat] ?? 0) + stepsRound) % stepsRound;
  const noteStay = (seat: number, atSeconds: number) => {
    const visit = visits[seat] ?? 0;
    if (visit === 0 || visit === cameBefore) return;
    const bin = binOf((stepsOf(seat, atSeconds) * stepSeconds) / 60);
    visits[seat] = visitOf(hourOf(visit), Math.max(stayOf(visit), bin));
  };
  /** @param hour undefined: came before. */
  const sit = (seat: number, hour: number | undefined) => {
    if (visits[seat]) return;
    if (hour !== undefined) entered[hour] = (entered[hour] ?? 0) + seats / (seats - taken);
    visits[seat] = hour === undefined ? cameBefore : visitOf(hour, 0);
    taken += 1;
  };
  const enter = ({ slot, seat }: Arrival, hour: number) => {
    const isNew = setBit(bitmap, slot);
    if ((present[seat] ?? 0) < 255) {
      present[seat] = (present[seat] ?? 0) + 1;
      stays.total += 1;
    }
    notePeak(hour);
    return isNew;
  };
  const expectPresent = (atSeconds: number) => {
    for (let seat = 0; seat < seats; seat++) if (present[seat]) noteStay(seat, atSeconds);
    present.fill(0);
    stays.total = 0;
  };
  const presentTold = () => {
    for (let seat = 0; seat < seats; seat++) if (!present[seat]) since[seat] = 0;
  };

  return {
    joined: (arrival, hour, atSeconds) => {
      const { seat } = arrival;
      connections[hour] = (connections[hour] ?? 0) + 1;
      if (arrival.isRandomised) randomised += 1;
      else fixed += 1;
      sit(seat, hour);
      if (!present[seat]) since[seat] = stepOf(atSeconds);
      return enter(arrival, hour);
    },

    present: (arrival, hour, atSeconds) => {
      const { seat } = arrival;
      sit(seat, isSameDay ? undefined : hour);
      if (!since[seat]) since[seat] = stepOf(atSeconds);
      return enter(arrival, hour);
    },

    left: (seat, hour, atSeconds) => {
      // Without one, counted nowhere before: the gate began after the phone, or told twice; or not told of when it was expected.
      if (present[seat]) {
        notePeak(hour);
        noteStay(seat, atSeconds);
        present[seat] -= 1;
        stays.total -= 1;
      }
      if (!present[seat]) since[seat] = 0;
    },

    expectPresent,
    presentTold,
    breakStays: (atSeconds) => {
      expectPresent(atSeconds);
      presentTold();
    },

    moveHours: (moveTo) => {
      for (let seat = 0; seat < seats; seat++) {
        const visit = visits[seat] ?? 0;
        if (visit !== 0 && visit !== cameBefore) visits[seat] = visitOf(moveTo(hourOf(visit)), stayOf(visit));
      }
      const [highest, summed, moved] = [noHours(), noHours(), noHours()];
      for (let hour = 0; hour < hoursOfDay; hour++) {
        const to = moveTo(hour);
        highest[to] = Math.max(highest[to] ?? 0, peak[hour] ?? 0);
        summed[to] = (summed[to] ?? 0) + (connections[hour] ?? 0);
        moved[to] = (moved[to] ?? 0) + (entered[hour] ?? 0);
      }
      [peak, connections, entered] = [highest, summed, moved];
    },

    figures: (hour, atSeconds) => {
      notePeak(hour);
      const seatsOfHour = noHours();
      const stayed = Array.from({ length: hoursOfDay }, () => new Array<number>(dwellBins).fill(0));
      for (let seat = 0; seat < seats; seat++) {
        if (present[seat]) noteStay(seat, atSeconds);
        const visit = visits[seat] ?? 0;
        if (visit === 0 || visit === cameBefore) continue;
        const [came, stay] = [hourOf(visit), stayOf(visit)];
        const bins = stayed[came] ?? [];
        bins[stay] = (bins[stay] ?? 0) + 1;
        seatsOfHour[came] = (seatsOfHour[came] ?? 0) + 1;
      }
      // A seat stands for as many devices as those of its hour do on average.
      const dwell = Array.from({ length: dwellBins }, (_, bin) =>
        stayed.reduce((sum, bins, came) => {
          const inBin = bins[bin] ?? 0;
          return inBin === 0 ? sum : sum + (inBin * (entered[came] ?? 0)) / (seatsOfHour[came] ?? 1);
        }, 0),
      );
      return {
        bitmap: { size, bytes: Uint8Array.from(bitmap.bytes) },
        arrivals: entered.map(Math.round),
        dwell: dwell.map(Math.round),
        peak: [...peak],
        connections: [...connections],
        randomised,
        fixed,
      };
    },

    end: (atSeconds) => {
      for (let seat = 0; seat < seats; seat++) {
        if (!present[seat]) since[seat] = 0;
        else if (stepsOf(seat, atSeconds) > maxKeptSteps)
          since[seat] = stepOf(atSeconds - maxKeptSteps * stepSeconds);
      }
      present.fill(0);
      stays.total = 0;
      for (const array of [bitmap.bytes, visits]) array.fill(0);
      entered = noHours();
      taken = 0;
      return stays;
    },
    countPresent: () => stays.total,
  };
}

const visitOf = (hour: number, bin: number): number => hour * dwellBins + bin + 1;
const hourOf = (visit: number): number => Math.floor((visit - 1) / dwellBins);
const stayOf = (visit: number): number => (visit - 1) % dwellBins;

/** 1 to 65,535. */
function stepOf(atSeconds: number): number {
  const step = Math.floor(atSeconds / stepSeconds) % stepsRound;
  return (step < 0 ? step + stepsRound : step) + 1;
}

const noHours = (): number[] => new Array<number>(hoursOfDay).fill(0);

function binOf(minutes: number): number {
  const bin = dwellLimitsMinutes.findIndex((limit) => minutes < limit);
  return bin < 0 ? dwellLimitsMinutes.length : bin;
}
