/**
 * The gate of a demonstration: no privileges, no network, everything in memory. Every loopback source address (127.0.0.1,
 * 127.0.0.2, …) is a phone of its own, which joins when it is first asked for and never leaves. The same interface and the
 * same contract tests as the real one; what must stay true is that a handle is random and that no address leaves this file.
 */
import type { Clock } from '../platform/clock.ts';
import type { Gate, GatePhone, GateState, Handle, PresenceEvent } from '../protocol/gate.ts';
import { newId, type RandomBytes, systemRandom } from '../protocol/ids.ts';

interface Phone {
  readonly handle: Handle;
  /** Milliseconds since start; undefined: never granted, or closed since. */
  grantedUntilMs: number | undefined;
}

export interface FakeGateOptions {
  readonly clock: Clock;
  readonly random?: RandomBytes;
}

export function createFakeGate({ clock, random = systemRandom }: FakeGateOptions): Gate {
  const byAddress = new Map<string, Phone>();
  const byHandle = new Map<Handle, Phone>();
  const listeners = new Set<(event: PresenceEvent) => void>();

  const stateOf = ({ grantedUntilMs }: Phone): GateState => {
    if (grantedUntilMs === undefined) return { kind: 'captive' };
    const leftMs = grantedUntilMs - clock.msSinceStart();
    return leftMs > 0 ? { kind: 'granted', secondsRemaining: Math.ceil(leftMs / 1000) } : { kind: 'expired' };
  };
  const describe = (phone: Phone): GatePhone => ({ handle: phone.handle, state: stateOf(phone) });

  const arrive = (address: string): Phone => {
    const phone: Phone = { handle: newId(8, random), grantedUntilMs: undefined };
    byAddress.set(address, phone);
    byHandle.set(phone.handle, phone);
    for (const listener of listeners) listener({ kind: 'joined', handle: phone.handle });
    return phone;
  };

  const change = (handle: Handle, grantedUntilMs: number | undefined): boolean => {
    const phone = byHandle.get(handle);
    if (phone) phone.grantedUntilMs = grantedUntilMs;
    return phone !== undefined;
  };

  return {
    whoIs: async (ip) => {
      const address = loopbackAddress(ip);
      return address === undefined ? undefined : describe(byAddress.get(address) ?? arrive(address));
    },
    open: async (handle, seconds) => change(handle, clock.msSinceStart() + seconds * 1000),
    close: async (handle) => change(handle, undefined),
    list: async () => [...byHandle.values()].map(describe),
    // There is no traffic here to lead anywhere.
    setUplink: async () => {},
    onPresence: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
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
