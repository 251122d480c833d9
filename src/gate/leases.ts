/**
 * Who was given an address lately: dnsmasq's lease file, on tmpfs. Pure reading. A row that is new, or whose end has moved, says
 * that somebody spoke for the phone a moment ago; a row alone says nothing, for it outlives the phone and may be invented.
 */
import { asMac, type Mac } from './neighbours.ts';

/** `end | MAC | IP | name | client id` a row; the name and the client id are not read. End in seconds since 1970. */
export function readLeases(text: string): ReadonlyMap<Mac, string> {
  return new Map(
    text.split('\n').flatMap((row) => {
      const [end, address] = row.split(' ');
      const mac = asMac(address);
      return mac !== undefined && end !== undefined && /^\d+$/.test(end) ? [[mac, end] as const] : [];
    }),
  );
}

/** Phones that got or renewed an address between two readings. */
export const renewedLeases = (before: ReadonlyMap<Mac, string>, now: ReadonlyMap<Mac, string>): Mac[] =>
  [...now].filter(([mac, end]) => before.get(mac) !== end).map(([mac]) => mac);
