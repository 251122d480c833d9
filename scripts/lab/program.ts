/**
 * A long-running program in a namespace: what it says goes to a file of the lab, and it outlives this process where the lab
 * is left standing. It can be ended at any moment, as a power cut would, and started again.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface LabProgram {
  readonly pid: number;
  /** Everything it has said so far. */
  said(): string;
  hasEnded(): boolean;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

export interface ProgramOptions {
  readonly namespace: string;
  /** The command and its arguments. */
  readonly command: readonly string[];
  readonly logFile: string;
  readonly cwd?: string;
  /** Over this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

export function startInNamespace({ namespace, command, logFile, cwd, env = {} }: ProgramOptions): LabProgram {
  const log = openSync(logFile, 'a');
  const child = spawn('ip', ['netns', 'exec', namespace, ...command], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
    ...(cwd === undefined ? {} : { cwd }),
  });
  closeSync(log);
  child.unref();
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    said: () => readFileSync(logFile, 'utf8'),
    hasEnded: () => hasEnded(child),
    end: async (signal) => {
      if (hasEnded(child)) return;
      child.ref();
      child.kill(signal);
      await ended;
    },
  };
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Looks every 20 ms; throws after `limitMs` with what was awaited. */
export async function until(
  what: string,
  isThere: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isThere())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
