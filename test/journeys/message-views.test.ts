/**
 * Views on the whole road: two phones read a message and play its film on a real kit, the kit is ended in order, starts again, and
 * the collector's export says how many they were.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Program } from '../support/programs.ts';
import { makeRoad, parseCsv, type Road } from '../support/road.ts';

let road: Road;
let programs: Program[];
beforeEach(async () => {
  road = await makeRoad();
  programs = [await road.startCollector()];
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.end('SIGKILL')));
  road.remove();
});

it('arrive as sums, and nothing of a phone with them', async () => {
  const kit = await road.startKit();
  const page = await (await fetch(`${road.visitorUrl}/es/messages/help-is-free`)).text();
  const film = /<source src="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(new URL(film, road.visitorUrl), { headers: { Range: 'bytes=0-' } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([206, 'video/mp4']);
  expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(20_000);
  await fetch(`${road.visitorUrl}/ar/messages/help-is-free`);
  expect(await kit.end('SIGTERM')).toBe(0);
  programs.push(await road.startKit());

  const rows = async () => {
    const response = await fetch(`${road.collectorUrl}/api/v1/message-views.csv`, {
      headers: { authorization: `Bearer ${road.apiToken}` },
    });
    return parseCsv(await response.text());
  };
  await road.until('the views are there', async () => (await rows()).length === 2, 20_000);
  const [arabic, spanish] = await rows();
  expect(arabic).toMatchObject({ message: 'help-is-free', language: 'ar', opened: '1', started: '0' });
  // The phone went on at once: it has started, and watched nothing.
  expect(spanish).toMatchObject({ language: 'es', opened: '1', started: '1', quarter: '0', finished: '0' });
});
