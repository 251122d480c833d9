/** Files that the programs of a lab's kit leave, where they may and where they should not. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../scripts/lab/lab.ts';

export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** What a program has open that is a file on a disk: not its own code, no library. */
export const openFilesOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`)
    .map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
    .filter((path) => path.startsWith('/') && path !== '/')
    .filter((path) => !/^\/(dev|proc|sys)\/|\/program\/|\/node_modules\//.test(path));

/** Files of the two programs' users in the places where programs leave some, besides the kit's data folder and what is on tmpfs. */
export function ownedElsewhere({ kit, plan }: Lab): string[] {
  const users = ['dtm-kit', 'dtm-gate'].flatMap((name) => ['-uid', String(kit.users.get(name)), '-o']);
  const places = ['/tmp', '/var/tmp', '/var/lib', '/var/log', '/var/cache', '/dev/shm', plan.folder];
  // Others of this machine come and go meanwhile, which find complains of.
  const { stdout } = spawnSync('find', [...places, '-xdev', '-type', 'f', '(', ...users.slice(0, -1), ')']);
  return stdout
    .toString()
    .split('\n')
    .filter((path) => path !== '' && !path.startsWith(`${plan.folder}/kit/`))
    .filter((path) => !path.startsWith(`${plan.folder}/run/`));
}
