/**
 * The sums of views on their way up. An hour of running is one record; while it runs its sums are sealed into one row every few
 * minutes, which a power cut leaves; when it is over the row enters the outbox. What must stay true: only sealed sums are on the
 * disk, and a record that was queued already is not queued again.
 */
import { newId, type RandomBytes } from '../../protocol/ids.ts';
import { type BootTime, encodeJsonRecord } from '../../protocol/records.ts';
import type { Sealer } from '../intake/sealer.ts';
import type { OpenTally } from '../store/message-tables.ts';
import type { StateStore } from '../store/open-store.ts';
import type { OutboxRecord } from '../store/outbox-table.ts';
import type { SubmissionStore } from '../store/submission-store.ts';
import type { ViewTally } from './view-tally.ts';

export interface ViewReportParts {
  readonly tally: Pick<ViewTally, 'sums' | 'clear'>;
  readonly siteId: string;
  readonly round: number;
  readonly sealer: Sealer;
  readonly openTallies: StateStore['openTallies'];
  readonly submissions: SubmissionStore;
  readonly bootTime: () => BootTime;
  readonly random: RandomBytes;
  readonly onQueued: () => void;
}

export interface ViewReport {
  /** Seals what has changed; ends the hour where it is over. Called every few minutes. */
  save(): Promise<void>;
  /** Ends the hour now: the kit stops in order. */
  finish(): Promise<void>;
}

const hourMs = 3_600_000;

export function createViewReport(parts: ViewReportParts): ViewReport {
  const { tally, sealer, openTallies, bootTime, random } = parts;
  const hourNow = () => Math.floor(bootTime().msSinceBoot / hourMs);
  let hour = hourNow();
  let recordId = newId(16, random);
  let saved = '[]';

  const save = async () => {
    const views = tally.sums();
    const at = { ...bootTime(), msSinceBoot: hour * hourMs };
    const record = { at, siteId: parts.siteId, round: parts.round, views };
    const id = recordId;
    const text = JSON.stringify(views);
    if (text === saved) return;
    saved = text;
    openTallies.mark(await sealer.seal('tally', id, '', encodeJsonRecord(record)));
  };

  const finish = async () => {
    // Up to its first wait `save` has read the sums: what is counted from here on belongs to the next hour.
    const sealing = save();
    tally.clear();
    saved = '[]';
    hour = hourNow();
    recordId = newId(16, random);
    await sealing;
    await queueTallies(parts, openTallies.list());
  };

  return { save: () => (hourNow() > hour ? finish() : save()), finish };
}

/** Rows that stand there, by the last power cut or the hour's end. */
export async function queueTallies(
  { submissions, openTallies, onQueued }: Pick<ViewReportParts, 'submissions' | 'openTallies' | 'onQueued'>,
  tallies: readonly OpenTally[],
): Promise<void> {
  for (const tally of tallies) {
    const record: OutboxRecord = { ...tally, kind: 'tally', formRef: '' };
    await submissions.commits.write(() => {
      if (!submissions.outbox.findByRecord(tally.recordId)) submissions.outbox.insert(record);
    });
    openTallies.delete(tally.recordId);
  }
  if (tallies.length > 0) onQueued();
}
