/**
 * Room in the kernel's neighbour table. It is one for the whole machine, and its standard, 1,024 entries, is less than one lab of a
 * thousand phones wants, let alone two beside each other. A kit gives its machine room (deploy/kit/kernel.ts); a machine that carries
 * labs gets as much, and keeps it: taking it back would pull it from under another lab.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const folder = '/proc/sys/net/ipv4/neigh/default';
/** Largest first: the kernel takes no lower limit that is above a higher one. */
const wanted = [
  ['gc_thresh3', 16_384],
  ['gc_thresh2', 8192],
  ['gc_thresh1', 4096],
] as const;

export function makeNeighbourRoom(): void {
  for (const [name, entries] of wanted) {
    const file = `${folder}/${name}`;
    try {
      if (Number(readFileSync(file, 'utf8')) < entries) writeFileSync(file, `${entries}\n`);
    } catch {
      // Not this machine's to give: the standard must do.
    }
  }
}
