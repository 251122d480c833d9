/**
 * What the kit does by itself, as a table: after how long first, how often then. A job that fails is logged and comes again
 * at its next time; it never overlaps itself, and stopping waits for what is under way.
 */
import { schedule } from 'node-cron';
import { failureFields, type Log } from '../platform/log.ts';

export interface Job {
  readonly name: string;
  /** Once, this long after the start. */
  readonly firstAfterMs?: number;
  /** Milliseconds, or a schedule in cron's form. */
  readonly every: number | string;
  run(): Promise<unknown>;
}

export interface Jobs {
  stop(): Promise<void>;
}

export function startJobs(table: readonly Job[], log: Log): Jobs {
  const underWay = new Map<string, Promise<unknown>>();
  let isStopped = false;

  const run = (job: Job) => {
    if (isStopped || underWay.has(job.name)) return;
    const done = job
      .run()
      .catch((error: unknown) => {
        log.error({ job: job.name, ...failureFields(error) }, 'a job of the kit failed');
      })
      .finally(() => underWay.delete(job.name));
    underWay.set(job.name, done);
  };

  const stops = table.map((job) => {
    const first = job.firstAfterMs === undefined ? undefined : setTimeout(() => run(job), job.firstAfterMs);
    const stopRepeating = repeat(job.every, () => run(job));
    return async () => {
      clearTimeout(first);
      await stopRepeating();
    };
  });

  return {
    stop: async () => {
      isStopped = true;
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all(underWay.values());
    },
  };
}

function repeat(every: number | string, run: () => void): () => unknown {
  if (typeof every === 'number') {
    const timer = setInterval(run, every);
    return () => clearInterval(timer);
  }
  const task = schedule(every, run, { suppressMissedWarning: true });
  return () => task.destroy();
}
