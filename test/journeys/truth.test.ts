/**
 * Journey: 500 simulated phones walk the portal without JavaScript. The export equals the truth they played, row for row;
 * the staff's figures equal the export. Before that, 150 phones while the collector is away: nothing missing, nothing twice.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { runSimulation } from '../../src/simulate/run-simulation.ts';
import type { VisitTruth } from '../../src/simulate/truth.ts';
import { coreForm } from '../support/kit-parts.ts';
import type { Program } from '../support/programs.ts';
import { makeRoad, type Road } from '../support/road.ts';
import { lineOf, recorded, rowOf, truthRow } from '../support/truth.ts';

const form = coreForm();
const played: VisitTruth[] = [];
const programs: Program[] = [];
let road: Road;

beforeAll(async () => {
  road = await makeRoad({ idleSeconds: 15 });
  programs.push(await road.startKit());
});
afterAll(async () => {
  for (const program of programs) await program.end('SIGKILL');
  road.remove();
});

const play = async (phones: number, seed: string) => {
  const result = await runSimulation({
    phones,
    minutes: 0,
    seed,
    portal: road.visitorUrl,
    clock: systemClock(),
  });
  expect(result.faults).toEqual({});
  expect(result.visits.every(({ probesOk }) => probesOk)).toBe(true);
  played.push(...result.visits);
};
const allIsSent = async () => {
  const status = await road.fieldStatus();
  return status.openVisits === 0 && status.waiting === 0;
};
const expectTruth = async () => {
  const rows = (await road.exportRows()).map((cells) => lineOf(rowOf(form, cells)));
  const truth = recorded(played).map((visit) => lineOf(truthRow(visit)));
  expect(rows.sort()).toEqual(truth.sort());
};

describe('the whole road', () => {
  it('keeps everything while the collector is away, and sends it when it is back', {
    timeout: 180_000,
  }, async () => {
    await play(150, 'away');
    await road.until('idle visits end', async () => (await road.fieldStatus()).openVisits === 0);
    expect((await road.fieldStatus()).waiting).toBeGreaterThan(40);
    programs.push(await road.startCollector());
    await road.until('the outbox is empty', allIsSent);
    await expectTruth();
  });

  it('brings 500 phones’ answers to the export exactly as they were given', {
    timeout: 300_000,
  }, async () => {
    await play(500, 'truth');
    await road.until('everything is sent', allIsSent, 90_000);
    await expectTruth();
    const rows = await road.exportRows();
    expect(new Set(rows.map((row) => row.submission_id)).size).toBe(rows.length);
    expect(
      rows.every(
        ({ site_id, operation, date }) => site_id === 'XD-01' && operation === 'XDM-2026' && date !== '',
      ),
    ).toBe(true);
  });
});
