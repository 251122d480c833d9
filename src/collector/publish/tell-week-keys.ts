/** What the commands about week keys say: who gets what, who does not and why, and what to do next. */
import { fingerprint, fromBase64 } from '../../protocol/week-key-files.ts';
import type { ListedKits, Relayed } from './relay-week-keys.ts';

export function tellCountKits({ file, withoutKey }: ListedKits, out: string): string {
  return [
    `${out}: ${file.kits.length} kits, for the data-protection officer.`,
    ...file.kits.map(
      ({ kit_id, public_key, site_name }) =>
        `  ${kit_id}  ${fingerprint(fromBase64(public_key))}  ${site_name}`,
    ),
    ...withoutKey.map((kitId) => `  ${kitId}  left out: it has told no key`),
    ...(withoutKey.length > 0
      ? [
          'A kit makes its key when it first starts under the profile linked or high-risk, and tells it with its next report on itself.',
        ]
      : []),
    'There is no secret in it. The officer compares each key with what the kit’s own page for the field team shows.',
  ].join('\n');
}

export function tellRelayed(relayed: readonly Relayed[], path: string): string {
  const ready = relayed.filter(({ kind }) => kind === 'ready').length;
  return [
    `${ready} of ${relayed.length} kits can fetch their week keys:`,
    ...relayed.map((one) =>
      one.kind === 'ready'
        ? `  ${one.kitId}  ${one.weeks.join(', ')}`
        : `  ${one.kitId}  not taken: ${one.sentence}`,
    ),
    `Now delete ${path}, here and on whatever brought it.`,
  ].join('\n');
}
