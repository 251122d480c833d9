/**
 * A site's day from its fragments. Those under one key are one figure: joined by OR, or as randomised response asks. Figures under
 * different keys (the clock was not known after a power cut, or two kits stand there) cannot be compared: they are added up, and the
 * interval reaches down to the largest of them alone. So is what comes late, when the bitmaps of its day are no more. What must
 * stay true: made from what is stored alone, so in whatever order fragments come the day is the same; its noise is drawn once
 * for what it was drawn for.
 */
import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { type Bitmap, bitmapFromBytes, union } from '../../counting/bitmap.ts';
import { type Estimate, estimateDay } from '../../counting/estimate.ts';
import { lowerBound } from '../../counting/lower-bound.ts';
import { type Epsilon, epsilonOf, epsilonValue } from '../../counting/noise.ts';
import { drawNoise, halfWidth, publish } from '../../counting/publish.ts';
import type { RandomBits } from '../../counting/random-bits.ts';
import { dateAfter, weekOf } from '../../platform/local-clock.ts';
import { type CountDay, type DayBins, deleteDay, findDay, saveDay } from '../store/count-days-table.ts';
import { type CountPeriod, listFragments } from '../store/count-fragments-table.ts';
import { deleteNoise, findNoise, insertNoise } from '../store/count-noise-table.ts';
import { listParts } from '../store/count-parts-table.ts';
import type { CountFragmentsTable } from '../store/count-tables.ts';
import type { Writer } from '../store/open-store.ts';
import { sumFigures } from './sum-figures.ts';
import { sumWeek } from './sum-week.ts';

/** ε of the noise on a day's figure, and on the figures of a week. */
export const publishedNoise = epsilonOf(1);

/** Of a bitmap that is too full to count: what there was at least, without a deviation. */
interface DayEstimate extends Pick<Estimate, 'value' | 'deviation'> {
  readonly isLowerBound: boolean;
}

const coarseStep = 10;

/** Fragments under one key, joined. */
export interface Joined {
  readonly keyId: string;
  readonly estimate: DayEstimate;
  /** Of what was joined: another digest, another figure. */
  readonly digest: string;
}

export async function joinDay(writer: Writer, of: CountPeriod, random: RandomBits): Promise<void> {
  const fragments = await listFragments(writer, of);
  const before = await findDay(writer, of);
  if (fragments.length === 0) {
    await deleteDay(writer, of);
    await deleteNoise(writer, of);
  } else await saveDay(writer, await makeDay(writer, of, fragments, before, random));
  const week = isDate(of.period) ? weekOf(of.period) : '';
  if (week !== '') await sumWeek(writer, of.siteId, week, of.profile);
}

async function makeDay(
  writer: Writer,
  of: CountPeriod,
  fragments: readonly CountFragmentsTable[],
  before: CountDay | undefined,
  random: RandomBits,
): Promise<CountDay> {
  const [first] = fragments as readonly [CountFragmentsTable, ...CountFragmentsTable[]];
  const closed = (await listParts(writer, of)).map((row) => ({
    keyId: row.key_id,
    estimate: { value: row.estimate, deviation: row.deviation, isLowerBound: row.is_lower_bound === 1 },
    digest: `${row.key_id}/${row.part}`,
  }));
  const parts = [...closed, ...joinByKey(fragments)];
  const noise = await noiseFor(writer, of, digestOf(parts), random);
  const day = isDate(of.period) ? of.period : null;
  const { funnel, ...bins } = sumFigures(fragments);
  const flips = fragments.map((row) => readEpsilon(row.flips)).filter((epsilon) => epsilon !== undefined);
  return {
    site_id: of.siteId,
    period: of.period,
    profile: of.profile,
    day,
    week: day === null ? '' : weekOf(day),
    week_earlier: day === null ? '' : dateAfter(day, -7),
    earliest_date: least(fragments.map((row) => row.earliest_date)),
    latest_date: most(fragments.map((row) => row.latest_date)),
    size: first.size,
    ...publishParts(parts, noise),
    epsilon_noise: epsilonValue(publishedNoise),
    epsilon_flips: Math.max(0, ...flips.map(epsilonValue)),
    epsilon_bins: Math.min(...fragments.map((row) => epsilonValue(readEpsilon(row.noise) ?? publishedNoise))),
    bin_draws: fragments.length,
    fragments: fragments.length,
    parts: parts.length,
    late: parts.length - new Set(parts.map(({ keyId }) => keyId)).size,
    covered_minutes: coveredMinutes(fragments),
    is_lower_bound: parts.some(({ estimate }) => estimate.isLowerBound) ? 1 : 0,
    ...newDevices(parts.length === 1 ? before : undefined),
    randomised: sum(fragments.map((row) => row.randomised)),
    fixed: sum(fragments.map((row) => row.fixed)),
    funnel,
    bins: bins satisfies DayBins,
  };
}

