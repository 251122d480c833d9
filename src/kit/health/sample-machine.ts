/**
 * How the machine is: temperature, memory, disk, uptime. What must stay true: a look at the machine never throws and never
 * takes long, whatever a sensor or a worn card does; what could not be read in time is null.
 */
import { statfs } from 'node:fs/promises';
import { uptime } from 'node:os';
import si from 'systeminformation';
import type { Clock } from '../../platform/clock.ts';

export interface MachineSample {
  /** null: the machine has no sensor. */
  readonly temperatureC: number | null;
  readonly memoryUsedMb: number | null;
  readonly memoryTotalMb: number | null;
  /** This program's own. */
  readonly kitMemoryMb: number;
  /** Of the disk that holds the data folder. */
  readonly diskFreeMb: number | null;
  readonly diskUsedPercent: number | null;
  readonly uptimeSeconds: number | null;
}

export interface Machine {
  /** Shared by whoever asks within a few seconds. */
  sample(): Promise<MachineSample>;
}

/** One sensor may take so long; a Pi under load needs a second or two. */
const sensorLimitMs = 10_000;
const keptMs = 5000;
const mb = 1024 * 1024;

export function createMachine(folder: string, clock: Clock): Machine {
  let last: { readonly atMs: number; readonly sample: Promise<MachineSample> } | undefined;
  return {
    sample: () => {
      const atMs = clock.msSinceStart();
      if (!last || atMs - last.atMs > keptMs) last = { atMs, sample: look(folder) };
      return last.sample;
    },
  };
}

async function look(folder: string): Promise<MachineSample> {
  const [temperature, memory, disk, uptimeSeconds] = await Promise.all([
    inTime(() => si.cpuTemperature()),
    inTime(() => si.mem()),
    // fsSize lists every mount; the folder's own file system answers at once.
    inTime(() => statfs(folder)),
    // Not the package's: it loads the time zones beside it, 8 MB of tables.
    inTime(async () => uptime()),
  ]);
  const taken = disk && disk.blocks - disk.bfree;
  return {
    temperatureC: finite(temperature?.main),
    memoryUsedMb: memory ? whole((memory.total - memory.available) / mb) : null,
    memoryTotalMb: memory ? whole(memory.total / mb) : null,
    kitMemoryMb: whole(process.memoryUsage.rss() / mb),
    diskFreeMb: disk ? whole((disk.bavail * disk.bsize) / mb) : null,
    // As df counts: what only root may still use is not free.
    diskUsedPercent:
      disk && taken !== undefined ? whole((100 * taken) / Math.max(taken + disk.bavail, 1)) : null,
    uptimeSeconds: uptimeSeconds === undefined ? null : whole(uptimeSeconds),
  };
}

async function inTime<T>(read: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), sensorLimitMs);
    timer.unref();
  });
  try {
    return await Promise.race([read(), limit]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

const finite = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 10) / 10 : null;
const whole = (value: number): number => Math.max(0, Math.round(value));
