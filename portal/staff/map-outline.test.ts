/** The ground of the map: places stand where they belong, whatever the mission's width, and the paths stay small. */
import { describe, expect, it } from 'vitest';
import { readOutlines } from '../../test/support/outlines.ts';
import { drawGround, mapSize, type Position, spanOf } from './map-outline.ts';

const [fine, coarse] = [readOutlines('50m'), readOutlines('110m')];
const at = (latitude: number, longitude: number): Position => ({ latitude, longitude });
const missions: Readonly<Record<string, readonly Position[]>> = {
  'six sites of a country': [at(4.6, -74.1), at(7.9, -72.5), at(8.1, -76.7), at(1.2, -77.3), at(11.5, -72.9)],
  'a single site': [at(4.6, -74.1)],
  'two sites at one place': [at(4.6, -74.1), at(4.6, -74.1)],
  'sites on a meridian': [at(58, 25), at(70, 25)],
  'both sides of the date line': [at(-18, 178), at(-17, -179)],
  'all continents': [at(60, -150), at(-40, 170), at(10, 20), at(-30, -70)],
  'beyond where the projection ends': [at(85, 10), at(-88, 20)],
};

describe.each(Object.entries(missions))('the map of %s', (_, places) => {
  const ground = drawGround(places, spanOf(places) < 30 ? fine : coarse);

  it('holds every place that the projection knows, north above south', () => {
    const known = places.filter(({ latitude }) => Math.abs(latitude) < 80);
    for (const place of known) {
      const { x, y } = ground.at(place);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(mapSize.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(mapSize.height);
    }
    const northFirst = known.toSorted((a, b) => b.latitude - a.latitude).map((place) => ground.at(place).y);
    expect(northFirst).toEqual(northFirst.toSorted((a, b) => a - b));
  });

  it('has few bytes, a grid and a scale that fits', () => {
    expect(ground.land.length + ground.borders.length).toBeLessThan(70_000);
    expect(ground.grid.length).toBeGreaterThan(1);
    expect(ground.grid.length).toBeLessThan(30);
    const names = ground.grid.map(({ label, isMeridian }) => `${label} ${isMeridian}`);
    expect(new Set(names).size).toBe(names.length);
    expect(ground.scale.width).toBeGreaterThan(20);
    expect(ground.scale.width).toBeLessThan(240);
  });
});

describe('the map', () => {
  it('measures as the earth does: Bogotá to Medellín is 240 km', () => {
    const places = [at(4.71, -74.07), at(6.25, -75.57)];
    const { at: place, scale } = drawGround(places, fine);
    const [a, b] = places.map(place);
    const units = Math.hypot((a?.x ?? 0) - (b?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0));
    expect((units * scale.km) / scale.width).toBeGreaterThan(230);
    expect((units * scale.km) / scale.width).toBeLessThan(250);
  });

  it('crosses the date line in one piece: its two sides are neighbours', () => {
    const { at: place } = drawGround([at(-18, 178), at(-17, -179)], fine);
    expect(place(at(-17.5, -179.5)).x - place(at(-17.5, 179.5)).x).toBeGreaterThan(0);
    expect(place(at(-17.5, -179.5)).x - place(at(-17.5, 179.5)).x).toBeLessThan(mapSize.width / 2);
  });

  it('has no coast in the open sea, and borders where countries meet', () => {
    expect(drawGround([at(4.1, -84.35), at(3.9, -83.1)], fine).land).toBe('');
    expect(drawGround([at(7.9, -72.5), at(8.5, -71)], fine).borders).not.toBe('');
  });
});
