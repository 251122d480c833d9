/**
 * The best that somebody can do who has a seized kit's files and its keys and asks of an address whether it was there: look for the
 * bitmap. Every place of every file that could hold one is tried, raw and inflated. Such a person has phones of their own, known to have
 * been there or not, and learns from them which place tells; then scores everybody else by the bit that the key names.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { createErasableHmac } from '../../src/gate/erasable-hmac.ts';
import { openDatabase } from '../../src/platform/sqlite.ts';

/** A bitmap that may be one, or may begin somewhere in this. */
export type Place = Uint8Array;

export interface Sample {
  readonly members: readonly number[];
  readonly others: readonly number[];
}

const prefix = Buffer.from('dtm/lc/1', 'ascii');

/** Written here once more, from the specification: an attacker has it, too. */
export function slotOf(key: Uint8Array, size: number): (address: Uint8Array) => number {
  const hmac = createErasableHmac(key, prefix.length + 6);
  return (address) => hmac.firstNumber(Buffer.concat([prefix, address])) % size;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Whole files, what base64 in them stands for, and whatever of a file, a base64 text or a cell can be inflated to a bitmap. */
export function placesIn(folder: string, bitmapBytes: number): Place[] {
  const files = filesIn(folder).map((path) => readFileSync(path));
  const texts = files.flatMap(base64In);
  const cells = filesIn(folder)
    .filter((path) => path.endsWith('.db'))
    .flatMap(cellsOf);
  const sources = [...files, ...texts, ...cells];
  return [...sources, ...sources.flatMap((bytes) => inflatedIn(bytes, bitmapBytes))].filter(
    ({ length }) => length >= bitmapBytes,
  );
}

const base64In = (bytes: Buffer): Buffer[] =>
  [...bytes.toString('latin1').matchAll(/[A-Za-z0-9+/_-]{64,}/g)].flatMap(([text]) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(text.slice(skip), 'base64')),
  );

/** As SQLite reads them, across the pages that a long one is spread over. */
function cellsOf(path: string): Buffer[] {
  const database = openDatabase(path, { check: false });
  try {
    const tables = database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all();
    return tables
      .flatMap(({ name }) => database.prepare<[], object>(`SELECT * FROM "${name}"`).all())
      .flatMap((row) => Object.values(row))
      .flatMap((cell) =>
        Buffer.isBuffer(cell) ? [cell] : typeof cell === 'string' ? [Buffer.from(cell)] : [],
      );
  } finally {
    database.close();
  }
}

/** RFC 1951, 3.2.3: a last block, with fixed or dynamic codes. Anything else here is no deflated bitmap. */
const mayBegin = (byte: number): boolean => (byte & 1) === 1 && [1, 2].includes((byte >> 1) & 3);

function inflatedIn(bytes: Buffer, bitmapBytes: number): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length - 8; at++) {
    if (!mayBegin(bytes[at] ?? 0)) continue;
    try {
      const inflated = inflateRawSync(bytes.subarray(at, at + 2 * bitmapBytes), {
        maxOutputLength: 2 * bitmapBytes,
      });
      if (inflated.length >= bitmapBytes) found.push(inflated);
    } catch {
      // Not the beginning of one.
    }
  }
  return found;
}

interface Tell {
  readonly place: Place;
  readonly offset: number;
  /** By how much more of the known members than of the others have the bit; below 0: fewer. */
  readonly excess: number;
}

const bit = (place: Place, offset: number, slot: number): number =>
  ((place[offset + (slot >> 3)] ?? 0) >> (slot & 7)) & 1;

const share = (slots: readonly number[], place: Place, offset: number): number => {
  let ones = 0;
  for (const slot of slots) ones += bit(place, offset, slot);
  return ones / slots.length;
};
const excessOf = ({ members, others }: Sample, place: Place, offset: number): number =>
  share(members, place, offset) - share(others, place, offset);

/** How many of the known phones judge every place; how many places of the best are then judged by all of them. */
const quick = 24;
const kept = 400;

/** The place, if any, that tells the known phones apart best. @param known slots of the attacker's own phones. */
export function bestPlace(places: readonly Place[], size: number, known: Sample): Tell | undefined {
  const few: Sample = { members: known.members.slice(0, quick), others: known.others.slice(0, quick) };
  let best: Tell[] = [];
  let least = 0;
  for (const place of places)
    for (let offset = 0; offset + size / 8 <= place.length; offset++) {
      const excess = excessOf(few, place, offset);
      if (Math.abs(excess) <= least) continue;
      best.push({ place, offset, excess });
      if (best.length < 2 * kept) continue;
      best = best.sort((a, b) => Math.abs(b.excess) - Math.abs(a.excess)).slice(0, kept);
      least = Math.abs(best.at(-1)?.excess ?? 0);
    }
  return best
    .map(({ place, offset }) => ({ place, offset, excess: excessOf(known, place, offset) }))
    .sort((a, b) => Math.abs(b.excess) - Math.abs(a.excess))[0];
}

/** Probability that a member scores above somebody else, ties by a coin: the area under the curve, for a score of one bit. */
export function areaUnderCurve(tell: Tell | undefined, { members, others }: Sample): number {
  if (!tell) return 0.5;
  return 0.5 + (Math.sign(tell.excess) * excessOf({ members, others }, tell.place, tell.offset)) / 2;
}
