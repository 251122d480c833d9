/**
 * The gate as the visitor's pages ask it: an answer to "who is at this address?" is good for one question more, if that comes at
 * once. A phone that sends a form is led to a page and asks for it a moment later; it is the same phone still, and asking again
 * would be a tenth of what the page costs kit and gate. What must stay true: nothing is relied on for longer than the gate itself
 * relies on its table of neighbours, nor beyond a grant.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Gate, GatePhone } from '../../protocol/gate.ts';

interface Kept {
  readonly atMs: number;
  readonly phone: GatePhone;
}

const keptMs = 200;

export type PagesGate = Pick<Gate, 'whoIs' | 'open'>;

export function createTwofoldGate(gate: PagesGate, clock: Pick<Clock, 'msSinceStart'>): PagesGate {
  /** By address, the oldest first. */
  let kept = new Map<string, Kept>();
  return {
    whoIs: async (ip) => {
      const atMs = clock.msSinceStart();
      for (const [address, { atMs: keptAtMs }] of kept) {
        if (atMs - keptAtMs <= keptMs) break;
        kept.delete(address);
      }
      const known = kept.get(ip);
      if (known) {
        kept.delete(ip);
        return known.phone;
      }
      const into = kept;
      const phone = await gate.whoIs(ip);
      if (phone) into.set(ip, { atMs, phone });
      return phone;
    },
    open: (handle, seconds) =>
      gate.open(handle, seconds).finally(() => {
        // Another map: what is being asked just now was asked before.
        kept = new Map();
      }),
  };
}
