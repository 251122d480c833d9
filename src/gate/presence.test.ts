/** What the eyes tell the memory, with surroundings that the test makes and a clock that vitest turns. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Leases } from './leases.ts';
import type { Neighbour } from './neighbours.ts';
import { watchPresence } from './presence.ts';

const [first, second] = ['02:00:00:00:00:01', '02:00:00:00:00:02'] as const;

const leaseUntil = (end: string): Leases => new Map([['10.20.0.17', { ip: '10.20.0.17', mac: first, end }]]);

function makeSurroundings(seesAllStations = true) {
  const seen: string[] = [];
  const asked: (readonly Neighbour[])[] = [];
  const followed: Leases[] = [];
  const state = {
    neighbours: [] as Neighbour[],
    leases: new Map() as Leases,
    held: undefined as Set<string> | undefined,
  };
  const eyes = watchPresence(
    {
      see: (mac) => {
        seen.push(mac);
        return undefined;
      },
      sweep: () => undefined,
    },
    {
      neighbours: () => state.neighbours,
      leases: () => state.leases,
      ask: (neighbours) => asked.push(neighbours),
      stations: { held: () => state.held, close: () => undefined },
      seesAllStations,
    },
    (leases) => followed.push(leases),
  );
  /** Whom a second brought to sight. */
  const look = () => {
    seen.length = 0;
    vi.advanceTimersByTime(1000);
    return [...seen];
  };
  return { state, asked, followed, look, eyes };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('without a radio the neighbour table says who is there', () => {
  const { state, look } = makeSurroundings();
  state.neighbours = [{ ip: '10.20.0.17', mac: first }];
  expect(look()).toEqual([first]);
  state.neighbours = [];
  expect(look()).toEqual([]);
});

test('a radio that answers says it better: an old entry of the table is no phone', () => {
  const { state, look } = makeSurroundings();
  state.neighbours = [{ ip: '10.20.0.17', mac: first }];
  state.held = new Set([second]);
  expect(look()).toEqual([second]);
  state.held = undefined;
  expect(look()).toEqual([first]);
});

test('where a second access point hangs on the bridge, its phones are there beside those of the radio', () => {
  const { state, look } = makeSurroundings(false);
  state.neighbours = [{ ip: '10.20.0.17', mac: first }];
  state.held = new Set([second]);
  expect(look()).toEqual([second, first]);
  state.held = new Set([first]);
  expect(look()).toEqual([first]);
});

test('a neighbour that gets or renews its address is there, though the radio does not name it', () => {
  const { state, look } = makeSurroundings();
  state.neighbours = [{ ip: '10.20.0.17', mac: first }];
  state.held = new Set();
  state.leases = leaseUntil('100');
  expect(look()).toEqual([first]);
  expect(look()).toEqual([]);
  state.leases = leaseUntil('200');
  expect(look()).toEqual([first]);
});

test('a lease alone brings nobody, but whoever follows the leases hears of it', () => {
  const { state, followed, look } = makeSurroundings();
  state.leases = leaseUntil('100');
  expect(look()).toEqual([]);
  expect(followed.at(-1)).toEqual(state.leases);
});

test('silent neighbours are asked after every half minute, and nobody once it is closed', () => {
  const { asked, look, eyes, state } = makeSurroundings();
  state.neighbours = [{ ip: '10.20.0.17', mac: first }];
  for (let second = 0; second < 60; second++) look();
  expect(asked).toEqual([state.neighbours, state.neighbours]);
  eyes.close();
  expect(look()).toEqual([]);
});
