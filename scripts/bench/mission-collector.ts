/** The collector of a mission, for the bench: the real database and the real way in of bundles, under a clock that is moved; no pages. */
import { mkdirSync } from 'node:fs';
import { collectorConfigSchema } from '../../src/collector/config.ts';
import { openContext } from '../../src/collector/context.ts';
import { enrolKit } from '../../src/collector/enrol-kit.ts';
import { closeCounts } from '../../src/collector/ingest/close-counts.ts';
import { ingestBundle } from '../../src/collector/ingest/ingest-bundle.ts';
import { makeCollectorKeys } from '../../src/collector/keys.ts';
import type { Reader } from '../../src/collector/store/open-store.ts';
import { loadDemonstrationSites } from '../../src/platform/content.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Enrolment } from '../../src/protocol/enrolment.ts';
import type { Site } from '../../src/protocol/site.ts';

export interface MissionCollector {
  readonly sites: readonly Site[];
  readonly read: Reader;
  enrol(site: Site): Promise<Enrolment>;
  /** Throws where it is refused or kept apart. */
  receive(bundle: Uint8Array): Promise<void>;
  /** Figures of weeks that are over are made, and their bitmaps deleted. */
  closeWeeks(): Promise<void>;
  close(): Promise<void>;
}

export async function makeMissionCollector(folder: string, now: () => number): Promise<MissionCollector> {
  mkdirSync(folder);
  makeCollectorKeys(folder);
  const config = collectorConfigSchema.parse({ data_dir: folder, log_level: 'silent' });
  const clock = { now, msSinceStart: now };
  const { store, keys, ingest } = await openContext(config, clock, silentLog);
  return {
    sites: loadDemonstrationSites(),
    read: store.read,
    enrol: (site) => enrolKit({ store, keys, site, clock, collectorUrl: 'http://127.0.0.1:9' }),
    receive: async (bundle) => {
      const outcome = await ingestBundle(ingest, bundle, now());
      if (outcome.kind === 'refused') throw outcome.problem;
      if (outcome.kind === 'quarantined') throw new Error(`quarantined: ${outcome.reason}`);
    },
    closeWeeks: async () => void (await closeCounts(store, now())),
    close: () => store.close(),
  };
}
