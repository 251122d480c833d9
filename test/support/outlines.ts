/** Natural Earth's outlines as the map of sites is drawn over them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Outlines } from '../../portal/staff/map-outline.ts';

export const readOutlines = (scale: '50m' | '110m'): Outlines =>
  JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve(`world-atlas/countries-${scale}.json`), 'utf8'),
  );
