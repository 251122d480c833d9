/** What staff see first: every site and kit, when it was heard of, what it sent, how it is. */

import { localClock } from '../../platform/local-clock.ts';
import type { HealthRecord } from '../../protocol/records.ts';
import type { Site } from '../../protocol/site.ts';
import { listHealth } from '../store/health-table.ts';
import { type Kit, listKits } from '../store/kits-table.ts';
import type { Reader } from '../store/open-store.ts';
import { countSetAside, findDroppedCount } from '../store/set-aside-table.ts';
import { listSites } from '../store/sites-table.ts';
import { countByDate, countByKit } from '../store/submission-counts.ts';

export interface KitOverview {
  readonly kit: Kit;
  readonly health: HealthRecord | undefined;
  readonly setAside: number;
}

export interface SiteOverview {
  readonly site: Site;
  /** Begun today, by the site's own date, where the date is known. */
  readonly today: number;
  readonly complete: number;
  readonly abandoned: number;
  readonly kits: readonly KitOverview[];
}

export interface Overview {
  readonly sites: readonly SiteOverview[];
  /** Without what nothing vouches for. */
  readonly setAside: number;
  /** Unauthenticated bundles beyond what is kept. */
  readonly dropped: number;
}

const dayMs = 24 * 60 * 60 * 1000;

export async function findOverview(read: Reader, now: number): Promise<Overview> {
  const [sites, kits, counts, setAside] = await Promise.all([
    listSites(read),
    listKits(read),
    countByKit(read),
    countSetAside(read),
  ]);
  // Wherever the site is, its today is not before UTC's yesterday.
  const dated = await countByDate(read, new Date(now - dayMs).toISOString().slice(0, 10));
  const overviews = await Promise.all(
    kits.map(async (kit) => ({
      kit,
      health: (await listHealth(read, kit.kitId, 1))[0]?.health,
      setAside: setAside.get(kit.kitId) ?? 0,
    })),
  );
  return {
    sites: sites.map((site) => {
      const today = localClock(site.timezone)(now).date;
      const of = (status: string) =>
        sum(counts.filter((row) => row.siteId === site.id && row.status === status));
      return {
        site,
        today: sum(dated.filter((row) => row.siteId === site.id && row.date === today)),
        complete: of('complete'),
        abandoned: of('abandoned'),
        kits: overviews.filter(({ kit }) => kit.siteId === site.id),
      };
    }),
    setAside: [...setAside.values()].reduce((total, count) => total + count, 0),
    dropped: await findDroppedCount(read),
  };
}

const sum = (rows: readonly { readonly count: number }[]): number =>
  rows.reduce((total, { count }) => total + count, 0);
