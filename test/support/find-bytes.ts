/** Looks for bytes in every file of a folder, as they are and in the notations in which programs write them down. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which files hold the bytes raw, in hexadecimal of either case, or in base64 of either alphabet. */
export function filesWith(folder: string, bytes: Uint8Array): string[] {
  const wanted = Buffer.from(bytes);
  const hex = wanted.toString('hex');
  // Base64 depends on where in a longer text the bytes begin: three ways, each without the ends that neighbours change.
  const base64 = [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), wanted]);
    const middle = padded.toString('base64').slice(before === 0 ? 0 : 4, -4);
    return [middle, middle.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const notations = [
    wanted,
    ...[hex, hex.toUpperCase(), ...base64].map((text) => Buffer.from(text, 'latin1')),
  ];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path);
      return notations.some((notation) => content.includes(notation));
    });
}
