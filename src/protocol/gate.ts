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
  /** Calls back for every phone that comes or goes from now on; returns how to end that. */
  onPresence(listener: (event: PresenceEvent) => void): () => void;
}
