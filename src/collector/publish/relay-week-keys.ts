/**
 * Week keys on their way from the mission's data-protection officer to the kits. The collector tells the officer which kits there are,
 * and hands each kit its own document. What must stay true: nothing here opens a week's key; what is over does not stay.
 */

import { Problem, type ProblemCode } from '../../protocol/problems.ts';
import { verifierFromPublicKey } from '../../protocol/signing.ts';
import {
  type CountKitsFile,
  fromBase64,
  toBase64,
  type WeekKeysFile,
} from '../../protocol/week-key-files.ts';
import { decodeWeekKeys, withoutOver } from '../../protocol/week-keys.ts';
import { listKits } from '../store/kits-table.ts';
import type { ReadStore, Store } from '../store/open-store.ts';
import { listSites } from '../store/sites-table.ts';
import {
  deleteWeekKeys,
  findWeekKeys,
  insertWeekKeys,
  listWeekKeys,
  markTakenOut,
} from '../store/week-keys-table.ts';

export interface ListedKits {
  readonly file: CountKitsFile;
  /** They have told no key of their own. */
  readonly withoutKey: readonly string[];
}

/** Every kit that may send, with what week keys are sealed to. */
export async function listCountKits({ read }: Pick<ReadStore, 'read'>): Promise<ListedKits> {
  const names = new Map((await listSites(read)).map(({ id, name }) => [id, name]));
  const kits = (await listKits(read)).filter(({ revokedAt }) => revokedAt === null);
  return {
    file: {
      format: 'dtm-wifi-count-kits/1',
      kits: kits.flatMap(({ kitId, siteId, countPublicKey }) =>
        countPublicKey
          ? [
              {
                kit_id: kitId,
                site_id: siteId,
                site_name: names.get(siteId) ?? '',
                public_key: toBase64(countPublicKey),
              },
            ]
          : [],
      ),
    },
    withoutKey: kits.flatMap(({ kitId, countPublicKey }) => (countPublicKey ? [] : [kitId])),
  };
}

/** What became of one kit's document. */
export type Relayed =
  | { readonly kitId: string; readonly kind: 'ready'; readonly weeks: readonly string[] }
  | {
      readonly kitId: string;
      readonly kind: 'refused';
      readonly code: ProblemCode;
      readonly sentence: string;
    };

/**
 * Takes in what "dtm-wifi count week-keys" made; a document that is not one to pass on does not hold up the others. That each carries
 * the signature of the key in its file shows damage on the way; whose key that is, the kits know.
 */
export async function relayWeekKeys(
  store: Store,
  file: WeekKeysFile,
  now: number,
): Promise<readonly Relayed[]> {
  const officer = verifierFromPublicKey(fromBase64(file.officer_public_key));
  const relayed = await store.transaction(async (writer) => {
    const kits = new Map((await listKits(writer)).map((kit) => [kit.kitId, kit]));
    const results: Relayed[] = [];
    for (const { kit_id: kitId, document } of file.documents) {
      try {
        const kit = kits.get(kitId);
        if (!kit) throw new Problem('unknown_kit');
        if (kit.revokedAt !== null) throw new Problem('revoked_kit');
        const keys = decodeWeekKeys(fromBase64(document), officer);
        if (keys.kitId !== kitId) throw new Problem('other_kits');
        const left = withoutOver(fromBase64(document), now);
        if (!left) throw new Problem('week_over');
        const row = { kitId, number: keys.number, document: left, receivedAt: now };
        if (!(await insertWeekKeys(writer, row))) throw new Problem('older_number');
        const weeks = keys.weeks.flatMap(({ name, untilUtcMs }) => (untilUtcMs > now ? [name] : []));
        results.push({ kitId, kind: 'ready', weeks });
      } catch (error) {
        if (!Problem.is(error)) throw error;
        results.push({ kitId, kind: 'refused', code: error.code, sentence: error.sentence });
      }
    }
    return results;
  });
  // Replaced ones are not to stay in the log either.
  if (relayed.some(({ kind }) => kind === 'ready')) await store.forgetDeleted();
  return relayed;
}

/** undefined: there is nothing newer than number `after` for this kit. Without what is over, also before it was erased. */
export async function findNewerWeekKeys(
  { read }: Pick<ReadStore, 'read'>,
  kitId: string,
  after: number,
  now: number,
): Promise<Uint8Array | undefined> {
  const row = await findWeekKeys(read, kitId);
  return row && row.number > after ? withoutOver(row.document, now) : undefined;
}

/** Takes out what is over, and returns how many documents that changed. */
export async function eraseOverWeekKeys(store: Store, now: number): Promise<number> {
  const changed = (await listWeekKeys(store.read)).flatMap(({ kitId, document }) => {
    const left = withoutOver(document, now);
    return left?.length === document.length ? [] : [{ kitId, left }];
  });
  if (changed.length === 0) return 0;
  await store.transaction(async (writer) => {
    for (const { kitId, left } of changed)
      await (left ? markTakenOut(writer, kitId, left) : deleteWeekKeys(writer, kitId));
  });
  await store.forgetDeleted();
  return changed.length;
}
