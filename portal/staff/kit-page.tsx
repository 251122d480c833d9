/** One kit: how it is now, how it was, and what of it was set aside. */
import type { HealthRecord } from '../../src/protocol/records.ts';
import type { Site } from '../../src/protocol/site.ts';
import { FigureTable } from './figure-table.tsx';
import { Notices, noticesOf, type ShownKit, shortId } from './kit-state.tsx';
import { type Frame, Layout } from './layout.tsx';
import { duration, moment, number, plural, size } from './words.ts';

export interface KitPageProps {
  readonly frame: Frame;
  readonly kit: ShownKit;
  readonly site: Site;
  /** The newest first. */
  readonly reports: readonly { readonly receivedAt: number; readonly health: HealthRecord }[];
  readonly setAside: number;
  /** How often its database began anew. */
  readonly incarnations: number;
  readonly now: number;
}

const uplinks: Readonly<Record<HealthRecord['uplink'], string>> = {
  up: 'up',
  down: 'down',
  unknown: 'not known',
};

export function KitPage({ frame, kit, site, reports, setAside, incarnations, now }: KitPageProps) {
  const latest = reports[0]?.health;
  return (
    <Layout title={`Kit ${shortId(kit.kitId)}`} path="/kits" frame={frame}>
      <h1>
        Kit <code>{shortId(kit.kitId)}</code> at {site.name}
      </h1>
      <p>
        <Notices notices={noticesOf(kit, latest, now)} />
      </p>
      <div class="panel">
        <dl class="facts">
          <Fact label="Kit id" value={kit.kitId} />
          <Fact label="Site" value={`${site.id}, ${site.admin2.name}, ${site.admin1.name}`} />
          <Fact label="Enrolled" value={moment(kit.enrolledAt)} />
          <Fact label="Last heard" value={kit.lastSeenAt === null ? 'not yet' : moment(kit.lastSeenAt)} />
          {kit.revokedAt !== null && <Fact label="Revoked" value={moment(kit.revokedAt)} />}
          <Fact
            label="Database"
            value={
              incarnations > 1 ? `began anew ${plural(incarnations - 1, 'time', 'times')}` : 'since the start'
            }
          />
          <div>
            <dt>Set aside</dt>
            <dd>{setAside > 0 ? <a href="/set-aside">{number(setAside)}</a> : '0'}</dd>
          </div>
        </dl>
      </div>
      <h2>Health</h2>
      {latest ? <Health latest={latest} /> : <p class="note">No health report has come yet.</p>}
      {latest && latest.incidents.length > 0 && (
        <>
          <h3>Incidents in the last report</h3>
          <ul>
            {latest.incidents.map(({ code, detail }) => (
              <li key={`${code} ${detail}`}>
                <code>{code}</code> {detail}
              </li>
            ))}
          </ul>
        </>
      )}
      {reports.length > 1 && (
        <>
          <h2>The last {number(reports.length)} reports</h2>
          {/* A wide table scrolls within itself; the keyboard must reach it. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be focusable */}
          <section class="panel" tabIndex={0} aria-label="Health reports">
            <HealthTable reports={reports} />
          </section>
        </>
      )}
    </Layout>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Health({ latest }: { latest: HealthRecord }) {
  const figures: readonly [string, string][] = [
    ['temperature', latest.temperatureC === null ? 'no sensor' : `${Math.round(latest.temperatureC)} °C`],
    ['storage free', `${size(latest.diskFreeMb)} (${percent(latest.diskUsedPercent)} used)`],
    ['memory used', `${size(latest.memoryUsedMb)} of ${size(latest.memoryTotalMb)}`],
    ['of it, the kit’s program', size(latest.kitMemoryMb)],
    ['waiting to be sent', number(latest.outboxDepth)],
    ['uplink', uplinks[latest.uplink]],
    ['running for', duration(latest.uptimeSeconds)],
    ['version', latest.version],
  ];
  return (
    <dl class="figures">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class="text">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const percent = (value: number | null): string => (value === null ? '–' : `${Math.round(value)} %`);

function HealthTable({ reports }: Pick<KitPageProps, 'reports'>) {
  return (
    <FigureTable
      rows={reports}
      name={{ head: 'Received', isNowrap: true, cell: ({ receivedAt }) => moment(receivedAt) }}
      columns={[
        {
          head: 'Temperature',
          cell: ({ health }) =>
            health.temperatureC === null ? '–' : `${Math.round(health.temperatureC)} °C`,
        },
        { head: 'Storage used', cell: ({ health }) => percent(health.diskUsedPercent) },
        { head: 'Memory', cell: ({ health }) => size(health.memoryUsedMb) },
        { head: 'Waiting', cell: ({ health }) => number(health.outboxDepth) },
        { head: 'Uplink', isText: true, cell: ({ health }) => uplinks[health.uplink] },
        { head: 'Running for', isText: true, cell: ({ health }) => duration(health.uptimeSeconds) },
      ]}
    />
  );
}
