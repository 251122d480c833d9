/**
 * The gate as the visitor's pages ask it: by the connection that a request came over. A connection is one phone's from its beginning
 * to its end, for whoever else takes the address cannot go on with it; so what the gate said of it is good for the next pages too,
 * and a phone that walks through the form does not have the gate asked for each. What must stay true: a grant that was given
 * shows on the next page, one that has run out is asked about again, and nothing is relied on for longer than `keptMs`.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Gate, GatePhone, Handle } from '../../protocol/gate.ts';

/** What node:net's socket is here. */
export interface PhoneConnection {
  readonly remoteAddress?: string | undefined;
}

export interface PagesGate extends Pick<Gate, 'open'> {
  /** undefined: the gate sees no phone at its end. Rejects as `Gate.whoIs` does. */
  whoIs(connection: PhoneConnection): Promise<GatePhone | undefined>;
}

interface Kept {
  readonly atMs: number;
  readonly phone: GatePhone;
}

/** Long enough for the pages of a phone in a hurry; who reads longer costs a question a page. */
const keptMs = 30_000;

export function createPagesGate(
  gate: Pick<Gate, 'whoIs' | 'open'>,
  clock: Pick<Clock, 'msSinceStart'>,
): PagesGate {
  const byConnection = new WeakMap<PhoneConnection, Kept>();
  /** When the network was opened for a phone, the longest ago first; what was asked until then is not relied on. */
  const openedAtMs = new Map<Handle, number>();

  const noteOpened = (handle: Handle) => {
    const nowMs = clock.msSinceStart();
    openedAtMs.delete(handle);
    openedAtMs.set(handle, nowMs);
    for (const [old, atMs] of openedAtMs) {
      if (nowMs - atMs <= keptMs) break;
      openedAtMs.delete(old);
    }
  };

  return {
    whoIs: async (connection) => {
      const atMs = clock.msSinceStart();
      const kept = byConnection.get(connection);
      if (kept) {
        const { handle } = kept.phone;
        const isOpened = (openedAtMs.get(handle) ?? Number.NEGATIVE_INFINITY) >= kept.atMs;
        const phone = isOpened ? undefined : stillTrue(kept.phone, atMs - kept.atMs);
        if (phone) return phone;
      }
      const phone = await gate.whoIs(connection.remoteAddress ?? '');
      if (phone) byConnection.set(connection, { atMs, phone });
      else byConnection.delete(connection);
      return phone;
    },
    open: (handle, seconds) => gate.open(handle, seconds).finally(() => noteOpened(handle)),
  };
}

/** What was said of a phone so long ago, as it is now; undefined: it may be otherwise. */
function stillTrue(phone: GatePhone, sinceMs: number): GatePhone | undefined {
  const { handle, state } = phone;
  if (sinceMs > keptMs) return undefined;
  if (state.kind !== 'granted') return phone;
  const secondsRemaining = state.secondsRemaining - Math.floor(sinceMs / 1000);
  return secondsRemaining > 1 ? { handle, state: { kind: 'granted', secondsRemaining } } : undefined;
}
