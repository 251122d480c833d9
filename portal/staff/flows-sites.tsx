/** Where: the map of sites with the flows between them, and both as tables. */
import { Figure } from './figure-cells.tsx';
import { FigureTable } from './figure-table.tsx';
import { FlowsMap, type MapFlow } from './flows-map.tsx';
import type { Flow, FlowsSite, ShownFlows, ShownPlace } from './flows-shown.ts';
import { changeIntervalText, changeText, figureText, intervalText } from './flows-words.ts';
import type { MapGround } from './map-outline.ts';
import { number, plural } from './words.ts';

interface PlacesProps {
  readonly places: ReadonlyMap<string, ShownPlace>;
}

/** The largest; all are in the CSV. The map shows no flow that the table does not. */
const shownSites = 100;
const shownFlows = 50;

interface FlowsMapPanelProps extends PlacesProps {
  readonly ground: MapGround | undefined;
  readonly sites: readonly FlowsSite[];
  readonly flows: readonly Flow[];
  readonly selectedSite: string;
}

export function MapPanel({ ground, places, sites, flows, selectedSite }: FlowsMapPanelProps) {
  if (!ground) return null;
  const counted = new Map(sites.map((site) => [site.siteId, site.devices]));
  return (
    <section class="panel figure-panel" aria-labelledby="map">
      <h3 id="map">Map of the sites</h3>
      <p class="soft small">
        Circles grow with the device-days of the week; hollow: no figure. Lines: devices seen at both sites,
        the wider the more.
      </p>
      <FlowsMap
        ground={ground}
        sites={[...places.values()].map((place) => {
          const devices = counted.get(place.id);
          return {
            id: place.id,
            name: place.name,
            at: ground.at(place),
            deviceDays: devices === undefined || devices === 'hidden' ? undefined : devices.value,
            isSelected: place.id === selectedSite,
          };
        })}
        flows={drawn(flows.slice(0, shownFlows))}
      />
      <p class="soft small">
        {ground.land === '' && 'No coast lies within this map. '}
        Outlines: Natural Earth. Boundaries and names on this map do not imply official endorsement or
        acceptance.
      </p>
    </section>
  );
}

/** Between two sites the directions that are known, else one line without any. */
function drawn(flows: readonly Flow[]): MapFlow[] {
  const pairOf = ({ from, to }: Flow) => [from, to].sort().join(' ');
  const directed = new Set(flows.filter(({ order }) => order === 'later-day').map(pairOf));
  return flows
    .filter((flow) => flow.order === 'later-day' || !directed.has(pairOf(flow)))
    .map(({ from, to, devices, order }) => ({
      from,
      to,
      devices: devices.value,
      isDirected: order === 'later-day',
    }));
}

interface SitesTableProps extends Pick<ShownFlows, 'sites'> {
  readonly week: string | undefined;
}

export function SitesTable({ sites, week }: SitesTableProps) {
  const first = sites
    .toSorted((a, b) => sizeOf(b) - sizeOf(a) || a.siteId.localeCompare(b.siteId))
    .slice(0, shownSites);
  const hasWeek = sites.some(({ weekDevices }) => weekDevices !== undefined);
  return (
    <div class="panel">
      <FigureTable
        isCards
        caption="Device-days by site, this week"
        rows={first}
        data={({ siteId }) => ({ 'data-site': siteId })}
        name={{ head: 'Site', cell: (site) => <SiteName site={site} week={week} /> }}
        columns={[
          { head: 'Device-days', cell: ({ devices }) => figureText(devices) },
          { head: '95 % interval', cell: ({ devices }) => intervalText(devices) || '–' },
          hasWeek && { head: 'Different devices', cell: (site) => <WeekDevices site={site} /> },
          { head: 'Against the week before', cell: ({ change }) => <AgainstBefore change={change} /> },
        ]}
      />
      {sites.length > shownSites && (
        <p class="soft small inset">
          {number(sites.length - shownSites)} further sites are not in this table: choose one above.
        </p>
      )}
    </div>
  );
}

const sizeOf = ({ devices }: FlowsSite): number => (devices === 'hidden' ? 0 : devices.value);

interface SiteProps {
  readonly site: FlowsSite;
}

function SiteName({ site, week }: SiteProps & Pick<SitesTableProps, 'week'>) {
  const { siteId, name, days, quality } = site;
  return (
    <>
      <a href={`/flows?${new URLSearchParams({ site: siteId, week: week ?? '' })}`}>{name}</a>
      <span class="under">
        {siteId} · {plural(days, 'day', 'days')} · {quality.profiles.join(', ')}
        {quality.rotatingPercent !== null && ` · ${quality.rotatingPercent} % made-up addresses`}
      </span>
      {site.isUnfitForHighRisk && (
        <span class="state warn">unfit for the profile high-risk: error above 20 %</span>
      )}
    </>
  );
}

function WeekDevices({ site: { weekDevices, quality } }: SiteProps) {
  if (!weekDevices) return '–';
  return (
    <span>
      <Figure figure={weekDevices} />
      {quality.overCountPercent > 0 && <span class="under">up to {quality.overCountPercent} % too many</span>}
    </span>
  );
}

function AgainstBefore({ change }: Pick<FlowsSite, 'change'>) {
  return (
    <span>
      {changeText(change)}
      {change && <span class="under">{changeIntervalText(change)}</span>}
    </span>
  );
}

/** Only where the mission's sites share a key. */
export function FlowsTable({ flows, places }: Pick<ShownFlows, 'flows'> & PlacesProps) {
  return (
    <div class="panel">
      <FigureTable
        isCards
        caption="Devices seen at two sites in the week, with 95 % interval"
        rows={flows.slice(0, shownFlows)}
        data={({ from, to }) => ({ 'data-flow': `${from} ${to}` })}
        name={{ head: 'Sites', cell: (flow) => <FlowName flow={flow} places={places} /> }}
        columns={[
          {
            head: 'Devices',
            cell: ({ devices }) => (
              <span>
                <Figure figure={devices} />
              </span>
            ),
          },
          { head: 'Std. deviation', cell: ({ deviation }) => number(Math.round(deviation * 10) / 10) },
          {
            head: 'Over-count',
            cell: ({ overCountPercent }) => (overCountPercent > 0 ? `up to ${overCountPercent} %` : '–'),
          },
        ]}
      />
      <p class="soft small inset">
        Only flows larger than three standard deviations, noise included: below that, two sites without a
        common visitor look the same.{' '}
        {flows.length > shownFlows && `The largest ${shownFlows} of ${number(flows.length)}. `}
        Who takes another address between the sites is not seen as the same device.
      </p>
    </div>
  );
}

function FlowName({ flow: { from, to, order }, places }: PlacesProps & { readonly flow: Flow }) {
  const name = (id: string) => `${id} ${places.get(id)?.name ?? ''}`;
  return (
    <>
      {name(from)} {order === 'later-day' ? '→' : 'and'} {name(to)}
      <span class="under">
        {order === 'later-day' ? 'at the second on a later day' : 'at both, in either order'}
      </span>
    </>
  );
}
