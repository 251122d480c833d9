/**
 * Network namespaces: made, wired and removed with `ip`, many in one batch, and entered for the length of one call. A socket
 * belongs for good to the namespace that its maker was in, so that one process can be two hundred phones.
 */
import { execFile } from 'node:child_process';
import { closeSync, openSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import koffi from 'koffi';

const execute = promisify(execFile);
const folder = '/run/netns';

/** linux/sched.h */
const CLONE_NEWNET = 0x4000_0000;

export async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(command, args, { maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

/** Runs `ip` once for all lines, in the namespace where one is given. */
export async function ipBatch(namespace: string | undefined, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const where = namespace === undefined ? [] : ['-n', namespace];
  const running = execute('ip', [...where, '-batch', '-']);
  running.child.stdin?.end(`${lines.join('\n')}\n`);
  await running;
}

export const namespacesOf = (lab: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => name.startsWith(`${lab}-`));
  } catch {
    return [];
  }
};

/** Ends every process in these namespaces, by id, and removes them. */
export async function removeNamespaces(names: readonly string[]): Promise<void> {
  await endProcessesIn(names);
  // Each on its own: one that is gone already must not keep the others.
  if (names.length > 0)
    await ipBatch(
      undefined,
      names.map((name) => `netns del ${name}`),
    ).catch(async () => {
      for (const name of names) await run('ip', ['netns', 'del', name]).catch(() => undefined);
    });
}

/** A machine with much to do takes its time even over a SIGKILL. */
async function endProcessesIn(names: readonly string[]): Promise<void> {
  const inodes = new Set(
    names.map((name) => `net:[${statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.ino}]`),
  );
  for (let looks = 0; looks < 250; looks += 1) {
    const alive = readdirSync('/proc').filter((entry) => isIn(inodes, entry));
    if (alive.length === 0) return;
    for (const pid of alive) end(Number(pid));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param entry of /proc. */
function isIn(inodes: ReadonlySet<string>, entry: string): boolean {
  if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return false;
  try {
    return inodes.has(readlinkSync(`/proc/${entry}/ns/net`));
  } catch {
    // It ended meanwhile.
    return false;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

/** Calls `make`, which must do its system calls before it returns, with this process in the namespace. */
export function within<T>(namespace: string, make: () => T): T {
  const target = openSync(`${folder}/${namespace}`, 'r');
  try {
    move(target, namespace);
    return make();
  } finally {
    move(home, 'home');
    closeSync(target);
  }
}

const setns = koffi.load('libc.so.6').func('int setns(int fd, int nstype)');
const home = openSync('/proc/self/ns/net', 'r');

function move(fd: number, name: string): void {
  const status: unknown = setns(fd, CLONE_NEWNET);
  if (status !== 0) throw new Error(`the namespace ${name} could not be entered`);
}
