/**
 * What a phone may do now: the gate's word about the phone and the uplink check's about the internet, put together here
 * once. Probes, unknown hosts, the captive API and the pages all read this one table; what they say can never differ.
 *
 *   unknown ──(gate sees it)──▶ captive ──open──▶ granted ──time──▶ expired ──open──▶ granted
 *                each of them × internet up │ down; a grant runs on while the internet is down
 */
import type { GatePhone, GateState } from '../../protocol/gate.ts';

export type Internet = 'up' | 'down';

export type AccessState = (
  | GateState
  /** No phone of the visitors' network has this address. */
  | { readonly kind: 'unknown' }
) & { readonly internet: Internet };

export const accessOf = (phone: GatePhone | undefined, internet: Internet): AccessState => ({
  ...(phone?.state ?? { kind: 'unknown' }),
  internet,
});

/** Where a request for a host that is not ours belongs. */
export type Road = 'portal' | 'internet';

const roads: Readonly<Record<AccessState['kind'], Readonly<Record<Internet, Road>>>> = {
  unknown: { up: 'portal', down: 'portal' },
  captive: { up: 'portal', down: 'portal' },
  // Pretending to be online when nothing goes through would stop other apps' messages and fool nobody for long.
  granted: { up: 'internet', down: 'portal' },
  expired: { up: 'portal', down: 'portal' },
};

export const roadOf = ({ kind, internet }: AccessState): Road => roads[kind][internet];
