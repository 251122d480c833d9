/**
 * How long a phone waits for "saved": from sending an answer until its 303, which comes after the durable commit. 50 phones at
 * once, each without a pause between its steps, loading every page as well. Wanted: p95 below 50 ms. Beside it, what this disk
 * needs to make one small write durable, in the same minute.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemonstrationSites, loadLists } from '../../src/platform/content.ts';
import { coreForm } from '../../test/support/kit-parts.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, median, ms, percentile, report, share, whole } from './figures.ts';
import { fullAnswers, seededRandom } from './full-answers.ts';
import { leanPhone, walkForm } from './lean-phone.ts';
import { cpuSecondsOf } from './process-usage.ts';

const phones = 50;
/** The first warms the programs up and is not counted. */
const rounds = 9;
const wantedMs = 50;

export async function answerLatency(): Promise<Figure[]> {
  const form = coreForm();
  const [site] = loadDemonstrationSites();
  if (!site) throw new Error('no demonstration site');
  const lists = loadLists(undefined, site.country);
  const random = seededRandom(2);
  const road = await makeRoad();
  const kit = await road.startKit();
  try {
    const portal = new URL(road.visitorUrl);
    const counted: { answers: number[]; pages: number[] }[] = [];
    let load = { requests: 0, seconds: 0, cpuSeconds: 0 };
    for (let round = 0; round < rounds; round += 1) {
      const answers: number[] = [];
      const pages: number[] = [];
      const before = { at: performance.now(), cpuSeconds: cpuSecondsOf(kit.pid) };
      const walks = Array.from({ length: phones }, async (_, index) => {
        const phone = leanPhone(portal, round * phones + index);
        await walkForm(phone, {
          form,
          answers: fullAnswers(form, lists, site, random),
          isLoadingPages: true,
          onAnswer: ({ tookMs }) => answers.push(tookMs),
          onPage: ({ tookMs }) => pages.push(tookMs),
        });
        phone.close();
      });
      await Promise.all(walks);
      if (round === 0) continue;
      counted.push({ answers, pages });
      load = {
        requests: load.requests + answers.length + pages.length + 2 * phones,
        seconds: load.seconds + (performance.now() - before.at) / 1000,
        cpuSeconds: load.cpuSeconds + cpuSecondsOf(kit.pid) - before.cpuSeconds,
      };
    }
    const answers = counted.flatMap((round) => round.answers);
    const p95 = median(counted.map((round) => percentile(round.answers, 95)));
    const disk = fdatasyncTimes(200);
    return [
      {
        what: `answer durable, ${phones} phones at once, p95 (median of ${counted.length} rounds)`,
        wanted: `< ${wantedMs} ms`,
        seen: ms(p95),
        peer: `one write and fdatasync: p50 ${ms(median(disk))}, p95 ${ms(percentile(disk, 95))}`,
        isMet: p95 < wantedMs,
      },
      {
        what: `  all ${whole(answers.length)} answers: p50, p95, p99`,
        seen: [50, 95, 99].map((percent) => ms(percentile(answers, percent))).join(', '),
        peer: `a page in the same load: p50 ${ms(median(counted.flatMap(({ pages }) => pages)))}`,
      },
      {
        what: '  requests per second in that load',
        seen: whole(load.requests / load.seconds),
        peer: `the kit used ${share(load.cpuSeconds, load.seconds)} of a core, ${ms((1000 * load.cpuSeconds) / load.requests)} a request`,
      },
    ];
  } finally {
    await kit.end('SIGTERM');
    road.remove();
  }
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
