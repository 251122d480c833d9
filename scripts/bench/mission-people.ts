/**
 * People on the move, for the bench of a whole mission: 20,000 phones along a road of six sites in a week, one in five of which takes a new
 * address now and then. Seeded. What comes out is what gates see, in order of time, and the truth that figures are held against.
 */
import { seededRandom } from './full-answers.ts';

export interface Step {
  /** Since local midnight of the first day. */
  readonly atMs: number;
  readonly site: number;
  /** Number of an address; the fake gate's every fourth says that its maker gave it, the others that they are made up. */
  readonly address: number;
  readonly kind: 'arrive' | 'leave';
}

export interface Truth {
  /** Addresses by site and day. */
  readonly days: readonly (readonly ReadonlySet<number>[])[];
  /** Phones by site, over the week. */
  readonly phones: readonly ReadonlySet<number>[];
  /** Of those who come every day: how many, and under how many addresses. */
  readonly stayers: { readonly phones: number; readonly addresses: number };
}

export interface People {
  readonly steps: readonly Step[];
  readonly truth: Truth;
}

export interface PeopleOptions {
  readonly seed: number;
  readonly phones: number;
  readonly sites: number;
  readonly days: number;
  /** Nobody is there after this: the week's key ends. */
  readonly endMs: number;
  readonly rotatingShare: number;
  /** Who does not travel: comes to one site every day. */
  readonly stayingShare: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** iOS on open networks. */
const rotationDays = 14;
/** Where people come from: more at the first sites of the road. */
const beginnings = [0.35, 0.2, 0.15, 0.12, 0.1, 0.08];

export function movePeople(options: PeopleOptions): People {
  const { seed, phones, sites, days, endMs, rotatingShare, stayingShare } = options;
  const random = seededRandom(seed);
  const steps: Step[] = [];
  const seenDays = Array.from({ length: sites }, () => Array.from({ length: days }, () => new Set<number>()));
  const seenPhones = Array.from({ length: sites }, () => new Set<number>());
  const stayers = { phones: 0, addresses: 0 };
  let [fixed, madeUp] = [0, 0];
  const fixedAddress = () => 4 * fixed++;
  const madeUpAddress = () => {
    const address = 4 * Math.floor(madeUp / 3) + 1 + (madeUp % 3);
    madeUp += 1;
    return address;
  };
  const firstSite = () => {
    let left = random();
    const site = beginnings.findIndex((share) => {
      left -= share;
      return left < 0;
    });
    return Math.max(site, 0);
  };
  const nextSite = (site: number): number => {
    const draw = random();
    return site + (draw < 0.75 ? 1 : draw < 0.88 ? 2 : -1);
  };

  for (let phone = 0; phone < phones; phone++) {
    const isRotating = random() < rotatingShare;
    const before = isRotating ? madeUpAddress() : fixedAddress();
    const rotatesAtMs = isRotating ? random() * rotationDays * dayMs : Number.POSITIVE_INFINITY;
    const after = rotatesAtMs < endMs ? madeUpAddress() : before;
    const visit = (site: number, atMs: number, staysMs: number): number => {
      const untilMs = Math.min(endMs, atMs + staysMs);
      const address = atMs < rotatesAtMs ? before : after;
      steps.push({ atMs, site, address, kind: 'arrive' }, { atMs: untilMs, site, address, kind: 'leave' });
      seenPhones[site]?.add(phone);
      for (let day = Math.floor(atMs / dayMs); day <= Math.floor((untilMs - 1) / dayMs); day++)
        seenDays[site]?.[day]?.add(address);
      return untilMs;
    };
    let site = firstSite();
    // From five in the morning on, mostly.
    const fromHour = 5 + 15 * random();
    if (random() < stayingShare) {
      const hour = fromHour / 2;
      for (let day = 0; day < days; day++)
        visit(site, day * dayMs + hour * hourMs, (1 + 5 * random()) * hourMs);
      stayers.phones += 1;
      stayers.addresses +=
        rotatesAtMs > hour * hourMs && rotatesAtMs < (days - 1) * dayMs + hour * hourMs ? 2 : 1;
      continue;
    }
    let atMs = Math.floor(random() * days) * dayMs + fromHour * hourMs;
    while (site >= 0 && site < sites && atMs < endMs) {
      const untilMs = visit(site, atMs, (10 - 45 * Math.log(1 - random())) * minuteMs);
      if (random() > 0.62) break;
      site = nextSite(site);
      atMs = untilMs + (2 + 22 * random()) * hourMs;
    }
  }
  steps.sort((a, b) => a.atMs - b.atMs);
  return { steps, truth: { days: seenDays, phones: seenPhones, stayers } };
}

const union = (sets: readonly ReadonlySet<number>[]): Set<number> => new Set(sets.flatMap((set) => [...set]));
const countBoth = (a: ReadonlySet<number>, b: ReadonlySet<number>): number =>
  [...a].filter((one) => b.has(one)).length;

export const weekOf = ({ days }: Truth, site: number): Set<number> => union(days[site] ?? []);
/** Phones at both sites, whatever their addresses. */
export const phonesInBoth = ({ phones }: Truth, a: number, b: number): number =>
  countBoth(phones[a] ?? new Set(), phones[b] ?? new Set());

export function newOnDay({ days }: Truth, site: number, day: number): number {
  const earlier = union(days[site]?.slice(0, day) ?? []);
  return [...(days[site]?.[day] ?? [])].filter((address) => !earlier.has(address)).length;
}

/** As flows are defined: in both in the week, or first at one on a day and at the other on a later one. */
export function flowOf(truth: Truth, from: number, to: number, order: 'either' | 'later-day'): number {
  if (order === 'either') return countBoth(weekOf(truth, from), weekOf(truth, to));
  const { days } = truth;
  let sum = 0;
  const seen = new Set<number>();
  for (const [day, addresses] of (days[from] ?? []).entries()) {
    const later = union(days[to]?.slice(day + 1) ?? []);
    for (const address of addresses) {
      if (!seen.has(address) && later.has(address)) sum += 1;
      seen.add(address);
    }
  }
  return sum;
}