/** In the order of keys. */
export function joinByKey(fragments: readonly CountFragmentsTable[]): Joined[] {
  const groups = new Map<string, CountFragmentsTable[]>();
  for (const row of fragments) {
    if (!row.bitmap) continue;
    const name = `${row.key_id} ${row.flips}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()]
    .map((rows): Joined => {
      const [first] = rows as [CountFragmentsTable, ...CountFragmentsTable[]];
      const bitmaps = rows.map(readBitmap);
      const flips = readEpsilon(first.flips);
      const estimate = readEstimate(first.size, estimateDay(bitmaps, flips));
      // Flipped ones are not joined by OR: each counts for itself.
      const joined = flips ? bitmaps : [union(bitmaps)];
      const hash = createHash('sha256');
      for (const each of joined.map(({ bytes }) => Buffer.from(bytes)).sort(Buffer.compare))
        hash.update(each);
      return { keyId: first.key_id, estimate, digest: hash.digest('hex') };
    })
    .sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
}

const readEstimate = (size: number, { value, deviation, isSaturated }: Estimate): DayEstimate =>
  isSaturated
    ? { value: lowerBound(size, { deviation }), deviation: 0, isLowerBound: true }
    : { value, deviation, isLowerBound: false };

/** Of a day that is one figure. */
const newDevices = (day: CountDay | undefined) => ({
  new_value: day?.new_value ?? null,
  new_low: day?.new_low ?? null,
  new_high: day?.new_high ?? null,
});

/** Fragments of one kit follow each other; those of two may lie side by side. */
function coveredMinutes(fragments: readonly CountFragmentsTable[]): number {
  const byKit = Map.groupBy(fragments, ({ kit_id }) => kit_id);
  const covered = [...byKit.values()].map((own) => sum(own.map((row) => row.until_ms - row.began_ms)));
  return Math.min(dayMinutes, Math.round(Math.max(0, ...covered) / 60_000));
}

/** Where the clocks go back. */
const dayMinutes = 25 * 60;

export function readBitmap(row: Pick<CountFragmentsTable, 'size' | 'bitmap'>): Bitmap {
  return bitmapFromBytes(row.size, new Uint8Array(inflateRawSync(row.bitmap ?? new Uint8Array())));
}

/** What a day's noise was drawn for. */
export function digestOf(parts: readonly Pick<Joined, 'keyId' | 'digest'>[]): string {
  const lines = parts.map(({ keyId, digest }) => `${keyId} ${digest}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

async function noiseFor(
  writer: Writer,
  of: CountPeriod,
  digest: string,
  random: RandomBits,
): Promise<number> {
  const known = await findNoise(writer, of, digest);
  if (known !== undefined) return known;
  const drawn = drawNoise(publishedNoise, random);
  await insertNoise(writer, of, digest, drawn);
  return drawn;
}

function publishParts(parts: readonly Joined[], noise: number) {
  const estimates = parts.map(({ estimate }) => estimate);
  const value = sum(estimates.map((each) => each.value));
  const deviation = Math.sqrt(sum(estimates.map((each) => each.deviation ** 2)));
  const figure = publish(value, deviation, noise, publishedNoise);
  if (parts.length === 1) return figure;
  const largest = estimates.reduce((a, b) => (b.value > a.value ? b : a));
  // In tens: the exact distance would say, without any noise, what the smaller parts are.
  const others = Math.ceil((value - largest.value) / coarseStep) * coarseStep;
  const low = figure.value - others - halfWidth(largest.deviation, publishedNoise);
  return { ...figure, low: Math.max(0, Math.min(figure.low, low)) };
}

/** '1/2', as it was filed; undefined: none. */
export function readEpsilon(text: string): Epsilon | undefined {
  const [numerator, denominator] = text.split('/').map(Number);
  return numerator === undefined || denominator === undefined ? undefined : epsilonOf(numerator, denominator);
}

export const isDate = (period: string): boolean => /^\d{4}-/.test(period);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/** Dates sort as text. */
const least = (dates: readonly string[]): string => [...dates].sort()[0] ?? '';
const most = (dates: readonly string[]): string => [...dates].sort().at(-1) ?? '';
