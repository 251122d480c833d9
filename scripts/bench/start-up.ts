/**
 * How long the second `npm start` needs until all three addresses answer, and how long kit and collector need to end after SIGTERM,
 * with phones in the middle of the form and bundles on their way. Wanted: at most 3 s, at most 2 s.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadDemonstrationSites, loadLists } from '../../src/platform/content.ts';
import { coreForm } from '../../test/support/kit-parts.ts';
import { freePort, type Program } from '../../test/support/programs.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, median, report } from './figures.ts';
import { fullAnswers, seededRandom } from './full-answers.ts';
import { leanPhone, walkForm } from './lean-phone.ts';

const starts = 3;
const phonesAtOnce = 20;
const readyLimitSeconds = 3;
const endLimitSeconds = 2;
const root = join(import.meta.dirname, '../..');

export async function startUp(): Promise<Figure[]> {
  return [await secondStart(), ...(await endings())];
}

async function secondStart(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-start-'));
  const env = {
    ...process.env,
    DTM_VISITOR_PORT: String(await freePort()),
    DTM_FIELD_PORT: String(await freePort()),
    DTM_COLLECTOR_PORT: String(await freePort()),
  };
  const announcement = join(folder, 'demo.json');
  /** Seconds from the command to the announcement, which is written when all addresses answer. */
  const start = async (): Promise<number> => {
    rmSync(announcement, { force: true });
    const began = performance.now();
    const child = spawn('npm', ['start', '--', '--dir', folder], {
      cwd: root,
      env,
      stdio: 'ignore',
      detached: true,
    });
    const ended = once(child, 'exit');
    while (!existsSync(announcement)) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
      await sleep(5);
    }
    const seconds = (performance.now() - began) / 1000;
    // As Ctrl-C does: to npm and all it started.
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await ended;
    await untilRefused([env.DTM_VISITOR_PORT, env.DTM_COLLECTOR_PORT]);
    return seconds;
  };
  try {
    const first = await start();
    const further: number[] = [];
    for (let index = 0; index < starts; index += 1) further.push(await start());
    const seen = median(further);
    return {
      what: `second npm start to ready (median of ${starts})`,
      wanted: `≤ ${readyLimitSeconds} s`,
      seen: `${seen.toFixed(2)} s`,
      peer: `the first, in an empty folder: ${first.toFixed(2)} s`,
      isMet: seen <= readyLimitSeconds,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function untilRefused(ports: readonly string[]): Promise<void> {
  for (const port of ports)
    while (
      await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).then(
        () => true,
        () => false,
      )
    )
      await sleep(20);
}

async function endings(): Promise<Figure[]> {
  const road = await makeRoad();
  const collector = await road.startCollector();
  const kit = await road.startKit();
  const form = coreForm();
  const [site] = loadDemonstrationSites();
  if (!site) throw new Error('no demonstration site');
  const lists = loadLists(undefined, site.country);
  const random = seededRandom(6);
  try {
    // Each ends when the kit is gone.
    const walks = Array.from({ length: phonesAtOnce }, async (_, first) => {
      for (let number = first; ; number += phonesAtOnce) {
        const phone = leanPhone(new URL(road.visitorUrl), number);
        await walkForm(phone, {
          form,
          answers: fullAnswers(form, lists, site, random),
          isLoadingPages: true,
        });
        phone.close();
      }
    });
    const cut = Promise.allSettled(walks);
    await sleep(1500);
    const figures = [await ending('kit', kit), await ending('collector', collector)];
    await cut;
    return figures;
  } finally {
    await kit.end('SIGKILL');
    await collector.end('SIGKILL');
    road.remove();
  }
}

async function ending(name: string, program: Program): Promise<Figure> {
  const began = performance.now();
  const code = await program.end('SIGTERM');
  const seconds = (performance.now() - began) / 1000;
  return {
    what: `${name}: SIGTERM under load to its end`,
    wanted: `≤ ${endLimitSeconds} s`,
    seen: `${seconds.toFixed(2)} s`,
    peer: `exit code ${code}`,
    isMet: seconds <= endLimitSeconds && code === 0,
  };
}

if (import.meta.main) report(await startUp());
