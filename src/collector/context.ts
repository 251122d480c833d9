/** What the collector is made of, built once from its configuration; the app and the commands take from it what they need. */
import type { Clock } from '../platform/clock.ts';
import { defaultContentFolder, loadForms, loadLists } from '../platform/content.ts';
import type { Log } from '../platform/log.ts';
import type { Lists } from '../protocol/form.ts';
import type { CollectorConfig } from './config.ts';
import { createFormLibrary } from './ingest/form-library.ts';
import type { IngestTools } from './ingest/ingest-bundle.ts';
import { type CollectorKeys, loadCollectorKeys } from './keys.ts';
import { insertForm } from './store/forms-table.ts';
import { openStore, type Store } from './store/open-store.ts';
import { findSite } from './store/sites-table.ts';

export interface CollectorContext {
  readonly config: CollectorConfig;
  readonly store: Store;
  readonly keys: CollectorKeys;
  readonly ingest: IngestTools;
  readonly listsOf: (country: string) => Lists;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens the database, registers the forms of the content folder. Throws `bad_config` or a storage problem. */
export async function openContext(
  config: CollectorConfig,
  clock: Clock,
  log: Log,
): Promise<CollectorContext> {
  const keys = await loadCollectorKeys(config.data_dir);
  const store = openStore(config.data_dir);
  try {
    const forms = loadForms(config.content_dir ?? defaultContentFolder());
    await store.transaction(async (writer) => {
      for (const form of forms) await insertForm(writer, form, clock.now());
    });
    const listsOf = listReader(config.content_dir ?? defaultContentFolder());
    const ingest: IngestTools = {
      store,
      key: keys.operations,
      forms: createFormLibrary(store),
      findSite: (siteId) => findSite(store.read, siteId),
      listsOf,
    };
    return { config, store, keys, ingest, listsOf, clock, log };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Each country's lists are read once. */
export function listReader(folder: string): (country: string) => Lists {
  const known = new Map<string, Lists>();
  return (country) => {
    const lists = known.get(country) ?? loadLists(folder, country);
    known.set(country, lists);
    return lists;
  };
}
