/** Runs the one command to its end, as it was built, and gives what it printed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../dist/dtm-wifi.mjs');

export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Under vitest a program that hangs must not hang the run. */
const limitMs = 60_000;

export function runProgram(args: readonly string[]): ProgramResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    timeout: limitMs,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}
