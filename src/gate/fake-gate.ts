/**
 * The gate of a demonstration: no privileges, no network, everything in memory. Every loopback source address (127.0.0.1,
 * 127.0.0.2, …) is a phone of its own, which joins when it is first asked for and leaves only where a simulation says so. The same
 * interface and the same contract tests as the real one; what must stay true is that a handle is random and that no address leaves
 * this file.
 */
import type { Clock } from '../platform/clock.ts';
import type { Gate, GatePhone, GateState, Handle, PresenceEvent } from '../protocol/gate.ts';
import { newId, type RandomBytes, systemRandom } from '../protocol/ids.ts';
import { createCounter } from './slots.ts';

interface Phone {
  readonly address: string;
  readonly handle: Handle;
  isPresent: boolean;
  /** Milliseconds since start; undefined: never granted, or closed since. */
  grantedUntilMs: number | undefined;
}

export interface FakeGateOptions {
  readonly clock: Clock;
  readonly random?: RandomBytes;
}

/** A gate whose phones also come and go as a simulation says. */
export interface FakeGate extends Gate {
  /** The phone of this loopback address comes; nothing happens where it is there. Throws RangeError for any other address. */
  arrive(ip: string): void;
  /** It leaves; while a grant of it runs it is known still, as by the real gate. */
  leave(ip: string): void;
}

export function createFakeGate({ clock, random = systemRandom }: FakeGateOptions): FakeGate {
  const byAddress = new Map<string, Phone>();
  const byHandle = new Map<Handle, Phone>();
  const listeners = new Set<(event: PresenceEvent) => void>();
  const counter = createCounter(random);

  const stateOf = ({ grantedUntilMs }: Phone): GateState => {
    if (grantedUntilMs === undefined) return { kind: 'captive' };
    const leftMs = grantedUntilMs - clock.msSinceStart();
    return leftMs > 0 ? { kind: 'granted', secondsRemaining: Math.ceil(leftMs / 1000) } : { kind: 'expired' };
  };
  const describe = (phone: Phone): GatePhone => ({ handle: phone.handle, state: stateOf(phone) });

  const tell = (kind: PresenceEvent['kind'], { address, handle }: Phone) => {
    for (const listener of listeners) listener({ kind, handle });
    counter[kind](hardwareAddress(address));
  };

  const add = (address: string): Phone => {
    const phone = { address, handle: newId(8, random), isPresent: false, grantedUntilMs: undefined };
    byAddress.set(address, phone);
    byHandle.set(phone.handle, phone);
    return phone;
  };

  const see = (address: string): Phone => {
    const phone = byAddress.get(address) ?? add(address);
    if (!phone.isPresent) {
      phone.isPresent = true;
      tell('joined', phone);
    }
    return phone;
  };

  const leave = (phone: Phone): void => {
    if (phone.isPresent) {
      phone.isPresent = false;
      tell('left', phone);
    }
    if (stateOf(phone).kind === 'granted') return;
    byAddress.delete(phone.address);
    byHandle.delete(phone.handle);
  };

  const present = (): Phone[] => [...byAddress.values()].filter(({ isPresent }) => isPresent);

  const change = (handle: Handle, grantedUntilMs: number | undefined): boolean => {
    const phone = byHandle.get(handle);
    if (phone) phone.grantedUntilMs = grantedUntilMs;
    return phone !== undefined;
  };

  return {
    whoIs: async (ip) => {
      const address = loopbackAddress(ip);
      return address === undefined ? undefined : describe(see(address));
    },
    open: async (handle, seconds) => change(handle, clock.msSinceStart() + seconds * 1000),
    close: async (handle) => change(handle, undefined),
    list: async () => present().map(describe),
    // There is no traffic here to lead anywhere.
    setUplink: async () => {},
    count: async (key, listener) =>
      counter.begin(
        key,
        listener,
        present().map(({ address }) => hardwareAddress(address)),
      ),
    onPresence: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    arrive: (ip) => {
      const address = loopbackAddress(ip);
      if (address === undefined) throw new RangeError('the phones here have loopback addresses');
      see(address);
    },
    leave: (ip) => {
      const phone = byAddress.get(loopbackAddress(ip) ?? '');
      if (phone) leave(phone);
    },
  };
}

/**
 * Six bytes for a loopback address, always the same ones. Like most phones it says of itself that it was made up; every
 * fourth (127.0.0.4, 127.0.0.8, …) says that its maker gave it.
 */
function hardwareAddress(address: string): Uint8Array {
  const octets = address === '::1' ? [0, 0, 0, 1] : address.split('.').map(Number);
  const isMadeUp = (octets.at(-1) ?? 0) % 4 !== 0;
  return Uint8Array.of(isMadeUp ? 2 : 0, 0, ...octets);
}

/** '127.0.0.5' for '127.0.0.5' and for '::ffff:127.0.0.5', how a dual-stack socket writes it; '::1' is a phone as well. */
function loopbackAddress(ip: string): string | undefined {
  if (ip === '::1') return ip;
  const v4 = ip.toLowerCase().startsWith('::ffff:') ? ip.slice('::ffff:'.length) : ip;
  const octets = v4.split('.');
  const isLoopback =
    octets.length === 4 &&
    octets[0] === '127' &&
    octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
  return isLoopback ? v4 : undefined;
}
