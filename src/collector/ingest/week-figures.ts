/**
 * What only a whole week of the profile linked can say, made once from its bitmaps when it is over: different devices of the week
 * at a site, who was new on a day, and what sites have in common. Pure but for its turns: a thousand sites are half a million pairs,
 * and the server goes on meanwhile. What must stay true: noise is on every figure before it leaves this file, and no deviation
 * is of figures without it.
 */
import { type Bitmap, union } from '../../counting/bitmap.ts';
import { estimateCount, newArrivals } from '../../counting/estimate.ts';
import { type PairFlow, type PreparedWeek, pairFlows, prepareWeek } from '../../counting/pair-flows.ts';
import { drawNoise, type PublishedFigure, publish } from '../../counting/publish.ts';
import type { RandomBits } from '../../counting/random-bits.ts';
import { dateAfter } from '../../platform/local-clock.ts';
import { publishedNoise } from './join-day.ts';

export interface SiteDay {
  readonly siteId: string;
  /** A date. */
  readonly day: string;
  readonly bitmap: Bitmap;
}

export interface WeekFigures {
  readonly sites: readonly (PublishedFigure & { readonly siteId: string; readonly spanDays: number })[];
  /** None for the first day of a site with counts, where all are new, nor for dates outside the key's week. */
  readonly newDevices: readonly (PublishedFigure & { readonly siteId: string; readonly day: string })[];
  readonly flows: readonly PairFlow[];
}

/**
 * @param days with bitmaps under the key, of eight dates where the key changes within one
 * @param week the key's Monday
 * @param pause lets others have their turn
 */
export async function makeWeekFigures(
  days: readonly SiteDay[],
  week: string,
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
  const noise = { epsilon: publishedNoise, draw: () => drawNoise(publishedNoise, random) };
  const noisy = (value: number, deviation: number) => publish(value, deviation, noise.draw(), publishedNoise);
  const sites: WeekFigures['sites'][number][] = [];
  const newDevices: WeekFigures['newDevices'][number][] = [];
  const prepared: PreparedWeek[] = [];
  for (const [siteId, site] of bySite) {
    const { value, deviation } = estimateCount(union([...site.values()]));
    const published = noisy(value, deviation);
    sites.push({ siteId, spanDays: spanOf([...site.keys()]), ...published });
    const ofWeek = [...site.keys()].filter((day) => isInWeek(day, week)).sort();
    for (const day of ofWeek.slice(1)) {
      const before = ofWeek.filter((date) => date < day).map((date) => site.get(date) as Bitmap);
      const fresh = newArrivals(before, site.get(day) as Bitmap);
      newDevices.push({ siteId, day, ...noisy(fresh.value, fresh.deviation) });
    }
    prepared.push(prepareWeek({ siteId, days: site, published: published.value }, dates));
    await pause();
  }
  const pairs = (prepared.length * (prepared.length - 1)) / 2;
  const flows: WeekFigures['flows'][number][] = [];
  for (const [index, a] of prepared.entries()) {
    for (const b of prepared.slice(index + 1)) flows.push(...pairFlows(a, b, pairs, noise));
    await pause();
  }
  return { sites, newDevices, flows };
}

/** Keys change at midnight UTC, so the week's first or last night is of a date that the key does not stand for. */
const isInWeek = (day: string, week: string): boolean => day >= week && day < dateAfter(week, 7);

/** From the first day to the last; no key is older than a week. */
function spanOf(days: readonly string[]): number {
  const times = days.map((day) => Date.parse(`${day}T00:00:00Z`));
  return Math.min(7, Math.round((Math.max(...times) - Math.min(...times)) / 86_400_000) + 1);
}
