/**
 * How often messages are opened, and how far their films are watched, counted without identity: by the phone's handle in
 * memory, each phone once a message and language within six hours of running, and kept as sums only.
 *
 *   opened    the page of the message
 *   started   its film or voice was asked for
 *   quarter, half, three_quarters, finished     so much of the file was sent, and at least so much time passed before the phone
 *             went on to another page
 *
 * A phone reads ahead: whoever starts a short film and then closes the window counts as having finished it. The figures are
 * upper bounds, and are called so wherever they are shown.
 */
import type { Handle } from '../../protocol/gate.ts';
import { maxViewSums, type ViewCounts, type ViewSum } from '../../protocol/records.ts';

export interface WatchedFile {
  readonly message: string;
  /** 'all': it speaks no language, the page's counts. */
  readonly language: string;
  readonly seconds: number;
}

export interface ServedPart {
  readonly name: string;
  /** As the page named it. */
  readonly language: string;
  /** Both included. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

export interface ViewTally {
  opened(handle: Handle, message: string, language: string): void;
  served(handle: Handle, part: ServedPart): void;
  /** The phone went on to a page: what it has not seen by now it sees no more. */
  moved(handle: Handle): void;
  /** The sums since they were last cleared. */
  sums(): ViewSum[];
  clear(): void;
}

export interface ViewTallyParts {
  /** By file name. */
  readonly files: ReadonlyMap<string, WatchedFile>;
  readonly languages: readonly string[];
  readonly msSinceStart: () => number;
}

interface Watch {
  readonly message: string;
  readonly language: string;
  readonly seconds: number;
  readonly name: string;
  readonly beganMs: number;
  readonly bytes: number;
  /** Parts of the file that were sent: sorted, apart. */
  sent: [first: number, last: number][];
}

interface Phone {
  /** What was counted of it: 'message language figure'. */
  readonly counted: Set<string>;
  watch: Watch | undefined;
}

const dayPartMs = 6 * 3_600_000;
/** Beyond so many the one longest unheard of may count twice. */
const maxPhones = 5000;
/** Of one file, parts that lie apart: a player seeks a few times. */
const maxSentParts = 64;

const marks: readonly { readonly figure: keyof ViewCounts; readonly share: number }[] = [
  { figure: 'quarter', share: 0.25 },
  { figure: 'half', share: 0.5 },
  { figure: 'three_quarters', share: 0.75 },
  // The last moments of a file need not be asked for.
  { figure: 'finished', share: 0.97 },
];

export function createViewTally({ files, languages, msSinceStart }: ViewTallyParts): ViewTally {
  const phones = new Map<Handle, Phone>();
  const sums = new Map<string, ViewSum>();
  let dayPart = 0;

  const phoneOf = (handle: Handle): Phone => {
    const nowPart = Math.floor(msSinceStart() / dayPartMs);
    if (nowPart !== dayPart) {
      settleAll();
      phones.clear();
      dayPart = nowPart;
    }
    const phone = phones.get(handle) ?? { counted: new Set(), watch: undefined };
    phones.delete(handle);
    phones.set(handle, phone);
    const [oldest] = phones.keys();
    if (phones.size > maxPhones && oldest !== undefined) phones.delete(oldest);
    return phone;
  };

  const count = (phone: Phone, message: string, language: string, figure: keyof ViewCounts) => {
    const name = `${message} ${language} ${figure}`;
    if (phone.counted.has(name)) return;
    phone.counted.add(name);
    const key = `${message} ${language}`;
    const sum = sums.get(key) ?? { message, language, ...noViews };
    sums.set(key, { ...sum, [figure]: sum[figure] + 1 });
  };

  const settle = (phone: Phone) => {
    const { watch } = phone;
    if (!watch) return;
    const share = Math.min(shareSent(watch), (msSinceStart() - watch.beganMs) / (1000 * watch.seconds));
    for (const mark of marks)
      if (share >= mark.share) count(phone, watch.message, watch.language, mark.figure);
  };
  const settleAll = () => {
    for (const phone of phones.values()) settle(phone);
  };

  return {
    opened: (handle, message, language) => count(phoneOf(handle), message, language, 'opened'),
    served: (handle, { name, language: named, first, last, bytes }) => {
      const file = files.get(name);
      if (!file) return;
      const language = languages.includes(named) ? named : file.language;
      const phone = phoneOf(handle);
      if (phone.watch?.name !== name) {
        settle(phone);
        const { message, seconds } = file;
        phone.watch = { message, language, seconds, name, beganMs: msSinceStart(), bytes, sent: [] };
        count(phone, message, language, 'started');
      }
      phone.watch.sent = joined(phone.watch.sent, [first, last]);
    },
    moved: (handle) => {
      const phone = phones.get(handle);
      if (!phone?.watch) return;
      settle(phone);
      phone.watch = undefined;
    },
    sums: () => {
      settleAll();
      return [...sums.values()].sort((a, b) => b.opened - a.opened).slice(0, maxViewSums);
    },
    clear: () => sums.clear(),
  };
}

const noViews: ViewCounts = {
  opened: 0,
  started: 0,
  quarter: 0,
  half: 0,
  three_quarters: 0,
  finished: 0,
};

const shareSent = ({ sent, bytes }: Watch): number =>
  sent.reduce((sum, [first, last]) => sum + last + 1 - first, 0) / bytes;

function joined(parts: Watch['sent'], added: [number, number]): Watch['sent'] {
  const all = [...parts, added].sort(([a], [b]) => a - b);
  const out: Watch['sent'] = [];
  for (const [first, last] of all) {
    const before = out.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else out.push([first, last]);
  }
  return out.slice(0, maxSentParts);
}
