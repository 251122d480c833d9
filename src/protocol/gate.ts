/**
 * What the kit may ask of the gate. The gate alone knows addresses; the kit gets an opaque handle that lives
 * in memory and says nothing about the phone. Two implementations stand behind this interface: the real gate over
 * its socket, and the fake one of the demonstration; both pass test/contract/gate.contract.ts.
 */

/** Random, 16 hexadecimal digits, made when a phone is first seen, forgotten when it has left and no grant of it runs. */
export type Handle = string;

/** What the network lets a phone do now. `expired`: it had a grant, and the grant has run out. */
export type GateState =
  | { readonly kind: 'captive' }
  | { readonly kind: 'granted'; readonly secondsRemaining: number }
  | { readonly kind: 'expired' };

export interface GatePhone {
  readonly handle: Handle;
  readonly state: GateState;
}

/** A phone came or went. The handle is all there is to know of it. */
export interface PresenceEvent {
  readonly kind: 'joined' | 'left';
  readonly handle: Handle;
}

/**
 * What the gate tells of a phone for counting. It turns the address into two numbers and forgets which phone they came from. Neither
 * comes with a handle: nothing that is kept of counting names somebody at a page.
 */
export interface Counted {
  /** HMAC-SHA256(key, "dtm/lc/1" ‖ address), first 4 bytes big-endian, mod m: the bit of the bitmap. 0 … m − 1. */
  readonly slot: number;
  /** The same under a random key of this start of the gate, which is never told or kept: for stays. 0 … 65,535. */
  readonly seat: number;
  /** The address says of itself that it was made up (IEEE 802, bit 1 of the first byte). */
  readonly isRandomised: boolean;
}

/** arrived: associated just now. present: was there when counting under this key began. */
export type CountedEvent =
  | ({ readonly kind: 'arrived' | 'present' } & Counted)
  | { readonly kind: 'departed'; readonly seat: number };

export interface CountKey {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** m: 16,384 or 4,096. */
  readonly size: number;
}

export interface Gate {
  /** The phone that now has this IP address; undefined when no phone of the visitors' network has it. */
  whoIs(ip: string): Promise<GatePhone | undefined>;
  /** Opens the network for `seconds`. Opening again sets the remaining time anew. False: the phone is gone. */
  open(handle: Handle, seconds: number): Promise<boolean>;
  /** Closes the network, established connections included. False: the phone is gone. */
  close(handle: Handle): Promise<boolean>;
  /** Every phone present, for counting and for the field team's pages. */
  list(): Promise<readonly GatePhone[]>;
  /**
   * The kit's finding about the internet. While it is down the gate leads every phone's port 80 and names to the kit,
   * granted ones too; their grants run on, and when it is up again they are online without doing anything.
   */
  setUplink(isUp: boolean): Promise<void>;
  /**
   * From now on phones are counted under this key; the one before is overwritten and forgotten. First `departed` for everybody who was
   * told before and is there no more, then `present` once for everybody who is there: somebody with a seat that was told before has
   * stayed. Then `arrived` and `departed` as they come. After a connection to the gate was made anew, under the same key, only what
   * has changed: `departed` for whoever is no more, `present` for whoever is new (behind a gate that was started anew, whose seats are
   * others, everybody). Two phones may share a seat: seats are to be counted. undefined: nobody is counted, and what was told before
   * stands no longer. Rejects with `gate_silent` when the gate is away; it is told when it is back.
   */
  count(key: CountKey | undefined, listener?: (event: CountedEvent) => void): Promise<void>;
  /** Calls back for every phone that comes or goes from now on; returns how to end that. */
  onPresence(listener: (event: PresenceEvent) => void): () => void;
}
