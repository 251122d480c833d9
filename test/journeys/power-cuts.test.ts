/**
 * Journey: 200 power cuts of the kit and 200 of the collector, at random moments, while phones answer. Every acknowledged
 * answer arrives, every submission exactly once. Each phone writes a word of its own, so that rows can be told apart.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import type { Form } from '../../src/protocol/form.ts';
import { runSimulation } from '../../src/simulate/run-simulation.ts';
import type { VisitTruth } from '../../src/simulate/truth.ts';
import type { Program } from '../support/programs.ts';
import { makeRoad, type Road } from '../support/road.ts';
import { makeTextContent } from '../support/text-form.ts';
import { canBeRow, type Row, rowOf } from '../support/truth.ts';

const cuts = 200;
const wordOf = (phone: number) => `phone ${phone}`;
let road: Road;
let form: Form;
let contentFolder: string;

beforeAll(async () => {
  contentFolder = mkdtempSync(join(tmpdir(), 'dtm-cuts-'));
  const content = makeTextContent(contentFolder);
  form = content.form;
  road = await makeRoad({
    contentDir: content.contentDir,
    questions: { form: 'with-text' },
    idleSeconds: 15,
  });
});
afterAll(() => {
  road.remove();
  rmSync(contentFolder, { recursive: true });
});

/** Kills and restarts until `cuts` are done; the program is left running. */
async function cutAtRandomMoments(start: () => Promise<Program>): Promise<Program> {
  let program = await start();
  for (let cut = 0; cut < cuts; cut++) {
    await sleep(Math.random() * 500);
    await program.end('SIGKILL');
    program = await start();
  }
  return program;
}

/** Plays batches of phones until the cuts are over, and then one more, undisturbed. */
async function playUntil(over: Promise<unknown>): Promise<VisitTruth[]> {
  let isOver = false;
  void over.finally(() => {
    isOver = true;
  });
  const visits: VisitTruth[] = [];
  for (let batch = 0, isLast = false; !isLast; batch++) {
    isLast = isOver;
    const result = await runSimulation({
      phones: 72,
      minutes: 0,
      seed: `cuts-${batch}`,
      portal: road.visitorUrl,
      clock: systemClock(),
      atOnce: 24,
      // Nobody waits long: the next cut comes soon.
      retryDelaysMs: Array(100).fill(150),
      freeTextOf: (phone) => wordOf(batch * 1000 + phone),
      // The word is the first question: skipped, a row could not be told from others.
      behaviour: { ignoresPortal: 0, declinesConsent: 0, goesOnlineFirst: 0, skips: 0 },
    });
    visits.push(...result.visits.map((visit) => ({ ...visit, phone: batch * 1000 + visit.phone })));
  }
  return visits;
}

/** Whether each row can be paired with a visit of its own, and each visit that must have a row with one. */
function canBePaired(rows: readonly Row[], visits: readonly VisitTruth[]): boolean {
  const [row, ...others] = rows;
  if (!row) return visits.every((visit) => canBeRow(visit, undefined));
  return visits.some(
    (visit, index) => canBeRow(visit, row) && canBePaired(others, visits.toSpliced(index, 1)),
  );
}

describe('the road under power cuts', () => {
  it(`keeps every acknowledged answer through ${cuts} cuts of each side`, { timeout: 900_000 }, async () => {
    const cutting = Promise.all([cutAtRandomMoments(road.startKit), cutAtRandomMoments(road.startCollector)]);
    const visits = await playUntil(cutting);
    const [kit, collector] = await cutting;
    try {
      await road.until('everything is sent', async () => {
        const { openVisits, waiting } = await road.fieldStatus();
        return openVisits === 0 && waiting === 0;
      });
      const rows = await road.exportRows();
      expect(new Set(rows.map(({ submission_id }) => submission_id)).size).toBe(rows.length);

      const rowsByWord = Map.groupBy(rows, ({ word = '' }) => word);
      const visitsByWord = Map.groupBy(visits, ({ phone }) => wordOf(phone));
      expect([...rowsByWord.keys()].filter((word) => !visitsByWord.has(word))).toEqual([]);
      const wrong = [...visitsByWord].filter(
        ([word, of]) =>
          !canBePaired(
            (rowsByWord.get(word) ?? []).map((cells) => rowOf(form, cells)),
            of,
          ),
      );
      expect(wrong.map(([word, of]) => ({ word, of, rows: rowsByWord.get(word) }))).toEqual([]);

      // The journey was one: answers were acknowledged, and visits were lost with the kit's memory and arrived.
      expect(rows.length).toBeGreaterThan(cuts);
      expect(rows.filter(({ status }) => status === 'abandoned').length).toBeGreaterThan(20);
      const { waiting } = await road.fieldStatus();
      expect(waiting).toBe(0);
    } finally {
      await kit.end('SIGKILL');
      await collector.end('SIGKILL');
    }
  });
});
