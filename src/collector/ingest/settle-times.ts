/**
 * A new clock reading says more of submissions, views and counts that came before it: those of its own boot, and those of the boots
 * around it that have no reading of their own. Their times are computed again.
 */

import { type RandomBits, randomBits } from '../../counting/random-bits.ts';
import { type LocalClock, localClock } from '../../platform/local-clock.ts';
import { systemRandom } from '../../protocol/ids.ts';
import type { ClockRecord } from '../../protocol/records.ts';
import { resolveTime } from '../../protocol/time.ts';
import { listReadingsAround, nearest } from '../store/clock-readings-table.ts';
import type { Kit } from '../store/kits-table.ts';
import { listVagueViews, markViewTimes } from '../store/message-views-table.ts';
import type { Writer } from '../store/open-store.ts';
import { findSite } from '../store/sites-table.ts';
import { listVague, markTimes } from '../store/submissions-table.ts';
import { settleCounts } from './file-count.ts';
import { submissionResolutionMs, timeBounds } from './file-record.ts';
import { viewResolutionMs, viewTimes } from './file-views.ts';
import { localTimes } from './local-times.ts';

/** A boot's number is far below it. */
const lastBoot = Number.MAX_SAFE_INTEGER;

/** @param noise of days of counts that change by it */
export async function settleTimes(
  writer: Writer,
  kit: Kit,
  reading: ClockRecord,
  noise: RandomBits = randomBits(systemRandom),
): Promise<void> {
  const { bootNumber } = reading.at;
  const boots = {
    from: (await nearest(writer, kit.kitId, bootNumber, '<')) ?? 0,
    to: (await nearest(writer, kit.kitId, bootNumber, '>')) ?? lastBoot,
  };
  // No reading makes an interval narrower than the resolution and its own uncertainty on both sides.
  const widthMs = submissionResolutionMs + 2 * reading.uncertaintyMs;
  const clocks = new Map<string, LocalClock>();
  await settleViews(writer, kit, boots, viewResolutionMs + 2 * reading.uncertaintyMs);
  await settleCounts(writer, kit, {
    boots,
    bounds: (receivedAt) => timeBounds(kit, receivedAt),
    clockOf: (siteId) => clockOf(writer, siteId),
    noise,
  });
  for (const row of await listVague(writer, kit.kitId, boots, widthMs)) {
    const clock = clocks.get(row.site_id) ?? (await clockOf(writer, row.site_id));
    clocks.set(row.site_id, clock);
    const begun = {
      bootNumber: row.boot_number,
      bootId: row.boot_id,
      msSinceBoot: row.minutes_since_boot * submissionResolutionMs,
    };
    const readings = await listReadingsAround(writer, kit.kitId, row.boot_number);
    const interval = resolveTime(begun, readings, timeBounds(kit, row.received_at), submissionResolutionMs);
    await markTimes(writer, kit.kitId, row.submission_id, localTimes(interval, clock));
  }
}

async function settleViews(
  writer: Writer,
  kit: Kit,
  boots: { readonly from: number; readonly to: number },
  widthMs: number,
): Promise<void> {
  for (const row of await listVagueViews(writer, kit.kitId, boots, widthMs)) {
    const hour = { bootNumber: row.boot_number, bootId: row.boot_id, msSinceBoot: row.ms_since_boot };
    const readings = await listReadingsAround(writer, kit.kitId, row.boot_number);
    const interval = resolveTime(hour, readings, timeBounds(kit, row.received_at), viewResolutionMs);
    await markViewTimes(
      writer,
      kit.kitId,
      row.record_id,
      viewTimes(interval, await clockOf(writer, row.site_id)),
    );
  }
}

async function clockOf(writer: Writer, siteId: string): Promise<LocalClock> {
  return localClock((await findSite(writer, siteId))?.timezone ?? 'UTC');
}
