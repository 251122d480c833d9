/**
 * The map of sites, drawn on the server: circles as large as the device-days, lines as wide as the devices seen at both sites. No
 * tile and no script. What must stay true: every line on it is in the table beside it as well, in words and numbers.
 */
import { type GridLine, type MapGround, mapSize, type Point } from './map-outline.ts';

export interface MapSite {
  readonly id: string;
  readonly name: string;
  readonly at: Point;
  /** Device-days of the period; undefined: none, or hidden. */
  readonly deviceDays: number | undefined;
  readonly isSelected: boolean;
}

export interface MapFlow {
  readonly from: string;
  readonly to: string;
  readonly devices: number;
  readonly isDirected: boolean;
}

export interface FlowsMapProps {
  readonly ground: MapGround;
  readonly sites: readonly MapSite[];
  readonly flows: readonly MapFlow[];
}

const { width, height } = mapSize;
/** Widest line, in pixels. */
const maxWidth = 9;
const [minRadius, maxRadius] = [4, 13];
/** Of a thousand sites the names alone would be most of the page; they are in the filter. */
const mostTitles = 200;
const flowKey = ({ from, to, isDirected }: MapFlow): string => `${from} ${to} ${isDirected}`;

export function FlowsMap({ ground, sites, flows }: FlowsMapProps) {
  const places = new Map(sites.map((site) => [site.id, site]));
  const most = Math.max(1, ...flows.map(({ devices }) => devices));
  const largest = Math.max(1, ...sites.map(({ deviceDays = 0 }) => deviceDays));
  const radius = ({ deviceDays = 0 }: MapSite) =>
    minRadius + (maxRadius - minRadius) * Math.sqrt(Math.max(0, deviceDays) / largest);
  // The large ones first: small ones stay visible on top of them.
  const drawn = sites.toSorted((a, b) => (b.deviceDays ?? 0) - (a.deviceDays ?? 0));
  return (
    <figure class="map">
      <svg width="100%" height="100%" role="img" aria-label="Map of the sites and the flows between them">
        <Stretched>
          <path class="land" d={ground.land} />
          {ground.grid.map(({ from, to, label, isMeridian }) => (
            <line key={`${label} ${isMeridian}`} class="grid" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
          ))}
          <path class="border" d={ground.borders} />
          {flows.map((flow) => {
            const [from, to] = [places.get(flow.from), places.get(flow.to)];
            if (!from || !to) return null;
            return (
              <path
                key={flowKey(flow)}
                class="flow"
                d={curve(from.at, to.at, flow.isDirected)}
                stroke-width={(1 + ((maxWidth - 1) * flow.devices) / most).toFixed(1)}
              >
                <title>
                  {from.name} {flow.isDirected ? '→' : '–'} {to.name}: about {Math.round(flow.devices)}
                </title>
              </path>
            );
          })}
        </Stretched>
        {ground.grid.filter(hasRoom).map(({ from, to, label, isMeridian }) => (
          <text
            key={`${label} ${isMeridian}`}
            class="degrees"
            {...(isMeridian
              ? { x: across(to.x), y: '100%', dy: -4, 'text-anchor': 'middle' as const }
              : { x: 4, y: down(from.y), dy: -3 })}
          >
            {label}
          </text>
        ))}
        {flows.length > 0 && <Arrows flows={flows} places={places} />}
        {drawn.map((site) => (
          <circle
            key={site.id}
            {...(site.isSelected
              ? { class: 'selected' }
              : site.deviceDays === undefined
                ? { class: 'none' }
                : {})}
            cx={across(site.at.x)}
            cy={down(site.at.y)}
            r={Math.round(radius(site))}
          >
            {sites.length <= mostTitles && (
              <title>
                {site.id} {site.name}
              </title>
            )}
          </circle>
        ))}
        {labelled(drawn).map((site) => (
          <text
            key={site.id}
            class="halo"
            x={across(site.at.x)}
            y={down(site.at.y)}
            dx={site.at.x > width * 0.8 ? -radius(site) - 3 : radius(site) + 3}
            dy="4"
            text-anchor={site.at.x > width * 0.8 ? 'end' : 'start'}
          >
            {site.id}
          </text>
        ))}
        <Stretched>
          <path
            class="scale"
            d={`M${width - 16 - ground.scale.width},${height - 36}v6h${ground.scale.width.toFixed(1)}v-6`}
          />
        </Stretched>
        <text class="degrees" x={across(width - 16)} y={down(height - 40)} text-anchor="end">
          {ground.scale.km} km
        </text>
      </svg>
    </figure>
  );
}

