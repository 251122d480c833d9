/**
 * Fragments on the disk and on their way up. While one goes on, its sealed record is one row, overwritten; when it has ended the row enters
 * the outbox, once; so does what the last power cut left. What must stay true: only sealed records are on the disk, of each fragment only
 * the newest (two under one draw of noise would tell what came between them); what a full disk did not take is tried again, for a week
 * of days.
 */
import { storageProblem } from '../../platform/sqlite.ts';
import type { CountRecord } from '../../protocol/counts.ts';
import type { RecordId } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import { encodeJsonRecord } from '../../protocol/records.ts';
import type { Sealer } from '../intake/sealer.ts';
import type { OpenCount } from '../store/count-tables.ts';
import type { StateStore } from '../store/open-store.ts';
import type { SubmissionStore } from '../store/submission-store.ts';

export interface FragmentRowsParts {
  readonly submissions: SubmissionStore;
  readonly openCounts: StateStore['openCounts'];
  readonly sealer: Sealer;
  readonly onQueued: () => void;
}

export interface FragmentRows {
  /** False: the storage did not take it. */
  save(recordId: RecordId, record: CountRecord): Promise<boolean>;
  /** The last record of it: sent by the next `send`. */
  end(recordId: RecordId, record: CountRecord): Promise<void>;
  /** @param goingOn whose row stays: every other is of a fragment that has ended, here or in an earlier start. */
  send(goingOn: RecordId | undefined): Promise<void>;
}

const maxUnsaved = 8;

export function createFragmentRows(
  { submissions, openCounts, sealer, onQueued }: FragmentRowsParts,
  onTrouble: (code: string) => void,
): FragmentRows {
  let unsaved: OpenCount[] = [];
  /** Rows may wait for the outbox: at first those that the last power cut left. */
  let mayWait = true;
  /** Earlier counts may be in the log: at first those of a start that ended before it was emptied. */
  let isLogToEmpty = true;

  const seal = (recordId: RecordId, record: CountRecord) =>
    sealer.seal('count', recordId, '', encodeJsonRecord(record));

  const attempt = async (work: () => unknown): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      const problem = storageProblem(error);
      if (!Problem.is(problem)) throw problem;
      onTrouble(problem.code);
      return false;
    }
  };

  const mark = (row: OpenCount) => {
    isLogToEmpty = true;
    openCounts.mark(row);
  };
  const emptyLog = () => {
    if (isLogToEmpty) isLogToEmpty = openCounts.emptyLog() === 'left';
  };

  const queue = async (goingOn: RecordId | undefined) => {
    const ended = openCounts.list().filter(({ recordId }) => recordId !== goingOn);
    for (const count of ended) {
      await submissions.commits.write(() => {
        if (!submissions.outbox.findByRecord(count.recordId))
          submissions.outbox.insert({ ...count, kind: 'count', formRef: '' });
      });
      isLogToEmpty = true;
      openCounts.delete(count.recordId);
    }
    if (ended.length > 0) onQueued();
  };

  return {
    save: async (recordId, record) => {
      const row = await seal(recordId, record);
      const isTaken = await attempt(() => mark(row));
      emptyLog();
      return isTaken;
    },
    end: async (recordId, record) => {
      unsaved = [...unsaved, await seal(recordId, record)].slice(-maxUnsaved);
      mayWait = true;
    },
    send: async (goingOn) => {
      for (const row of unsaved) {
        if (!(await attempt(() => mark(row)))) return;
        unsaved = unsaved.filter((other) => other !== row);
      }
      if (mayWait) mayWait = !(await attempt(() => queue(goingOn)));
      emptyLog();
    },
  };
}
