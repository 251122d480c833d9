/**
 * Who was given which address: dnsmasq's lease file, on tmpfs. Pure reading. A row that is new, or whose end has moved, says that
 * somebody spoke for the phone a moment ago; a row alone says nothing of that, for it outlives the phone and may be invented. But
 * while it stands the address is that MAC's and no other's.
 */
import { isIPv4 } from 'node:net';
import { asMac, type Mac, type Neighbour } from './neighbours.ts';

export interface Lease extends Neighbour {
  /** Seconds since 1970, by a clock that may be wrong. */
  readonly end: string;
}

/** By IP address. */
export type Leases = ReadonlyMap<string, Lease>;

/** `end | MAC | IP | name | client id` a row; the name and the client id are not read. */
export function readLeases(text: string): Leases {
  return new Map(
    text.split('\n').flatMap((row) => {
      const [end = '', address, ip = ''] = row.split(' ');
      const mac = asMac(address);
      return mac !== undefined && isIPv4(ip) && /^\d+$/.test(end) ? [[ip, { ip, mac, end }] as const] : [];
    }),
  );
}

/** Phones that got or renewed an address between two readings. */
export const renewedLeases = (before: Leases, now: Leases): Mac[] =>
  [...now.values()].filter(({ ip, mac, end }) => !isSame(before.get(ip), { mac, end })).map(({ mac }) => mac);

const isSame = (lease: Lease | undefined, { mac, end }: Omit<Lease, 'ip'>): boolean =>
  lease?.mac === mac && lease.end === end;

export interface OwnerChanges {
  /** Of these addresses nobody, or somebody else, is the owner now. */
  readonly lost: readonly Neighbour[];
  readonly gained: readonly Neighbour[];
}

export function changedOwners(before: Leases, now: Leases): OwnerChanges {
  const notIn = (leases: Leases) => (lease: Lease) => leases.get(lease.ip)?.mac !== lease.mac;
  return {
    lost: [...before.values()].filter(notIn(now)),
    gained: [...now.values()].filter(notIn(before)),
  };
}
