/**
 * The ground of the map of sites: coast, borders and degrees around the places, as paths of one drawing. Pure: places and Natural
 * Earth's outlines in, paths out; no tile, nothing fetched. What must stay true: however wide the mission, the paths stay
 * small enough for a slow line (points closer than a pixel are one), and a mission across the date line is one piece.
 */
import { type GeoProjection, type GeoStream, geoBounds, geoDistance, geoMercator, geoPath } from 'd3-geo';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** world-atlas: countries, and all land in one. */
export type Outlines = Topology<{ countries: GeometryCollection; land: GeometryCollection }>;

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface GridLine {
  readonly from: Point;
  readonly to: Point;
  /** "4° N". */
  readonly label: string;
  readonly isMeridian: boolean;
}

export interface MapGround {
  readonly land: string;
  readonly borders: string;
  readonly grid: readonly GridLine[];
  /** A round number of kilometres, and how wide it is in the middle of the map. */
  readonly scale: { readonly km: number; readonly width: number };
  /** Where a place stands in the drawing. */
  at(position: Position): Point;
}

/** Units of the drawing; the page stretches it evenly. */
export const mapSize = { width: 600, height: 420 } as const;
const margin = 48;
/** A single site is shown with so much around it. */
const minSpanDegrees = 1.2;
/** Mercator ends before the poles. */
const maxLatitude = 80;
/** From this span on the coarse outlines do. */
export const coarseFromDegrees = 30;
const minStep = 0.8;
const earthKm = 6371;

/** Degrees from the westernmost to the easternmost, or from south to north, whichever is more. */
export function spanOf(places: readonly Position[]): number {
  const box = boxOf(places);
  return Math.max(box.width, box.north - box.south);
}

interface Box {
  readonly west: number;
  /** Eastward of west, also across the date line. */
  readonly width: number;
  readonly south: number;
  readonly north: number;
}

function boxOf(places: readonly Position[]): Box {
  const coordinates = places.map(({ longitude, latitude }) => [
    longitude,
    Math.min(maxLatitude, Math.max(-maxLatitude, latitude)),
  ]);
  const [[west, south], [east, north]] = geoBounds({ type: 'MultiPoint', coordinates });
  return { west, width: (east - west + 360) % 360, south, north };
}

/** @param places at least one. */
export function drawGround(places: readonly Position[], outlines: Outlines): MapGround {
  const projection = projectionFor(boxOf(places));
  const path = geoPath({ stream: (out) => projection.stream(thinned(out)) }).digits(1);
  const at = ({ longitude, latitude }: Position): Point => {
    const [x, y] = projection([longitude, latitude]) ?? [0, 0];
    return { x, y };
  };
  return {
    land: path(feature(outlines, outlines.objects.land)) ?? '',
    borders: path(mesh(outlines, outlines.objects.countries, (a, b) => a !== b)) ?? '',
    grid: gridOf(projection),
    scale: scaleOf(projection),
    at,
  };
}

function projectionFor({ west, width, south, north }: Box): GeoProjection {
  const [middle, across] = [(south + north) / 2, Math.max(width, minSpanDegrees) / 2];
  const up = Math.max(north - south, minSpanDegrees) / 2;
  const centre = west + width / 2;
  const corners = [
    [centre - across, middle - up],
    [centre + across, middle + up],
  ].map(([longitude = 0, latitude = 0]) => [wrapped(longitude), latitude]);
  return geoMercator()
    .rotate([-centre, 0])
    .fitExtent(
      [
        [margin, margin],
        [mapSize.width - margin, mapSize.height - margin],
      ],
      { type: 'MultiPoint', coordinates: corners },
    )
    .clipExtent([
      [0, 0],
      [mapSize.width, mapSize.height],
    ]);
}

const wrapped = (longitude: number): number => ((longitude + 540) % 360) - 180;

/** Points nearer than `minStep` to the last one are left out; the end of a line stays. */
function thinned(out: GeoStream): GeoStream {
  let last: Point | undefined;
  let left: Point | undefined;
  return {
    point: (x, y) => {
      if (last && Math.hypot(x - last.x, y - last.y) < minStep) {
        left = { x, y };
        return;
      }
      last = { x, y };
      left = undefined;
      out.point(x, y);
    },
    lineStart: () => {
      last = undefined;
      left = undefined;
      out.lineStart();
    },
    lineEnd: () => {
      if (left) out.point(left.x, left.y);
      out.lineEnd();
    },
    polygonStart: () => out.polygonStart(),
    polygonEnd: () => out.polygonEnd(),
  };
}

const gridSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30];
/** About so many lines each way. */
const gridLines = 4;

/** In this projection meridians and parallels are straight. */
function gridOf(projection: GeoProjection): GridLine[] {
  const { width, height } = mapSize;
  const corner = (x: number, y: number) => projection.invert?.([x, y]) ?? [0, 0];
  const [[west = 0, north = 0], [east = 0, south = 0]] = [corner(0, 0), corner(width, height)];
  const across = (east - west + 360) % 360 || 360;
  const step = gridSteps.find((degrees) => across / degrees <= gridLines + 1) ?? 30;
  const digits = step < 1 ? 1 : 0;
  const lines: GridLine[] = [];
  for (let k = Math.ceil(west / step); k * step < west + across; k++) {
    const longitude = wrapped(k * step);
    const [x = 0] = projection([longitude, (north + south) / 2]) ?? [];
    const label = degrees(longitude, digits, 'E', 'W');
    lines.push({ from: { x, y: 0 }, to: { x, y: height }, label, isMeridian: true });
  }
  for (let k = Math.ceil(south / step); k * step < north; k++) {
    const [, y = 0] = projection([wrapped(west + across / 2), k * step]) ?? [];
    const label = degrees(k * step, digits, 'N', 'S');
    lines.push({ from: { x: 0, y }, to: { x: width, y }, label, isMeridian: false });
  }
  return lines;
}

function degrees(value: number, digits: number, positive: string, negative: string): string {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? '0°' : `${text}° ${value > 0 ? positive : negative}`;
}

const roundKm = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

function scaleOf(projection: GeoProjection): MapGround['scale'] {
  const { width, height } = mapSize;
  const invert = (x: number): [number, number] => projection.invert?.([x, height / 2]) ?? [0, 0];
  const hundred = geoDistance(invert(width / 2 - 50), invert(width / 2 + 50)) * earthKm;
  const km = roundKm.findLast((round) => round <= 1.2 * hundred) ?? 1;
  return { km, width: (100 * km) / hundred };
}
