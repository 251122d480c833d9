/**
 * The kit's memory through 10,000 full submissions, over real HTTP, each by a phone of its own: while the collector is away, so
 * that everything stays in the outbox, and after it came back and took everything. Wanted: at most 120 MB resident, and flat.
 * Every tenth phone loads all pages; the others only answer, which is what the store and the sealing have to bear.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadDemonstrationSites, loadLists } from '../../src/platform/content.ts';
import { coreForm } from '../../test/support/kit-parts.ts';
import { makeRoad, type Road } from '../../test/support/road.ts';
import { type Figure, report, whole } from './figures.ts';
import { fullAnswers, seededRandom } from './full-answers.ts';
import { leanPhone, walkForm } from './lean-phone.ts';
import { type Memory, memoryOf } from './process-usage.ts';

const levels = [1000, 5000, 10_000];
const phonesAtOnce = 16;
const limitMb = 120;
/** Beyond the kit's limit of remembered phones (5,000) nothing may grow any more, but for the noise of a heap. */
const flatMb = 8;

export async function kitMemory(): Promise<Figure[]> {
  const road = await makeRoad();
  const kit = await road.startKit();
  const play = player(road);
  try {
    await sleep(3000);
    const readings: { when: string; memory: Memory }[] = [{ when: 'started', memory: memoryOf(kit.pid) }];
    for (const level of levels) {
      await play(level);
      await sleep(2000);
      readings.push({ when: `${whole(level)} submissions`, memory: memoryOf(kit.pid) });
      console.log(`  kit memory: ${lineOf(readings.at(-1))}`);
    }
    const collector = await road.startCollector();
    await road.until('the outbox is sent', async () => (await road.fieldStatus()).waiting === 0, 240_000);
    await sleep(2000);
    readings.push({ when: 'all of it sent', memory: memoryOf(kit.pid) });
    await collector.end('SIGTERM');
    return figuresOf(readings);
  } finally {
    await kit.end('SIGTERM');
    road.remove();
  }
}

function figuresOf(readings: readonly { when: string; memory: Memory }[]): Figure[] {
  const residents = readings.map(({ memory }) => memory.residentMb);
  const largest = Math.max(...residents);
  const growth = (residents[levels.length] ?? 0) - (residents[levels.length - 1] ?? 0);
  return [
    {
      what: `kit's memory, largest of ${readings.length} readings through ${whole(levels.at(-1) ?? 0)} submissions`,
      wanted: `≤ ${limitMb} MB`,
      seen: `${whole(largest)} MB`,
      peer: `peak in between: ${whole(readings.at(-1)?.memory.peakMb ?? 0)} MB`,
      isMet: largest <= limitMb,
    },
    {
      what: '  growth from 5,000 to 10,000',
      wanted: `flat (≤ ${flatMb} MB)`,
      seen: `${whole(growth)} MB`,
      isMet: growth <= flatMb,
    },
    ...readings.map(({ when, memory }) => ({
      what: `  ${when}`,
      seen: `${whole(memory.residentMb)} MB`,
      peer: `its own: ${whole(memory.ownMb)} MB; the rest is files, Node's above all`,
    })),
  ];
}

const lineOf = (reading: { when: string; memory: Memory } | undefined): string =>
  reading ? `${reading.when}: ${whole(reading.memory.residentMb)} MB` : '';

/** Plays further phones until so many have answered in all. */
function player(road: Road): (total: number) => Promise<void> {
  const form = coreForm();
  const [site] = loadDemonstrationSites();
  if (!site) throw new Error('no demonstration site');
  const lists = loadLists(undefined, site.country);
  const random = seededRandom(5);
  const portal = new URL(road.visitorUrl);
  let next = 0;
  const playOn = async (total: number) => {
    while (next < total) {
      const number = next++;
      const phone = leanPhone(portal, number);
      const answers = fullAnswers(form, lists, site, random);
      await walkForm(phone, { form, answers, isLoadingPages: number % 10 === 0 });
      phone.close();
    }
  };
  return async (total) => {
    await Promise.all(Array.from({ length: phonesAtOnce }, () => playOn(total)));
  };
}

if (import.meta.main) report(await kitMemory());
