/**
 * The ground of the map of sites, kept for as long as the sites stay where they are: to draw it is the work. The outlines are read
 * from the package world-atlas (Natural Earth) when they are needed, and let go of again: they are large.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  coarseFromDegrees,
  drawGround,
  type MapGround,
  type Outlines,
  type Position,
  spanOf,
} from '../../../portal/staff/map-outline.ts';

export interface GroundReader {
  /** undefined: no place, no map. */
  find(places: readonly Position[]): MapGround | undefined;
}

export function createGroundReader(): GroundReader {
  let made: { readonly of: string; readonly ground: MapGround } | undefined;
  return {
    find: (places) => {
      if (places.length === 0) return undefined;
      const of = JSON.stringify(places.map(({ latitude, longitude }) => [latitude, longitude]));
      if (made?.of !== of) {
        const scale = spanOf(places) < coarseFromDegrees ? '50m' : '110m';
        made = { of, ground: drawGround(places, readOutlines(scale)) };
      }
      return made.ground;
    },
  };
}

function readOutlines(scale: '50m' | '110m'): Outlines {
  const file = createRequire(import.meta.url).resolve(`world-atlas/countries-${scale}.json`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
