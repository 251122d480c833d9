/**
 * The gate's interface over the firewall and the phones' memory: the one place where an IP address becomes a handle and a handle
 * becomes a change of the rules. Memory follows the kernel: a grant is noted once the firewall has taken it.
 */
import type { Clock } from '../platform/clock.ts';
import type { Gate, PresenceEvent } from '../protocol/gate.ts';
import { bytesOfMac, type Mac, type Neighbour } from './neighbours.ts';
import type { Firewall } from './nft.ts';
import type { Phones } from './phones.ts';
import type { Counter } from './slots.ts';

export interface RealGateParts {
  readonly clock: Clock;
  readonly firewall: Firewall;
  readonly phones: Phones;
  readonly readNeighbours: () => readonly Neighbour[];
  readonly presence: Listeners;
  readonly counter: Counter;
}

/** The table is read anew when it is older than this, or does not have the address asked for. */
const freshMs = 200;

export function createRealGate(parts: RealGateParts): Gate {
  const { clock, firewall, phones, readNeighbours, presence, counter } = parts;
  const macOf = createNeighbourIndex(clock, readNeighbours);
  return {
    whoIs: async (ip) => {
      const mac = macOf(ip);
      const phone = mac === undefined ? undefined : phones.see(mac);
      return phone && phones.describe(phone);
    },
    open: async (handle, seconds) => {
      const phone = phones.find(handle);
      if (!phone) return false;
      const grantedUntilMs = clock.msSinceStart() + seconds * 1000;
      await firewall.grant(phone.mac, handle, seconds);
      phone.grantedUntilMs = grantedUntilMs;
      return true;
    },
    close: async (handle) => {
      const phone = phones.find(handle);
      if (!phone) return false;
      await firewall.revoke(phone.mac, handle);
      phone.grantedUntilMs = undefined;
      return true;
    },
    list: async () => phones.present().map(phones.describe),
    setUplink: (isUp) => firewall.setUplink(isUp),
    count: async (key, listener) =>
      counter.begin(
        key,
        listener,
        phones.present().map(({ mac }) => bytesOfMac(mac)),
      ),
    onPresence: presence.add,
  };
}

function createNeighbourIndex(clock: Clock, readNeighbours: () => readonly Neighbour[]) {
  let byIp = new Map<string, Mac>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  return (ip: string): Mac | undefined => {
    const now = clock.msSinceStart();
    if (now - readAtMs > freshMs || !byIp.has(ip)) {
      byIp = new Map(readNeighbours().map((neighbour) => [neighbour.ip, neighbour.mac]));
      readAtMs = now;
    }
    return byIp.get(ip);
  };
}

/** Where the phones' memory tells who comes and goes: the kit hears handles, the counter alone addresses. */
export function tellOf(presence: Listeners, counter: Counter): (event: PresenceEvent, mac: Mac) => void {
  return (event, mac) => {
    presence.tell(event);
    counter[event.kind](bytesOfMac(mac));
  };
}

export interface Listeners {
  readonly tell: (event: PresenceEvent) => void;
  readonly add: (listener: (event: PresenceEvent) => void) => () => void;
}

export function createListeners(): Listeners {
  const listeners = new Set<(event: PresenceEvent) => void>();
  return {
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
    add: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
