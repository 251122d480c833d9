/**
 * The end of bitmaps: nothing keeps one longer than it is needed. local: two weeks after the last of its day came. linked and
 * high-risk: two days after the week of their key is over, when the week's figures are made. What is left of a bitmap is how many devices
 * it stood for; its sealed original in the archive becomes zeros, too, also of a count that was set aside. What must stay true: a day's published figure, noise and all,
 * is the same before and after.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { type RandomBits, randomBits } from '../../counting/random-bits.ts';
import { dateAfter } from '../../platform/local-clock.ts';
import { systemRandom } from '../../protocol/ids.ts';
import { markNewDevices } from '../store/count-days-table.ts';
import { insertFlows } from '../store/count-flows-table.ts';
import {
  type CountGroup,
  forgetBitmap,
  listFragments,
  listOpenUnderKey,
  listOpenWeekKeys,
  listQuietGroups,
  type OpenWeekKey,
} from '../store/count-fragments-table.ts';
import { deleteNoise, findNoise, insertNoise } from '../store/count-noise-table.ts';
import { insertPart, listParts } from '../store/count-parts-table.ts';
import type { CountFragmentsTable } from '../store/count-tables.ts';
import { hasWeekFigures, insertWeekSite } from '../store/count-week-sites-table.ts';
import type { Store, Writer } from '../store/open-store.ts';
import { markRecord } from '../store/records-table.ts';
import { deleteSetAside, listRecordsAside, recordItemId } from '../store/set-aside-table.ts';
import { digestOf, isDate, type Joined, joinByKey, readBitmap } from './join-day.ts';
import { makeWeekFigures, type WeekFigures } from './week-figures.ts';
import { blankInArchive } from './withdraw-record.ts';

const dayMs = 86_400_000;
/** Fragments of a day that lie in different bundles, or on a stick that is carried a week later, are still joined. */
const localDaysMs = 14 * dayMs;
/** After the end of a key's week, so that kits that were offline at its end can still tell. */
const weekGraceMs = 2 * dayMs;
/** A kit that is just sending its week is let finish. */
const quietMs = 6 * 3_600_000;
/** What was set aside may be mended for so long: a site registered, a clock put right. */
const asideDaysMs = 14 * dayMs;
const groupsAtOnce = 200;

export interface CloseCountsReport {
  readonly bitmaps: number;
  /** Keys of weeks whose figures were made. */
  readonly weeks: number;
}

/** @param stop ends it between two groups; the rest is closed another time. */
export async function closeCounts(
  store: Store,
  now: number,
  {
    random = randomBits(systemRandom),
    stop,
  }: { readonly random?: RandomBits; readonly stop?: AbortSignal } = {},
): Promise<CloseCountsReport> {
  let bitmaps = 0;
  let weeks = 0;
  const closeAll = async (groups: readonly CountGroup[]) => {
    for (const group of groups) {
      if (stop?.aborted) return;
      bitmaps += await store.transaction((writer) => closeGroup(writer, group));
      // A database that answers at once gives nobody else a turn.
      await turn();
    }
  };
  for (const key of await listOpenWeekKeys(store.read)) {
    const isOver = now >= Date.parse(`${dateAfter(key.week, 7)}T00:00:00Z`) + weekGraceMs;
    if (!isOver || now < key.lastReceivedAt + quietMs || stop?.aborted) continue;
    const open = await listOpenUnderKey(store.read, key);
    if (key.profile === 'linked' && (await tellWeek(store, key, open, random))) weeks += 1;
    await closeAll(groupsOf(open));
  }
  for (;;) {
    const groups = await listQuietGroups(store.read, now - localDaysMs, groupsAtOnce);
    await closeAll(groups);
    if (groups.length < groupsAtOnce || stop?.aborted) break;
  }
  bitmaps += await dropSetAside(store, now - asideDaysMs);
  if (bitmaps > 0) await store.forgetDeleted();
  return { bitmaps, weeks };
}

