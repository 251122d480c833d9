/**
 * The demonstration as a newcomer starts it: real processes on free ports, in a folder of its own. It begins empty, takes in
 * what a phone answers, survives the death of its programs, keeps its state, and ends when told to.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { runSimulation } from '../../src/simulate/run-simulation.ts';
import { freePort } from '../support/programs.ts';

interface Announced {
  readonly visitorUrl: string;
  readonly fieldUrl: string;
  readonly collectorUrl: string;
  readonly staff: { readonly email: string; readonly password: string };
  readonly apiToken: string;
}

const program = join(import.meta.dirname, '../../dist/dtm-wifi.mjs');
let folder: string;
let env: Record<string, string>;
let demo: Demo;

interface Demo {
  readonly child: ChildProcess;
  readonly said: () => string;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-wifi-demo-'));
  const variables = ['DTM_VISITOR_PORT', 'DTM_FIELD_PORT', 'DTM_COLLECTOR_PORT'];
  env = Object.fromEntries(
    await Promise.all(variables.map(async (name) => [name, String(await freePort())])),
  );
  demo = start();
  await announced(demo);
});

afterAll(async () => {
  demo.child.kill('SIGKILL');
  // Its programs end by themselves when it is gone.
  await untilGone();
  rmSync(folder, { recursive: true, force: true });
});

function start(): Demo {
  const child = spawn(process.execPath, [program, 'demo', '--dir', folder], {
    env: { ...process.env, ...env },
  });
  let said = '';
  const keep = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return { child, said: () => said };
}

async function announced({ child, said }: Demo): Promise<Announced> {
  const file = join(folder, 'demo.json');
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`the demonstration ended: ${said()}`);
    await sleep(25);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Announced;
}

const isUp = (url: string) =>
  fetch(url, { redirect: 'manual' }).then(
    () => true,
    () => false,
  );

async function untilGone(): Promise<void> {
  for (const port of Object.values(env)) while (await isUp(`http://127.0.0.1:${port}/`)) await sleep(50);
}

const told = () => JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as Announced;

async function exportRows({ collectorUrl, apiToken }: Announced): Promise<string[]> {
  const answer = await fetch(`${collectorUrl}/api/v1/submissions.csv`, {
    headers: { Authorization: `Bearer ${apiToken}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.text()).trim().split(/\r?\n/).slice(1);
}

test('it announces three addresses that answer, a staff login and a token, readable by the owner only', async () => {
  const { visitorUrl, fieldUrl, collectorUrl, staff } = told();
  for (const url of [visitorUrl, fieldUrl, collectorUrl]) {
    expect(await isUp(url)).toBe(true);
    expect(demo.said()).toContain(url);
  }
  expect(staff.email).toMatch(/@/);
  expect(demo.said()).toContain(staff.password);
  expect(statSync(join(folder, 'demo.json')).mode & 0o777).toBe(0o600);
});

test('it begins with at least six sites and without a submission', async () => {
  const { collectorUrl, apiToken } = told();
  const answer = await fetch(`${collectorUrl}/api/v1/sites`, {
    headers: { Authorization: `Bearer ${apiToken}` },
  });
  const { sites } = (await answer.json()) as { sites: unknown[] };
  expect(sites.length).toBeGreaterThanOrEqual(6);
  expect(await exportRows(told())).toEqual([]);
});

test('what phones answer arrives, also when kit and collector die meanwhile', async () => {
  const played = runSimulation({
    phones: 12,
    minutes: 0,
    seed: 'demo',
    portal: told().visitorUrl,
    clock: systemClock(),
    behaviour: { ignoresPortal: 0, declinesConsent: 0, goesOnlineFirst: 0, deletes: 0, deletesMidway: 0 },
  });
  for (const name of ['kit', 'collector']) await killChild(name);
  const { visits, faults } = await played;
  expect(faults).toEqual({});
  const certain = visits.filter(({ status, unsureOf }) => status === 'complete' && unsureOf === null);
  expect(certain.length).toBeGreaterThan(0);
  // Abandoned ones come later, when the kit has seen that nobody is coming back.
  while ((await exportRows(told())).filter((row) => row.includes(',complete,')).length < certain.length)
    await sleep(100);
  expect(demo.said()).toMatch(/The kit ended \(SIGKILL\); starting it again/);
  expect(demo.said()).toMatch(/The collector ended \(SIGKILL\); starting it again/);
});

test('unplugged, the kit keeps what is answered while the staff still see their pages; plugged in, it arrives', async () => {
  const rowsBefore = await exportRows(told());
  demo.child.stdin?.write('u\n');
  while (!demo.said().includes('The uplink is unplugged')) await sleep(25);
  const { visits } = await runSimulation({
    phones: 8,
    minutes: 0,
    seed: 'unplugged',
    portal: told().visitorUrl,
    clock: systemClock(),
    behaviour: {
      ignoresPortal: 0,
      declinesConsent: 0,
      goesOnlineFirst: 0,
      deletes: 0,
      deletesMidway: 0,
      walksAway: 0,
    },
  });
  // The others come later, when the kit has seen that nobody is coming back.
  const ended = visits.filter(({ status }) => status === 'complete').length;
  expect(ended).toBeGreaterThan(0);
  const status = (await (await fetch(`${told().fieldUrl}/status.json`)).json()) as { waiting: number };
  expect(status.waiting).toBeGreaterThanOrEqual(ended);
  expect(await exportRows(told())).toEqual(rowsBefore);
  demo.child.stdin?.write('u\n');
  while ((await exportRows(told())).length < rowsBefore.length + ended) await sleep(100);
});

test('started anew by a key, the kit sends what it has counted, and the staff see how many came', async () => {
  const { collectorUrl, apiToken, visitorUrl } = told();
  const counted = async (): Promise<number> => {
    const headers = { Authorization: `Bearer ${apiToken}` };
    const answer = await fetch(`${collectorUrl}/api/v1/counts.csv`, { headers });
    const [head = '', ...rows] = (await answer.text()).trim().split(/\r?\n/);
    const column = head.split(',').indexOf('estimate');
    return Math.max(0, ...rows.map((row) => Number(row.split(',')[column])));
  };
  const before = await counted();
  await runSimulation({ phones: 60, minutes: 0, seed: 'counted', portal: visitorUrl, clock: systemClock() });
  expect(await counted()).toBe(before);
  demo.child.stdin?.write('r\n');
  while ((await counted()) < 40) await sleep(100);
  // Of the phones before, those are missing that were there when the kit was killed.
  expect(await counted()).toBeLessThan(100);
  expect(demo.said()).toContain('The kit ended (code 0); starting it again.');
});

test('a second demonstration in the same folder, or on the same ports, says what to do', async () => {
  const sameFolder = start();
  expect(await once(sameFolder.child, 'exit')).toEqual([1, null]);
  expect(sameFolder.said()).toMatch(/is running in .* already; stop it, or choose another folder with --dir/);

  const other = mkdtempSync(join(tmpdir(), 'dtm-wifi-demo-'));
  const samePorts = spawn(process.execPath, [program, 'demo', '--dir', other], {
    env: { ...process.env, ...env },
  });
  let said = '';
  samePorts.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  expect(await once(samePorts, 'exit')).toEqual([1, null]);
  expect(said).toContain(
    `port ${env.DTM_VISITOR_PORT}, for the visitors' pages; another one: DTM_VISITOR_PORT=`,
  );
  rmSync(other, { recursive: true });
});

test('told to stop it ends in order, and the next start has the same state', async () => {
  const before = told();
  const rows = await exportRows(before);
  demo.child.kill('SIGTERM');
  expect(await once(demo.child, 'exit')).toEqual([0, null]);
  await untilGone();
  rmSync(join(folder, 'demo.json'));
  demo = start();
  expect(await announced(demo)).toEqual(before);
  expect(await exportRows(before)).toEqual(expect.arrayContaining(rows));
});

async function killChild(name: string): Promise<void> {
  const children = readFileSync(`/proc/${demo.child.pid}/task/${demo.child.pid}/children`, 'utf8')
    .trim()
    .split(' ');
  const pid = children.find((id) => readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').includes(name));
  if (pid === undefined) throw new Error(`no ${name} among the children`);
  process.kill(Number(pid), 'SIGKILL');
  await sleep(300);
}
