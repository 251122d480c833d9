/**
 * The lines that kit and gate exchange over the gate's unix socket. Pure: text in, values out. ASCII, one line each, ended by
 * "\n", at most 256 bytes with it; words parted by exactly one space.
 *
 *   kit → gate                            gate → kit
 *   <id> who <ip>                         <id> phone <handle> <state>   or   <id> nobody
 *   <id> open <handle> <seconds>          <id> done                     or   <id> gone
 *   <id> close <handle>                   <id> done                     or   <id> gone
 *   <id> list                             <id> phone <handle> <state>   for each, then   <id> end
 *   <id> uplink up|down                   <id> done
 *   <id> watch                            <id> done; from then on   joined <handle>   and   left <handle>
 *   <id> count <key> <size>               <id> present <slot> <seat> <made>   for each who is there, then   <id> end;
 *                                         from then on   arrived <slot> <seat> <made>   and   departed <seat>
 *   <id> count off                        <id> done
 *   what failed, what is no request       <id> error failed,   - error malformed
 *
 *   id: 1 to 9 digits, chosen by the kit      handle: 16 hexadecimal digits      seconds: 1 to 604800
 *   state: captive | granted <seconds> | expired
 *   key: 64 hexadecimal digits      size: 16384 | 4096       slot: 0 to 16383      seat: 0 to 65535
 *   made: randomised | fixed
 *
 * What must stay true: no byte of a line reaches the firewall unless it matched a pattern here; a line that tells of counting
 * has no handle; after `end` every slot is one under the key that was sent last, and before it none is told but in the list.
 */
import { isIPv4 } from 'node:net';
import type { Counted, CountedEvent, CountKey, GatePhone, Handle, PresenceEvent } from './gate.ts';
import { toHex } from './ids.ts';

export const maxLineBytes = 256;
/** A week. */
export const maxGrantSeconds = 604_800;

export type GateRequest =
  | { readonly verb: 'who'; readonly ip: string }
  | { readonly verb: 'open'; readonly handle: Handle; readonly seconds: number }
  | { readonly verb: 'close'; readonly handle: Handle }
  | { readonly verb: 'list' }
  | { readonly verb: 'uplink'; readonly isUp: boolean }
  | { readonly verb: 'watch' }
  /** undefined: nobody is counted any more. */
  | { readonly verb: 'count'; readonly key: CountKey | undefined };

export type GateResponse =
  | { readonly kind: 'phone'; readonly phone: GatePhone }
  | { readonly kind: 'present'; readonly counted: Counted }
  | { readonly kind: 'nobody' | 'done' | 'gone' | 'end' }
  | { readonly kind: 'error'; readonly code: 'failed' | 'malformed' };

/** What is told of counting without being asked for each time. */
export type CountedNews = Exclude<CountedEvent, { readonly kind: 'present' }>;

export interface Numbered<T> {
  readonly id: string;
  readonly body: T;
}

const id = '(?<id>\\d{1,9})';
const handle = '(?<handle>[0-9a-f]{16})';
const seconds = '(?<seconds>[1-9]\\d{0,5})';
const seat = '(?<seat>0|[1-9]\\d{0,4})';
const counted = `(?<slot>0|[1-9]\\d{0,4}) ${seat} (?<made>randomised|fixed)`;
/** Of the larger bitmap. */
const maxSlots = 16_384;
const maxSeats = 65_536;

type Groups = Readonly<Record<string, string>>;
type Rule<T> = readonly [pattern: RegExp, read: (groups: Groups) => T | undefined];

const requestRules: readonly Rule<GateRequest>[] = [
  [line(`${id} who (?<ip>[0-9.]{7,15})`), ({ ip = '' }) => (isIPv4(ip) ? { verb: 'who', ip } : undefined)],
  [
    line(`${id} open ${handle} ${seconds}`),
    (groups) => {
      const asked = secondsOf(groups);
      return asked <= maxGrantSeconds
        ? { verb: 'open', handle: handleOf(groups), seconds: asked }
        : undefined;
    },
  ],
  [line(`${id} close ${handle}`), (groups) => ({ verb: 'close', handle: handleOf(groups) })],
  [line(`${id} list`), () => ({ verb: 'list' })],
  [line(`${id} uplink (?<way>up|down)`), ({ way }) => ({ verb: 'uplink', isUp: way === 'up' })],
  [line(`${id} watch`), () => ({ verb: 'watch' })],
  [
    line(`${id} count (?<key>[0-9a-f]{64}) (?<size>16384|4096)`),
    ({ key = '', size }) => ({ verb: 'count', key: { key: keyOf(key), size: Number(size) } }),
  ],
  [line(`${id} count off`), () => ({ verb: 'count', key: undefined })],
];

