/**
 * What the kit does by itself, as a table: after how long first, how often then. A job that fails is logged and comes again
 * at its next time; it never overlaps itself, and stopping waits for what is under way.
 */
import { failureFields, type Log } from '../platform/log.ts';

export interface Job {
  readonly name: string;
  /** Once, this long after the start. */
  readonly firstAfterMs?: number;
  readonly everyMs: number;
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
    const repeating = setInterval(run, job.everyMs, job);
    return () => {
      clearTimeout(first);
      clearInterval(repeating);
    };
  });

  return {
    stop: async () => {
      isStopped = true;
      for (const stop of stops) stop();
      await Promise.all(underWay.values());
    },
  };
}
