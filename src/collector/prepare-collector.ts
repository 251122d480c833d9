/**
 * A whole collector in one step, for the demonstration and for journeys: keys, sites, one enrolled kit, a staff login and an
 * API token. In the field the same is done step by step, by command.
 */
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import type { Enrolment } from '../protocol/enrolment.ts';
import type { Site } from '../protocol/site.ts';
import { createApiToken, createUser } from './accounts/create-account.ts';
import { collectorConfigSchema } from './config.ts';
import { openContext } from './context.ts';
import { enrolKit, registerSite } from './enrol-kit.ts';
import { makeCollectorKeys } from './keys.ts';

export interface Preparation {
  /** Empty; becomes the collector's data_dir. */
  readonly dataDir: string;
  readonly sites: readonly Site[];
  readonly kitSite: Site;
  readonly collectorUrl: string;
  readonly staff: { readonly email: string; readonly password: string };
}

export async function prepareCollector(
  preparation: Preparation,
): Promise<{ readonly enrolment: Enrolment; readonly apiToken: string }> {
  const { dataDir, sites, kitSite, collectorUrl, staff } = preparation;
  const clock = systemClock();
  makeCollectorKeys(dataDir);
  const { store, keys } = await openContext(
    collectorConfigSchema.parse({ data_dir: dataDir }),
    clock,
    silentLog,
  );
  try {
    for (const site of sites) await registerSite(store, site);
    const enrolment = await enrolKit({ store, keys, site: kitSite, collectorUrl, clock });
    await createUser({ store, clock }, staff);
    const apiToken = await createApiToken({ store, clock }, 'demonstration');
    return { enrolment, apiToken };
  } finally {
    await store.close();
  }
}
