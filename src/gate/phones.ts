/**
 * The phones the gate knows: MAC ↔ handle, who is there, whose grant runs until when. In memory only, bounded, no input or
 * output. What must stay true: a handle is random; it is kept while its phone is there or its grant runs, and then forgotten.
 */
import type { Clock } from '../platform/clock.ts';
import type { GatePhone, GateState, Handle, PresenceEvent } from '../protocol/gate.ts';
import { newId, type RandomBytes } from '../protocol/ids.ts';
import type { Mac } from './neighbours.ts';

export interface Phone {
  readonly mac: Mac;
  readonly handle: Handle;
  isPresent: boolean;
  seenAtMs: number;
  /** Milliseconds since start. undefined: never granted, or closed since. */
  grantedUntilMs: number | undefined;
}

export interface PhonesOptions {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly maxPhones: number;
  /** Not seen for so long: it has left. Phones sleep, and radios lose them for a minute. */
  readonly absentAfterMs: number;
  /** Whose address it is stays in the gate: it is for counting, which forgets it. */
  readonly tell: (event: PresenceEvent, mac: Mac) => void;
  /** Called with every phone that is new, and with every one that is known no more, whose grant ends with that. */
  readonly keep: { met(phone: Phone): void; forgotten(phone: Phone): void };
}

export type Phones = ReturnType<typeof createPhones>;

export function createPhones({ clock, random, maxPhones, absentAfterMs, tell, keep }: PhonesOptions) {
  const byMac = new Map<Mac, Phone>();
  const byHandle = new Map<Handle, Phone>();
  /** First halves of the handles: the firewall knows a phone by this number. */
  const numbers = new Set<string>();

  const hasGrant = ({ grantedUntilMs }: Phone): boolean =>
    grantedUntilMs !== undefined && grantedUntilMs > clock.msSinceStart();

  const stateOf = (phone: Phone): GateState => {
    const { grantedUntilMs } = phone;
    if (grantedUntilMs === undefined) return { kind: 'captive' };
    const leftMs = grantedUntilMs - clock.msSinceStart();
    return leftMs > 0 ? { kind: 'granted', secondsRemaining: Math.ceil(leftMs / 1000) } : { kind: 'expired' };
  };

  const freshHandle = (): Handle => {
    for (;;) {
      const handle = newId(8, random);
      // Zero is the mark of a connection that has none.
      if (!handle.startsWith('00000000') && !numbers.has(handle.slice(0, 8))) return handle;
    }
  };

  const add = (phone: Phone): Phone => {
    byMac.set(phone.mac, phone);
    byHandle.set(phone.handle, phone);
    numbers.add(phone.handle.slice(0, 8));
    return phone;
  };

  const forget = (phone: Phone): void => {
    byMac.delete(phone.mac);
    byHandle.delete(phone.handle);
    numbers.delete(phone.handle.slice(0, 8));
    keep.forgotten(phone);
  };

  /**
   * The longest unseen, of those away without a grant, else of those here without one, else of those away with one: whoever had
   * thousands of phones granted and took them away keeps nobody out. Nobody who is here with a running grant.
   */
  const makeRoom = (): boolean => {
    const rank = (phone: Phone): number => 2 * Number(hasGrant(phone)) + Number(phone.isPresent);
    const spare = [...byMac.values()]
      .filter((phone) => rank(phone) < 3)
      .sort((a, b) => rank(a) - rank(b) || a.seenAtMs - b.seenAtMs)[0];
    if (!spare) return false;
    leave(spare);
    forget(spare);
    return true;
  };

  const leave = (phone: Phone): void => {
    if (!phone.isPresent) return;
    phone.isPresent = false;
    tell({ kind: 'left', handle: phone.handle }, phone.mac);
  };

  return {
    /** A phone was seen just now. undefined: there is no room for one more. */
    see: (mac: Mac): Phone | undefined => {
      const seenAtMs = clock.msSinceStart();
      let phone = byMac.get(mac);
      if (!phone) {
        if (byMac.size >= maxPhones && !makeRoom()) return undefined;
        phone = add({ mac, handle: freshHandle(), isPresent: false, seenAtMs, grantedUntilMs: undefined });
        keep.met(phone);
      }
      phone.seenAtMs = seenAtMs;
      if (!phone.isPresent) {
        phone.isPresent = true;
        tell({ kind: 'joined', handle: phone.handle }, mac);
      }
      return phone;
    },
    /** A phone that an earlier gate knew; nobody is told, for it did not come just now. */
    restore: (mac: Mac, handle: Handle, secondsRemaining: number | undefined): void => {
      const now = clock.msSinceStart();
      add({
        mac,
        handle,
        isPresent: true,
        seenAtMs: now,
        grantedUntilMs: secondsRemaining === undefined ? undefined : now + secondsRemaining * 1000,
      });
    },
    /** Whoever was not seen for long has left, and is forgotten once no grant of it runs. */
    sweep: (): void => {
      const limitMs = clock.msSinceStart() - absentAfterMs;
      for (const phone of [...byMac.values()].filter(({ seenAtMs }) => seenAtMs <= limitMs)) {
        leave(phone);
        if (!hasGrant(phone)) forget(phone);
      }
    },
    find: (handle: Handle): Phone | undefined => byHandle.get(handle),
    describe: (phone: Phone): GatePhone => ({ handle: phone.handle, state: stateOf(phone) }),
    present: (): readonly Phone[] => [...byMac.values()].filter(({ isPresent }) => isPresent),
  };
}
