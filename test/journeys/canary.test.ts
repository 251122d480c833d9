/**
 * Journey: a seized kit. 1,000 phones answer a free-text question with a word that stands nowhere else, the power is cut in
 * the middle, and every file of the kit is searched for it, in every encoding in which a program could have left it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { runSimulation } from '../../src/simulate/run-simulation.ts';
import type { Program } from '../support/programs.ts';
import { makeRoad, type Road } from '../support/road.ts';
import { makeTextContent } from '../support/text-form.ts';

const canary = 'Zwitscherkanarienvogel-7341';
/** Some walk away from the first question. */
const phones = 1100;
const submissions = 1000;
let road: Road;
let kit: Program;
let contentFolder: string;

beforeAll(async () => {
  contentFolder = mkdtempSync(join(tmpdir(), 'dtm-canary-'));
  road = await makeRoad({
    contentDir: makeTextContent(contentFolder).contentDir,
    questions: { form: 'with-text' },
  });
  kit = await road.startKit();
});
afterAll(async () => {
  await kit.end('SIGKILL');
  road.remove();
  rmSync(contentFolder, { recursive: true });
});

/** The word as it could stand in a file. In base64 it looks different at each of the three offsets. */
function spellings(word: string): Buffer[] {
  const inner = [0, 1, 2].map((offset) => {
    const text = Buffer.from(`${'.'.repeat(offset)}${word}`).toString('base64');
    return text.slice(Math.ceil((offset * 4) / 3), text.length - 4);
  });
  return [
    Buffer.from(word),
    Buffer.from(word.toLowerCase()),
    Buffer.from(word, 'utf16le'),
    Buffer.from([...word].reverse().join('')),
    Buffer.from(Buffer.from(word).toString('hex')),
    Buffer.from(encodeURIComponent(word)),
    ...inner.map((text) => Buffer.from(text)),
  ];
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

const holding = (folder: string, word: string): string[] =>
  filesIn(folder).filter((path) => {
    const bytes = readFileSync(path);
    return spellings(word).some((spelling) => bytes.includes(spelling));
  });

describe('a kit seized after 1,000 answers', () => {
  it('holds the answers sealed, and in no file a word of them', { timeout: 300_000 }, async () => {
    const result = await runSimulation({
      phones,
      minutes: 0,
      seed: 'canary',
      portal: road.visitorUrl,
      clock: systemClock(),
      freeTextOf: () => canary,
      behaviour: {
        ignoresPortal: 0,
        declinesConsent: 0,
        goesOnlineFirst: 0,
        skips: 0,
        deletes: 0,
        deletesMidway: 0,
      },
    });
    const answered = result.visits.filter(({ answers }) => answers.word === canary);
    expect(answered.length).toBeGreaterThanOrEqual(submissions);
    const { waiting, openVisits } = (await road.fieldStatus()) as { waiting: number; openVisits: number };
    expect(waiting + openVisits).toBeGreaterThanOrEqual(answered.length);
    await kit.end('SIGKILL');
    const bytes = filesIn(road.kitFolder).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeGreaterThan(answered.length * 200);
    expect(holding(road.kitFolder, canary)).toEqual([]);
    // The search finds what is there: the site's id stands in the enrolment beside.
    expect(holding(road.folder, '"XD-01"').length).toBeGreaterThan(0);
    expect(kit.log()).not.toContain(canary);
  });
});
