/** Runs one of the machine's own tools to its end and gives all it said. Never through a shell. */
import { spawnSync } from 'node:child_process';

export interface ToolResult {
  readonly status: number | null;
  readonly said: string;
}

/** Under vitest a tool that hangs must not hang the run. */
const limitMs = 20_000;

export function runTool(command: string, args: readonly string[], input = ''): ToolResult {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    input,
    timeout: limitMs,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  if (error) throw error;
  return { status, said: `${stdout}${stderr}` };
}

/** In a network namespace of its own: no interface of this machine is to be seen there. */
export const runAlone = (command: string, args: readonly string[], input = ''): ToolResult =>
  runTool('unshare', ['--net', '--mount', command, ...args], input);
