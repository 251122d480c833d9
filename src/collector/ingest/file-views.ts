/** Writes an hour's sums of views into their table, once; and computes their dates again when more is known of the time. */
import { type LocalClock, localClock } from '../../platform/local-clock.ts';
import type { TallyRecord } from '../../protocol/records.ts';
import type { Site } from '../../protocol/site.ts';
import type { Interval } from '../../protocol/time.ts';
import { insertMessageViews, type ViewTimes } from '../store/message-views-table.ts';
import type { Writer } from '../store/open-store.ts';
import type { RecordState } from '../store/tables.ts';
import { localTimes } from './local-times.ts';

export interface ReadViews {
  readonly site: Site;
  readonly record: TallyRecord;
}

/** One record is an hour. */
export const viewResolutionMs = 3_600_000;

export interface ViewsPlace {
  readonly kitId: string;
  readonly recordId: string;
  /** When the hour was, as far as is known. */
  readonly hour: Interval;
  readonly receivedAt: number;
}

export async function fileViews(
  writer: Writer,
  { site, record }: ReadViews,
  { kitId, recordId, hour, receivedAt }: ViewsPlace,
): Promise<RecordState> {
  const times = viewTimes(hour, localClock(site.timezone));
  const isNew = await insertMessageViews(
    writer,
    record.views.map(({ message, language, ...counts }) => {
      const [id = '', version = '1'] = message.split('/');
      return {
        kit_id: kitId,
        record_id: recordId,
        message: id,
        message_version: Number(version),
        language,
        site_id: site.id,
        operation: site.operation,
        round: record.round,
        boot_number: record.at.bootNumber,
        boot_id: record.at.bootId,
        ms_since_boot: Math.floor(record.at.msSinceBoot),
        ...times,
        ...counts,
        received_at: receivedAt,
      };
    }),
  );
  return isNew ? 'unified' : 'duplicate';
}

export function viewTimes(hour: Interval, clock: LocalClock): ViewTimes {
  const { hour: _, ...times } = localTimes(hour, clock);
  return times;
}
