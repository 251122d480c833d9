/**
 * What a phone may do now, told by the gate and decided here once, for the systems' probes, for unknown hosts and for the
 * pages alike: what a probe hears and what a page says can never differ.
 *
 *   unknown ──(gate sees it)──▶ captive ──open──▶ granted ──time──▶ expired ──open──▶ granted
 */
import type { GatePhone } from '../../protocol/gate.ts';

export type AccessState =
  /** No phone of the visitors' network has this address. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'captive' }
  | { readonly kind: 'granted'; readonly secondsRemaining: number }
  | { readonly kind: 'expired' };

export const accessOf = (phone: GatePhone | undefined): AccessState => phone?.state ?? { kind: 'unknown' };

/** Where a request for a host that is not ours belongs. */
export type Road = 'portal' | 'internet';

const roads: Readonly<Record<AccessState['kind'], Road>> = {
  unknown: 'portal',
  captive: 'portal',
  granted: 'internet',
  expired: 'portal',
};

export const roadOf = (state: AccessState): Road => roads[state.kind];
