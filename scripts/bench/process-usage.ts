/**
 * What a process uses, read from Linux's /proc, so that the measured program knows nothing of being measured; and where it
 * may run. Elsewhere than on Linux these benches cannot say anything.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

export interface Memory {
  /** Resident now. */
  readonly residentMb: number;
  /** Of it: its own, not pages of files such as Node's binary, which other processes share. */
  readonly ownMb: number;
  readonly peakMb: number;
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { residentMb: mb('VmRSS'), ownMb: mb('RssAnon'), peakMb: mb('VmHWM') };
}

/** Linux counts CPU time for /proc in hundredths of a second. */
const ticksPerSecond = 100;

/** Seconds of CPU time so far, all threads, in user and kernel. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // proc(5): the name in brackets may hold spaces; utime and stime are the 12th and 13th fields behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Holds all threads of a process on one core; returns whether that was possible. */
export function pinTo(pid: number, core: number): boolean {
  if (core >= availableParallelism()) return false;
  return spawnSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' }).status === 0;
}
