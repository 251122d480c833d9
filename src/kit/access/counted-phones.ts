/**
 * The kit's end of counting over the gate's socket: under which key, and whom the gate has told of. A list that comes over a new
 * connection is compared with what was told before, so that whoever listens hears of each coming and going once. What must stay true:
 * between a request and the end of its list nothing counts but the list, for it may be under an older key; two phones may
 * share a seat, so seats are counted; the bytes of a key that is replaced are filled with zeros.
 */
import type { Counted, CountedEvent, CountKey } from '../../protocol/gate.ts';
import type { CountedNews, GateRequest, Numbered } from '../../protocol/gate-lines.ts';

export type CountListener = (event: CountedEvent) => void;

export interface CountedPhones {
  /** What the gate is to be asked under this id, now and over every new connection. */
  change(id: string, key: CountKey | undefined, listener: CountListener | undefined): void;
  /** The request for a new connection; undefined: nothing was ever asked. */
  askAgain(): Numbered<GateRequest> | undefined;
  /** One row of the list. False: it cannot be true. */
  list(id: string, counted: Counted): boolean;
  /** The list is complete. */
  finish(id: string): void;
  /** The gate has not answered yet: one of an earlier version does not know the request. */
  isWaiting(): boolean;
  /** False: it cannot be true. */
  take(news: CountedNews): boolean;
}

interface Counting {
  readonly key: CountKey;
  readonly listener: CountListener;
  /** Under this key somebody was told of, or nobody was there. */
  hasBegun: boolean;
}

export function createCountedPhones(): CountedPhones {
  let counting: Counting | undefined;
  let askedAs = '';
  /** undefined: no list is awaited. */
  let listed: Counted[] | undefined;
  /** Phones told of and not gone since, by seat. */
  let told = new Map<number, number>();

  return {
    change: (id, key, listener) => {
      counting?.key.key.fill(0);
      counting =
        key && listener
          ? { key: { key: Uint8Array.from(key.key), size: key.size }, listener, hasBegun: false }
          : undefined;
      if (!counting) told = new Map();
      askedAs = id;
      listed = [];
    },

    askAgain: () => {
      listed = [];
      return askedAs === '' ? undefined : { id: askedAs, body: { verb: 'count', key: counting?.key } };
    },

    list: (id, counted) => {
      if (id !== askedAs || !listed || !counting) return true;
      listed.push(counted);
      return counted.slot < counting.key.size;
    },

    finish: (id) => {
      if (id !== askedAs || !listed) return;
      const present = listed;
      listed = undefined;
      if (!counting) return;
      const before = told;
      told = bySeat(present);
      const { listener, hasBegun } = counting;
      counting.hasBegun = true;
      for (const [seat, phones] of before)
        for (let gone = phones - (told.get(seat) ?? 0); gone > 0; gone -= 1)
          listener({ kind: 'departed', seat });
      for (const counted of present) {
        const known = before.get(counted.seat) ?? 0;
        before.set(counted.seat, known - 1);
        if (!hasBegun || known <= 0) listener({ kind: 'present', ...counted });
      }
    },

    isWaiting: () => listed !== undefined,

    take: (news) => {
      if (!counting || listed) return true;
      if (news.kind === 'arrived' && news.slot >= counting.key.size) return false;
      const phones = (told.get(news.seat) ?? 0) + (news.kind === 'arrived' ? 1 : -1);
      // Told of by nobody: an event that a new connection's list has overtaken.
      if (phones < 0) return true;
      if (phones === 0) told.delete(news.seat);
      else told.set(news.seat, phones);
      counting.listener(news);
      return true;
    },
  };
}

function bySeat(present: readonly Counted[]): Map<number, number> {
  const seats = new Map<number, number>();
  for (const { seat } of present) seats.set(seat, (seats.get(seat) ?? 0) + 1);
  return seats;
}
