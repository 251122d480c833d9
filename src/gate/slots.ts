/**
 * An address becomes two numbers, and is forgotten: a slot of the day's bitmap under the kit's key, and a seat under a key of this
 * start of the gate. The real gate and the fake one count with it.
 *
 *   slot = first 4 bytes, big-endian, of HMAC-SHA256(key, "dtm/lc/1" ‖ 6 bytes of address)  mod m
 *   seat = the same under the seat key  mod 65,536
 *
 * What must stay true: the seat key is never told, so that nothing but chance ties a seat to a slot; a key that is replaced
 * is filled with zeros; no key, no slot and no address is ever logged.
 */
import type { Counted, CountedEvent, CountKey } from '../protocol/gate.ts';
import type { RandomBytes } from '../protocol/ids.ts';
import { createErasableHmac, type ErasableHmac } from './erasable-hmac.ts';

export type CountListener = (event: CountedEvent) => void;

export interface Counter {
  /** From now on under this key, of which a copy is kept; tells `present` of everybody who is there. undefined: nobody is counted. */
  begin(key: CountKey | undefined, listener: CountListener | undefined, present: readonly Uint8Array[]): void;
  /** The address: six bytes. */
  joined(address: Uint8Array): void;
  left(address: Uint8Array): void;
}

const seats = 65_536;
const prefix = Buffer.from('dtm/lc/1', 'ascii');
const addressBytes = 6;
const messageBytes = prefix.length + addressBytes;
const keyBytes = 32;

interface Counting {
  readonly hmac: ErasableHmac;
  readonly size: number;
  readonly listener: CountListener;
}

/** @param random makes the key of the seats. */
export function createCounter(random: RandomBytes): Counter {
  const seatKey = random(keyBytes);
  const seatHmac = createErasableHmac(seatKey, messageBytes);
  seatKey.fill(0);
  // One place for every address in turn: none lies about in memory for longer than it is counted.
  const message = Buffer.concat([prefix, Buffer.alloc(addressBytes)]);
  let counting: Counting | undefined;

  const withMessage = <T>(address: Uint8Array, read: () => T): T => {
    if (address.length !== addressBytes) throw new RangeError('an address has six bytes');
    message.set(address, prefix.length);
    const found = read();
    message.fill(0, prefix.length);
    return found;
  };
  const seatOf = () => seatHmac.firstNumber(message) % seats;
  const countedOf = (address: Uint8Array, { hmac, size }: Counting): Counted =>
    withMessage(address, () => ({
      slot: hmac.firstNumber(message) % size,
      seat: seatOf(),
      isRandomised: isMadeUp(address),
    }));

  return {
    begin: (key, listener, present) => {
      counting?.hmac.erase();
      counting = undefined;
      if (!key || !listener) return;
      const begun: Counting = {
        hmac: createErasableHmac(key.key, messageBytes),
        size: key.size,
        listener,
      };
      counting = begun;
      for (const address of present) listener({ kind: 'present', ...countedOf(address, begun) });
    },
    joined: (address) => {
      if (counting) counting.listener({ kind: 'arrived', ...countedOf(address, counting) });
    },
    left: (address) => {
      if (counting) counting.listener({ kind: 'departed', seat: withMessage(address, seatOf) });
    },
  };
}

/** IEEE 802: bit 1 of the first byte says that no maker gave the address. */
const isMadeUp = (address: Uint8Array): boolean => ((address[0] ?? 0) & 2) !== 0;
