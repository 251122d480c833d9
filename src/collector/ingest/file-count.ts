/**
 * Files a fragment of presence, once, and makes its day anew; in the transaction of its bundle. A fragment whose kit had no clock gets
 * its date from clock readings, now or when they come, where it lies within one date.
 */
import { deflateRawSync } from 'node:zlib';
import type { RandomBits } from '../../counting/random-bits.ts';
import { type LocalClock, localClock, weekOf } from '../../platform/local-clock.ts';
import type { ClockRecord } from '../../protocol/records.ts';
import { type Interval, resolveTime } from '../../protocol/time.ts';
import { listReadingsAround } from '../store/clock-readings-table.ts';
import {
  type FragmentTimes,
  insertFragment,
  listUndatedFragments,
  markFragmentTimes,
} from '../store/count-fragments-table.ts';
import type { CountFragmentsTable } from '../store/count-tables.ts';
import type { Kit } from '../store/kits-table.ts';
import type { Writer } from '../store/open-store.ts';
import type { RecordState } from '../store/tables.ts';
import { joinDay } from './join-day.ts';
import { localTimes } from './local-times.ts';
import type { ReadCount } from './read-count.ts';

/** Both ends are told to the millisecond. */
export const countResolutionMs = 1000;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

export interface CountPlace {
  readonly kitId: string;
  readonly recordId: string;
  /** When it can have begun, and when it can have been last known to go on. */
  readonly began: Interval;
  readonly until: Interval;
  readonly receivedAt: number;
  readonly noise: RandomBits;
}

export type FiledCount =
  | Extract<RecordState, 'unified' | 'duplicate'>
  | { readonly kind: 'impossible'; readonly detail: string };

export async function fileCount(
  writer: Writer,
  { site, record, bitmap }: ReadCount,
  { kitId, recordId, began, until, receivedAt, noise }: CountPlace,
): Promise<FiledCount> {
  const clock = localClock(site.timezone);
  if (record.day !== null && !isPossible(record.day, began, until, clock))
    return {
      kind: 'impossible',
      detail: `it says ${record.day} and was counted between ${clock(began.earliest).date} and ${clock(until.latest).date}`,
    };
  const { profile, keyId } = record;
  const times = fragmentTimes({ kitId, keyId, toldDay: record.day }, began, until, clock);
  const { arrivals, dwell, peak, connections, languages, funnel } = record;
  const isNew = await insertFragment(writer, {
    kit_id: kitId,
    record_id: recordId,
    site_id: site.id,
    operation: site.operation,
    round: record.round,
    profile,
    key_id: keyId,
    boot_number: record.began.bootNumber,
    boot_id: record.began.bootId,
    began_ms: Math.floor(record.began.msSinceBoot),
    until_ms: Math.floor(record.until.msSinceBoot),
    told_day: record.day,
    ...times,
    size: record.size,
    bitmap: deflateRawSync(bitmap.bytes, { level: 9 }),
    flips: record.flips ? `${record.flips.numerator}/${record.flips.denominator}` : '',
    noise: `${record.noise.numerator}/${record.noise.denominator}`,
    randomised: record.randomised,
    fixed: record.fixed,
    figures: JSON.stringify({ arrivals, dwell, peak, connections, languages, funnel }),
    received_at: receivedAt,
  });
  if (!isNew) return 'duplicate';
  await joinDay(writer, { siteId: site.id, period: times.period, profile }, noise);
  return 'unified';
}

/** A day more on both sides: the kit reckoned with another reading. */
function isPossible(day: string, began: Interval, until: Interval, clock: LocalClock): boolean {
  return clock(began.earliest - dayMs).date <= day && day <= clock(until.latest + dayMs).date;
}

function fragmentTimes(
  { kitId, keyId, toldDay }: { kitId: string; keyId: string; toldDay: string | null },
  began: Interval,
  until: Interval,
  clock: LocalClock,
): FragmentTimes {
  const whole = { earliest: began.earliest, latest: Math.max(began.earliest, until.latest) };
  const { hour: _, ...times } = localTimes(whole, clock);
  const isDated = times.earliest_date === times.latest_date;
  const day = toldDay ?? (isDated ? times.earliest_date : undefined);
  return {
    ...times,
    ...(toldDay === null ? {} : { earliest_date: toldDay, latest_date: toldDay }),
    period: day ?? `undated-${kitId}-${keyId}`,
    week: utcWeek(whole, toldDay),
    first_hour: toldDay === null ? firstHour(began, day, clock) : 0,
  };
}

/** Bins of an undated fragment are hours from its begin: the hour of the day that its begin is nearest to. */
function firstHour(began: Interval, day: string | undefined, clock: LocalClock): number | null {
  if (day === undefined || began.latest - began.earliest > hourMs) return null;
  const nearest = clock((began.earliest + began.latest) / 2 + hourMs / 2);
  return nearest.date === day ? nearest.hour : 23;
}

/** Where no reading says when, noon of the told day does: near enough, but for days that two weeks share. */
function utcWeek({ earliest, latest }: Interval, toldDay: string | null): string {
  const isVague = latest - earliest > 2 * dayMs;
  const middle = isVague && toldDay !== null ? Date.parse(`${toldDay}T12:00:00Z`) : (earliest + latest) / 2;
  return weekOf(new Date(middle).toISOString().slice(0, 10));
}

export interface CountSettling {
  readonly boots: { readonly from: number; readonly to: number };
  readonly bounds: (receivedAt: number) => Interval;
  readonly clockOf: (siteId: string) => Promise<LocalClock>;
  readonly noise: RandomBits;
}

/** More is known of the time: undated fragments move to their date, and both days are made anew. */
export async function settleCounts(
  writer: Writer,
  kit: Pick<Kit, 'kitId'>,
  { boots, bounds, clockOf, noise }: CountSettling,
): Promise<void> {
  for (const row of await listUndatedFragments(writer, kit.kitId, boots)) {
    const readings = await listReadingsAround(writer, kit.kitId, row.boot_number);
    const { began, until } = intervalsOf(row, readings, bounds(row.received_at));
    const of = { kitId: kit.kitId, keyId: row.key_id, toldDay: null };
    const times = fragmentTimes(of, began, until, await clockOf(row.site_id));
    await markFragmentTimes(writer, kit.kitId, row.record_id, times);
    for (const period of new Set([row.period, times.period]))
      await joinDay(writer, { siteId: row.site_id, period, profile: row.profile }, noise);
  }
}

function intervalsOf(
  row: Pick<CountFragmentsTable, 'boot_number' | 'boot_id' | 'began_ms' | 'until_ms'>,
  readings: readonly ClockRecord[],
  bounds: Interval,
): { readonly began: Interval; readonly until: Interval } {
  const at = (msSinceBoot: number) => {
    const time = { bootNumber: row.boot_number, bootId: row.boot_id, msSinceBoot };
    return resolveTime(time, readings, bounds, countResolutionMs);
  };
  return { began: at(row.began_ms), until: at(row.until_ms) };
}
