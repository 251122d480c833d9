/**
 * How long a phone waits for "saved": from sending an answer until its 303, which comes after the durable commit. 50 phones at
 * once, each without a pause between its steps, loading every page as well: the most that 50 phones can ask. Wanted: p95 below
 * 50 ms. Beside it, the same with people who read, and what this disk needs to make one small write durable.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemonstrationSites, loadLists } from '../../src/platform/content.ts';
import { coreForm } from '../../test/support/kit-parts.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, median, ms, percentile, report, share, whole } from './figures.ts';
import { fullAnswers, type Random, seededRandom } from './full-answers.ts';
import { leanPhone, walkForm } from './lean-phone.ts';
import { cpuSecondsOf } from './process-usage.ts';

const phones = 50;
/** Counted; one before them warms the programs up. */
const rounds = 8;
const wantedMs = 50;

export async function answerLatency(): Promise<Figure[]> {
  const road = await makeRoad();
  const kit = await road.startKit();
  const play = player(new URL(road.visitorUrl), kit.pid);
  try {
    await play();
    const counted: Round[] = [];
    for (let round = 0; round < rounds; round += 1) counted.push(await play());
    const unhurried = await play((random) => 500 + 1000 * random());
    return figuresOf(counted, unhurried, fdatasyncTimes(200));
  } finally {
    await kit.end('SIGTERM');
    road.remove();
  }
}

interface Round {
  /** Milliseconds each. */
  readonly answers: readonly number[];
  readonly pages: readonly number[];
  readonly requests: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Plays a round: 50 phones that were not there before, each through the whole form. */
function player(portal: URL, pid: number): (readingMs?: (random: Random) => number) => Promise<Round> {
  const form = coreForm();
  const [site] = loadDemonstrationSites();
  if (!site) throw new Error('no demonstration site');
  const lists = loadLists(undefined, site.country);
  const random = seededRandom(2);
  let next = 0;
  return async (readingMs) => {
    const answers: number[] = [];
    const pages: number[] = [];
    const before = { at: performance.now(), cpuSeconds: cpuSecondsOf(pid) };
    const walk = async () => {
      const phone = leanPhone(portal, next++);
      await walkForm(phone, {
        form,
        answers: fullAnswers(form, lists, site, random),
        isLoadingPages: true,
        ...(readingMs ? { readingMs: () => readingMs(random) } : {}),
        onAnswer: ({ tookMs }) => answers.push(tookMs),
        onPage: ({ tookMs }) => pages.push(tookMs),
      });
      phone.close();
    };
    await Promise.all(Array.from({ length: phones }, walk));
    return {
      answers,
      pages,
      // Each phone also sends its consent and takes the offer.
      requests: answers.length + pages.length + 2 * phones,
      seconds: (performance.now() - before.at) / 1000,
      cpuSeconds: cpuSecondsOf(pid) - before.cpuSeconds,
    };
  };
}

function figuresOf(counted: readonly Round[], unhurried: Round, disk: readonly number[]): Figure[] {
  const p95 = median(counted.map(({ answers }) => percentile(answers, 95)));
  const answers = counted.flatMap((round) => round.answers);
  const pages = counted.flatMap((round) => round.pages);
  const sum = (of: (round: Round) => number) => counted.reduce((total, round) => total + of(round), 0);
  const seconds = sum((round) => round.seconds);
  const cpuSeconds = sum((round) => round.cpuSeconds);
  const requests = sum((round) => round.requests);
  const spread = (times: readonly number[]) =>
    [50, 95, 99].map((percent) => ms(percentile(times, percent))).join(', ');
  return [
    {
      what: `answer durable, ${phones} phones at once, p95 (median of ${rounds} rounds)`,
      wanted: `< ${wantedMs} ms`,
      seen: ms(p95),
      peer: `one write and fdatasync: p50 ${ms(median(disk))}, p95 ${ms(percentile(disk, 95))}`,
      isMet: p95 < wantedMs,
    },
    {
      what: `  all ${whole(answers.length)} answers: p50, p95, p99`,
      seen: spread(answers),
      peer: `pages in the same load: ${spread(pages)}`,
    },
    {
      what: '  requests per second in that load',
      seen: whole(requests / seconds),
      peer: `the kit used ${share(cpuSeconds, seconds)} of a core, ${ms((1000 * cpuSeconds) / requests)} a request`,
    },
    {
      what: `  ${phones} phones whose people look at a page for 0.5 to 1.5 s: p50, p95, p99`,
      seen: spread(unhurried.answers),
      peer: `${whole(unhurried.requests / unhurried.seconds)} requests per second`,
    },
  ];
}

/** Milliseconds of a write of one database page and its fdatasync, on the disk where the bench's kit lives. */
function fdatasyncTimes(count: number): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-disk-'));
  const file = openSync(join(folder, 'probe'), 'w');
  const page = Buffer.alloc(4096, 1);
  try {
    return Array.from({ length: count }, () => {
      const began = performance.now();
      writeSync(file, page);
      fdatasyncSync(file);
      return performance.now() - began;
    });
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) report(await answerLatency());
