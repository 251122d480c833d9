/**
 * What only a whole week of the profile linked can say, made once from its bitmaps when it is over: different devices of the week
 * at a site, who was new on a day, and what sites have in common. Pure but for its turns: a thousand sites are half a million pairs,
 * and the server goes on meanwhile. What must stay true: noise is on every figure before it leaves this file.
 */
import { type Bitmap, union } from '../../counting/bitmap.ts';
import { estimateCount, newArrivals } from '../../counting/estimate.ts';
import { type PairFlow, type PreparedWeek, pairFlows, prepareWeek } from '../../counting/pair-flows.ts';
import { drawNoise, type PublishedFigure, publish } from '../../counting/publish.ts';
import type { RandomBits } from '../../counting/random-bits.ts';
import { publishedNoise } from './join-day.ts';

export interface SiteDay {
  readonly siteId: string;
  /** A date. */
  readonly day: string;
  readonly bitmap: Bitmap;
}

export interface WeekFigures {
  readonly sites: readonly (PublishedFigure & { readonly siteId: string; readonly spanDays: number })[];
  /** None for the first day of a site with counts: there, all are new. */
  readonly newDevices: readonly (PublishedFigure & { readonly siteId: string; readonly day: string })[];
  readonly flows: readonly (PublishedFigure &
    Pick<PairFlow, 'from' | 'to' | 'order'> & { readonly deviation: number })[];
}

/** @param pause lets others have their turn */
export async function makeWeekFigures(
  days: readonly SiteDay[],
  random: RandomBits,
  pause: () => Promise<void>,
): Promise<WeekFigures> {
  const bySite = new Map<string, Map<string, Bitmap>>();
  for (const { siteId, day, bitmap } of days) {
    const site = bySite.get(siteId) ?? new Map<string, Bitmap>();
    const there = site.get(day);
    site.set(day, there ? union([there, bitmap]) : bitmap);
    bySite.set(siteId, site);
  }
  const dates = [...new Set(days.map(({ day }) => day))].sort();
  const noisy = (value: number, deviation: number) =>
    publish(value, deviation, drawNoise(publishedNoise, random), publishedNoise);
  const sites: WeekFigures['sites'][number][] = [];
  const newDevices: WeekFigures['newDevices'][number][] = [];
  const prepared: PreparedWeek[] = [];
  for (const [siteId, site] of bySite) {
    const { value, deviation } = estimateCount(union([...site.values()]));
    sites.push({ siteId, spanDays: spanOf([...site.keys()]), ...noisy(value, deviation) });
    for (const day of [...site.keys()].sort().slice(1)) {
      const before = [...site].filter(([date]) => date < day).map(([, bitmap]) => bitmap);
      const fresh = newArrivals(before, site.get(day) as Bitmap);
      newDevices.push({ siteId, day, ...noisy(fresh.value, fresh.deviation) });
    }
    prepared.push(prepareWeek({ siteId, days: site }, dates));
    await pause();
  }
  const pairs = (prepared.length * (prepared.length - 1)) / 2;
  const flows: WeekFigures['flows'][number][] = [];
  for (const [index, a] of prepared.entries()) {
    for (const b of prepared.slice(index + 1))
      for (const { value, deviation, ...flow } of pairFlows(a, b, pairs))
        flows.push({ ...flow, deviation, ...noisy(value, deviation) });
    await pause();
  }
  return { sites, newDevices, flows };
}

/** From the first day to the last. */
function spanOf(days: readonly string[]): number {
  const times = days.map((day) => Date.parse(`${day}T00:00:00Z`));
  return Math.round((Math.max(...times) - Math.min(...times)) / 86_400_000) + 1;
}
