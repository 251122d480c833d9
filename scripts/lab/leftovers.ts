/**
 * What is known of a lab outside this process: its name, who owns it, whether it is to stay. So a lab whose owner was killed
 * is cleared away by the next one, and a lab left standing is found by its name. The state is written before anything else exists.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namespacesOf, removeNamespaces } from './namespaces.ts';
import { isLabName, labsFolder, planLab } from './plan.ts';

interface Ownership {
  readonly pid: number;
  /** A process id is used again; its start in clock ticks since boot is not. */
  readonly startedAt: string;
  /** Left standing for a person: nobody's leftover. */
  readonly isStanding: boolean;
}

const stateFile = (name: string) => join(planLab(name).folder, 'owner.json');

export function claimLab(name: string, isStanding: boolean): void {
  mkdirSync(planLab(name).folder, { recursive: true });
  const owner: Ownership = { pid: process.pid, startedAt: startOf(process.pid) ?? '', isStanding };
  writeFileSync(stateFile(name), JSON.stringify(owner));
}

export const labNames = (): string[] => {
  try {
    return readdirSync(labsFolder).filter(isLabName);
  } catch {
    return [];
  }
};

export async function removeLab(name: string): Promise<void> {
  const namespaces = namespacesOf(name);
  await removeNamespaces(namespaces);
  for (const namespace of namespaces) rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true });
  rmSync(planLab(name).folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Clears away labs whose owner is gone. */
export async function sweepLeftovers(): Promise<void> {
  for (const name of labNames()) if (isLeftOver(name)) await removeLab(name);
}

function isLeftOver(name: string): boolean {
  let owner: Ownership;
  try {
    owner = JSON.parse(readFileSync(stateFile(name), 'utf8')) as Ownership;
  } catch {
    // Being made or being removed at this moment.
    return false;
  }
  return !owner.isStanding && startOf(owner.pid) !== owner.startedAt;
}

/** undefined: no such process. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the second field is the name in brackets and may hold anything; the start is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
