/** The first page: how the whole is, then every site with its kits. */
import type { HealthRecord } from '../../src/protocol/records.ts';
import type { Site } from '../../src/protocol/site.ts';
import { Notices, noticesOf, type ShownKit, shortId } from './kit-state.tsx';
import { type Frame, Layout } from './layout.tsx';
import { ago, number, plural, siteKinds } from './words.ts';

export interface ShownSite {
  readonly site: Site;
  readonly today: number;
  readonly complete: number;
  readonly abandoned: number;
  readonly kits: readonly {
    readonly kit: ShownKit;
    readonly health: HealthRecord | undefined;
    readonly setAside: number;
  }[];
}

export interface OverviewPageProps {
  readonly frame: Frame;
  readonly sites: readonly ShownSite[];
  readonly setAside: number;
  readonly dropped: number;
  readonly now: number;
}

const hourMs = 60 * 60 * 1000;

export function OverviewPage({ frame, sites, setAside, dropped, now }: OverviewPageProps) {
  const kits = sites.flatMap((site) => site.kits);
  const heard = kits.filter(({ kit }) => kit.lastSeenAt !== null && now - kit.lastSeenAt < hourMs);
  const total = (of: (site: ShownSite) => number) => sites.reduce((sum, site) => sum + of(site), 0);
  return (
    <Layout title="Sites and kits" path="/" frame={frame}>
      <h1>Sites and kits</h1>
      <dl class="figures">
        <div>
          <dt>submissions today</dt>
          <dd data-figure="today">{number(total((site) => site.today))}</dd>
        </div>
        <div>
          <dt>submissions in all</dt>
          <dd data-figure="submissions">{number(total((site) => site.complete + site.abandoned))}</dd>
        </div>
        <div>
          <dt>complete</dt>
          <dd data-figure="complete">{number(total((site) => site.complete))}</dd>
        </div>
        <div>
          <dt>kits heard in the last hour</dt>
          <dd>
            {number(heard.length)} of {number(kits.length)}
          </dd>
        </div>
        <div>
          <dt>{setAside > 0 ? <a href="/set-aside">set aside</a> : 'set aside'}</dt>
          <dd data-figure="set-aside">{number(setAside)}</dd>
        </div>
      </dl>
      {dropped > 0 && (
        <p class="note warn">
          {plural(dropped, 'bundle', 'bundles')} that nothing vouched for came after the room for such bundles
          was used up, and {dropped === 1 ? 'was' : 'were'} not kept. Somebody may be sending forged bundles.
        </p>
      )}
      {sites.length === 0 ? (
        <p class="note">
          No site is registered yet. Enrol a kit on the server with <code>dtm-wifi collector enrol</code>.
        </p>
      ) : (
        <div class="panel">
          <SitesTable sites={sites} now={now} />
        </div>
      )}
      <p class="soft small">
        A submission is one visitor’s answered form, complete or partly. Today is the date at the site;
        submissions whose date is not known yet count in all, not today.
      </p>
    </Layout>
  );
}

function SitesTable({ sites, now }: { sites: readonly ShownSite[]; now: number }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Site</th>
          <th scope="col">Kit</th>
          <th scope="col">Last heard</th>
          <th scope="col">State</th>
          <th scope="col" class="number">
            Today
          </th>
          <th scope="col" class="number">
            In all
          </th>
        </tr>
      </thead>
      <tbody>
        {sites.map((shown) => (
          <SiteRow key={shown.site.id} shown={shown} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function SiteRow({ shown, now }: { shown: ShownSite; now: number }) {
  const { site, kits, today, complete, abandoned } = shown;
  const lastSeen = Math.max(0, ...kits.map(({ kit }) => kit.lastSeenAt ?? 0));
  return (
    <tr>
      <th scope="row">
        <a href={`/results?site=${site.id}`}>{site.name}</a>
        <span class="under">
          {site.id} · {siteKinds[site.kind]} · {site.admin1.name}
        </span>
      </th>
      <td class="nowrap" data-label="Kit">
        <span>
          {kits.length === 0 && <span class="soft">none yet</span>}
          {kits.map(({ kit }) => (
            <a key={kit.kitId} href={`/kits/${kit.kitId}`}>
              <code>{shortId(kit.kitId)}</code>{' '}
            </a>
          ))}
        </span>
      </td>
      <td class="nowrap" data-label="Last heard">
        {lastSeen > 0 ? ago(lastSeen, now) : <span class="soft">–</span>}
      </td>
      <td data-label="State">
        <span class="states">
          {kits.length === 0 && <span class="soft">–</span>}
          {kits.map(({ kit, health, setAside }) => (
            <Notices
              key={kit.kitId}
              notices={[
                ...noticesOf(kit, health, now),
                ...(setAside > 0 ? [{ level: 'warn' as const, text: `${number(setAside)} set aside` }] : []),
              ]}
            />
          ))}
        </span>
      </td>
      <td class="number" data-label="Today" data-site-today={site.id}>
        {number(today)}
      </td>
      <td class="number" data-label="In all" data-site-total={site.id}>
        {number(complete + abandoned)}
      </td>
    </tr>
  );
}