/** Counts that nobody mended in time: their bitmaps are no better kept than those that were taken in. */
async function dropSetAside(store: Store, before: number): Promise<number> {
  const aside = await listRecordsAside(store.read, 'count', before);
  for (const record of aside)
    await store.transaction(async (writer) => {
      await blankInArchive(writer, record.kit_id, record.record_id);
      await markRecord(writer, record, 'void');
      await deleteSetAside(writer, recordItemId(record));
    });
  return aside.length;
}

/** False: they were made before, and this came late: it is in its days, and in no figure of the week. */
async function tellWeek(
  store: Store,
  { keyId, week }: OpenWeekKey,
  open: readonly CountFragmentsTable[],
  random: RandomBits,
): Promise<boolean> {
  if (await hasWeekFigures(store.read, keyId, week)) return false;
  const days = open
    .filter(({ period }) => isDate(period))
    .map((row) => ({ siteId: row.site_id, day: row.period, bitmap: readBitmap(row) }));
  if (days.length === 0) return false;
  const figures = await makeWeekFigures(days, week, random, () => turn());
  await store.transaction((writer) => saveFigures(writer, keyId, week, open, figures));
  return true;
}

async function saveFigures(
  writer: Writer,
  keyId: string,
  week: string,
  open: readonly CountFragmentsTable[],
  figures: WeekFigures,
): Promise<void> {
  for (const { siteId, spanDays, value, low, high } of figures.sites) {
    const own = open.filter(({ site_id }) => site_id === siteId);
    await insertWeekSite(writer, {
      week,
      key_id: keyId,
      site_id: siteId,
      value,
      low,
      high,
      span_days: spanDays,
      randomised: own.reduce((sum, { randomised }) => sum + randomised, 0),
      fixed: own.reduce((sum, { fixed }) => sum + fixed, 0),
    });
  }
  for (const { siteId, day, ...figure } of figures.newDevices)
    await markNewDevices(writer, { siteId, period: day, profile: 'linked' }, figure);
  await insertFlows(
    writer,
    figures.flows.map(({ from, to, order, value, low, high, deviation }) => ({
      week,
      key_id: keyId,
      from_site: from,
      to_site: to,
      flow_order: order,
      value,
      low,
      high,
      deviation,
    })),
  );
}

/** @returns how many bitmaps went. */
async function closeGroup(writer: Writer, group: CountGroup): Promise<number> {
  const fragments = await listFragments(writer, group);
  const closed = (await listParts(writer, group)).map((row) => ({
    keyId: row.key_id,
    digest: `${row.key_id}/${row.part}`,
  }));
  const live = joinByKey(fragments);
  const noise = await findNoise(writer, group, digestOf([...closed, ...live]));
  const first = closed.filter(({ keyId }) => keyId === group.keyId).length;
  const ending = live.filter(({ keyId }) => keyId === group.keyId);
  const ended: Pick<Joined, 'keyId' | 'digest'>[] = [];
  for (const [index, { estimate }] of ending.entries()) {
    await insertPart(writer, group, first + index, estimate);
    ended.push({ keyId: group.keyId, digest: `${group.keyId}/${first + index}` });
  }
  await deleteNoise(writer, group);
  const remaining = live.filter(({ keyId }) => keyId !== group.keyId);
  if (noise !== undefined)
    await insertNoise(writer, group, digestOf([...closed, ...ended, ...remaining]), noise);
  const going = fragments.filter((row) => row.bitmap !== null && row.key_id === group.keyId);
  for (const { kit_id, record_id } of going) {
    await forgetBitmap(writer, kit_id, record_id);
    await blankInArchive(writer, kit_id, record_id);
  }
  return going.length;
}

function groupsOf(open: readonly CountFragmentsTable[]): CountGroup[] {
  const groups = new Map<string, CountGroup>();
  for (const { site_id, period, profile, key_id } of open)
    groups.set(`${site_id} ${period}`, { siteId: site_id, period, profile, keyId: key_id });
  return [...groups.values()];
}
