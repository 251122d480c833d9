/**
 * Looks around once a second: who is on the visitors' network now. Each sighting goes to the phones' memory, which alone decides
 * who has come and who has left. Where phones come by the kit's own radio only, hostapd says whom it holds; otherwise the neighbour
 * table does as well, whose entries are asked after every half minute, because the kernel keeps a silent phone's entry for hours.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Leases, readLeases, renewedLeases } from './leases.ts';
import { type Neighbour, readArpTable } from './neighbours.ts';
import type { Phones } from './phones.ts';
import type { Stations } from './stations.ts';

export interface Surroundings {
  neighbours(): readonly Neighbour[];
  leases(): Leases;
  /** Has the kernel ask these neighbours whether they are there; whoever does not answer leaves its table. */
  ask(neighbours: readonly Neighbour[]): void;
  readonly stations: Stations | undefined;
  /** No phone comes but by that radio: no second access point hangs on a bridge with it. */
  readonly seesAllStations: boolean;
}

const lookEveryMs = 1000;
const askEveryLooks = 30;

export function watchPresence(
  phones: Pick<Phones, 'see' | 'sweep'>,
  around: Surroundings,
  /** Told what the leases are, with every look. */
  follow: (leases: Leases) => void,
): { close(): void } {
  // Leases that were there before: their phones may be gone.
  let leases = around.leases();
  let looks = 0;
  const look = () => {
    const neighbours = around.neighbours();
    const held = around.stations?.held();
    const onWires = around.seesAllStations && held !== undefined ? [] : neighbours.map(({ mac }) => mac);
    for (const mac of new Set([...(held ?? []), ...onWires])) phones.see(mac);
    const leasesNow = around.leases();
    // Only with a neighbour to it: anybody can have an address written down for a phone that does not exist.
    const macs = new Set(neighbours.map(({ mac }) => mac));
    for (const mac of renewedLeases(leases, leasesNow)) if (macs.has(mac)) phones.see(mac);
    leases = leasesNow;
    follow(leases);
    phones.sweep();
    looks += 1;
    if (looks % askEveryLooks === 0) around.ask(neighbours);
  };
  look();
  const timer = setInterval(look, lookEveryMs);
  return { close: () => clearInterval(timer) };
}

export interface SurroundingsOptions {
  readonly lanInterface: string;
  readonly leaseFile: string;
  readonly stations: Stations | undefined;
  readonly seesAllStations: boolean;
}

/** The real ones: /proc, the lease file, `ip`. */
export function lookAround({
  lanInterface,
  leaseFile,
  stations,
  seesAllStations,
}: SurroundingsOptions): Surroundings {
  return {
    stations,
    seesAllStations,
    neighbours: () => readArpTable(readFileSync('/proc/net/arp', 'utf8'), lanInterface),
    leases: () => readLeases(readIfThere(leaseFile)),
    ask: (neighbours) => {
      if (neighbours.length === 0) return;
      const ip = spawn('ip', ['-4', '-force', '-batch', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
      ip.on('error', () => {});
      ip.stdin.on('error', () => {});
      // No hardware address is given: an entry that is somebody else's by now stays theirs.
      ip.stdin.end(neighbours.map(({ ip }) => `neigh change ${ip} dev ${lanInterface} nud probe\n`).join(''));
    },
  };
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // No DHCP server yet, or another machine's.
    return '';
  }
}