const responseRules: readonly Rule<GateResponse>[] = [
  [
    line(`${id} phone ${handle} captive`),
    (groups) => ({ kind: 'phone', phone: { handle: handleOf(groups), state: { kind: 'captive' } } }),
  ],
  [
    line(`${id} phone ${handle} granted ${seconds}`),
    (groups) => ({
      kind: 'phone',
      phone: { handle: handleOf(groups), state: { kind: 'granted', secondsRemaining: secondsOf(groups) } },
    }),
  ],
  [
    line(`${id} phone ${handle} expired`),
    (groups) => ({ kind: 'phone', phone: { handle: handleOf(groups), state: { kind: 'expired' } } }),
  ],
  [
    line(`${id} present ${counted}`),
    (groups) => {
      const present = countedOf(groups);
      return present && { kind: 'present', counted: present };
    },
  ],
  [line(`${id} nobody`), () => ({ kind: 'nobody' })],
  [line(`${id} done`), () => ({ kind: 'done' })],
  [line(`${id} gone`), () => ({ kind: 'gone' })],
  [line(`${id} end`), () => ({ kind: 'end' })],
  [line(`(?<id>\\d{1,9}|-) error failed`), () => ({ kind: 'error', code: 'failed' })],
  [line(`(?<id>\\d{1,9}|-) error malformed`), () => ({ kind: 'error', code: 'malformed' })],
];

const presencePattern = line(`(?<kind>joined|left) ${handle}`);
const arrivedPattern = line(`arrived ${counted}`);
const departedPattern = line(`departed ${seat}`);

/** The line without its "\n". undefined: no request. */
export const parseRequest = (text: string): Numbered<GateRequest> | undefined => read(requestRules, text);

/** The line without its "\n". undefined: no response. The id is "-" where the request had none that could be read. */
export const parseResponse = (text: string): Numbered<GateResponse> | undefined => read(responseRules, text);

export function parsePresence(text: string): PresenceEvent | undefined {
  const groups = presencePattern.exec(text)?.groups;
  if (!groups) return undefined;
  return { kind: groups.kind === 'joined' ? 'joined' : 'left', handle: handleOf(groups) };
}

export function parseCounted(text: string): CountedNews | undefined {
  const arrived = arrivedPattern.exec(text)?.groups;
  if (arrived) {
    const told = countedOf(arrived);
    return told && { kind: 'arrived', ...told };
  }
  const departed = departedPattern.exec(text)?.groups;
  if (!departed) return undefined;
  const seat = seatOf(departed.seat);
  return seat === undefined ? undefined : { kind: 'departed', seat };
}

export function formatRequest(id: string, request: GateRequest): string {
  switch (request.verb) {
    case 'who':
      return `${id} who ${request.ip}\n`;
    case 'open':
      return `${id} open ${request.handle} ${request.seconds}\n`;
    case 'close':
      return `${id} close ${request.handle}\n`;
    case 'uplink':
      return `${id} uplink ${request.isUp ? 'up' : 'down'}\n`;
    case 'count':
      return `${id} count ${request.key ? `${toHex(request.key.key)} ${request.key.size}` : 'off'}\n`;
    case 'list':
    case 'watch':
      return `${id} ${request.verb}\n`;
  }
}

export function formatResponse(id: string, response: GateResponse): string {
  switch (response.kind) {
    case 'phone':
      return `${id} phone ${response.phone.handle} ${formatState(response.phone.state)}\n`;
    case 'present':
      return `${id} present ${formatNumbers(response.counted)}\n`;
    case 'error':
      return `${id} error ${response.code}\n`;
    default:
      return `${id} ${response.kind}\n`;
  }
}

export const formatPresence = ({ kind, handle }: PresenceEvent): string => `${kind} ${handle}\n`;

export const formatCounted = (event: CountedNews): string =>
  event.kind === 'departed' ? `departed ${event.seat}\n` : `arrived ${formatNumbers(event)}\n`;

const formatNumbers = ({ slot, seat, isRandomised }: Counted): string =>
  `${slot} ${seat} ${isRandomised ? 'randomised' : 'fixed'}`;

const formatState = (state: GatePhone['state']): string =>
  state.kind === 'granted' ? `granted ${state.secondsRemaining}` : state.kind;

function read<T>(rules: readonly Rule<T>[], text: string): Numbered<T> | undefined {
  for (const [pattern, take] of rules) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const body = take(groups);
    return body === undefined ? undefined : { id: groups.id ?? '', body };
  }
  return undefined;
}

/** Anchored at both ends; no flag, so that "$" is the very end and a line break never slips in. */
function line(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}
const handleOf = ({ handle = '' }: Groups): Handle => handle;
const secondsOf = ({ seconds = '' }: Groups): number => Number(seconds);
const below = (digits: string | undefined, bound: number): number | undefined =>
  Number(digits) < bound ? Number(digits) : undefined;
const seatOf = (digits: string | undefined) => below(digits, maxSeats);

/** Into bytes of its own: where Buffer takes them out of its pool, the key would stay there when it is filled with zeros here. */
function keyOf(digits: string): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(digits.length / 2);
  bytes.write(digits, 'hex');
  return new Uint8Array(bytes.buffer);
}

function countedOf({ slot: slotDigits, seat: seatDigits, made }: Groups): Counted | undefined {
  const [slot, seat] = [below(slotDigits, maxSlots), seatOf(seatDigits)];
  return slot === undefined || seat === undefined
    ? undefined
    : { slot, seat, isRandomised: made === 'randomised' };
}