/** For its letters inside the map. */
const hasRoom = ({ from, isMeridian }: GridLine): boolean =>
  isMeridian ? from.x > width * 0.08 && from.x < width * 0.92 : from.y > height * 0.05;

/** Coordinates of the drawing, as wide as the window; lines keep their width. */
function Stretched({ children }: { children: preact.ComponentChildren }) {
  return (
    <svg
      aria-hidden="true"
      width="100%"
      height="100%"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
    >
      {children}
    </svg>
  );
}

/** Letters are put by percent, so that they keep their size. */
const across = (x: number): string => `${Number(((100 * x) / width).toFixed(1))}%`;
const down = (y: number): string => `${Number(((100 * y) / height).toFixed(1))}%`;

/** Directed ones bend to their right, so that there and back are two lines. */
const bend = 0.16;

function middleOf(from: Point, to: Point, isDirected: boolean): Point {
  const side = isDirected ? bend : 0;
  return {
    x: (from.x + to.x) / 2 - (to.y - from.y) * side,
    y: (from.y + to.y) / 2 + (to.x - from.x) * side,
  };
}

function curve(from: Point, to: Point, isDirected: boolean): string {
  const control = middleOf(from, to, isDirected);
  const point = ({ x, y }: Point) => `${x.toFixed(1)},${y.toFixed(1)}`;
  return `M${point(from)}Q${point(control)} ${point(to)}`;
}

interface ArrowsProps {
  readonly flows: readonly MapFlow[];
  readonly places: ReadonlyMap<string, MapSite>;
}

/** In the middle of each directed line, as a letter turned along it: a shape would be stretched with the map. */
function Arrows({ flows, places }: ArrowsProps) {
  return (
    <>
      {flows.map((flow) => {
        const [from, to] = [places.get(flow.from), places.get(flow.to)];
        if (!flow.isDirected || !from || !to) return null;
        const control = middleOf(from.at, to.at, true);
        // A quadratic curve's middle.
        const x = (from.at.x + 2 * control.x + to.at.x) / 4;
        const y = (from.at.y + 2 * control.y + to.at.y) / 4;
        const turn = (180 / Math.PI) * Math.atan2(to.at.y - from.at.y, to.at.x - from.at.x);
        return (
          <svg key={flowKey(flow)} class="arrow" aria-hidden="true" x={across(x)} y={down(y)}>
            <path transform={`rotate(${turn.toFixed(0)})`} d="M7,0L-5,-6L-2,0L-5,6Z" />
          </svg>
        );
      })}
    </>
  );
}

/** Of a letter in pixels, on the narrowest window there is. */
const [letterWidth, letterHeight, narrowest] = [8, 16, 300];

/** Those whose names do not cover another's; the rest are in the table. */
function labelled(sites: readonly MapSite[]): MapSite[] {
  const factor = narrowest / width;
  const taken: { x: number; y: number; wide: number }[] = [];
  return sites.filter(({ id, at }) => {
    const wide = id.length * letterWidth + 12;
    const x = at.x > width * 0.8 ? at.x * factor - wide : at.x * factor;
    const y = at.y * factor;
    const collides = taken.some(
      (other) => Math.abs(other.y - y) < letterHeight && x < other.x + other.wide && other.x < x + wide,
    );
    if (!collides) taken.push({ x, y, wide });
    return !collides;
  });
}
