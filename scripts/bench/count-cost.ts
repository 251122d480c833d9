/**
 * What counting costs the gate for each phone that comes, and goes again: two HMACs and a line as it comes, one and a line as it goes.
 * The gate's own memory, counter and socket in this process, the kit at the other end in another; in turns with counting and
 * without, so that both see the same machine. Wanted: at most 50 µs of processor time more, for the two together.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerCredentials } from '../../src/gate/native.ts';
import { createPhones } from '../../src/gate/phones.ts';
import { createListeners, createRealGate, tellOf } from '../../src/gate/real-gate.ts';
import { createCounter } from '../../src/gate/slots.ts';
import { serveGate } from '../../src/gate/socket-server.ts';
import { silentLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { type Figure, median, report } from './figures.ts';

const wantedMicros = 50;
const pairs = 7;
const roundsEach = 40;
/** A bus in each second for twenty seconds; then all are gone. */
const [busPhones, buses] = [50, 20];
const absentAfterMs = 300_000;

export async function countCost(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-count-cost-'));
  const bench = await makeGate(join(folder, 'gate.sock'));
  try {
    const costs: { readonly plain: number; readonly counted: number }[] = [];
    await bench.microsOf(true);
    for (let pair = 0; pair < pairs; pair++)
      costs.push({ plain: await bench.microsOf(false), counted: await bench.microsOf(true) });
    const more = costs.map(({ plain, counted }) => counted - plain);
    const [least, middle, most] = [Math.min(...more), median(more), Math.max(...more)];
    return [
      {
        what: 'counting, processor time of the gate for a phone that comes and goes',
        wanted: `≤ ${wantedMicros} µs`,
        seen: `${middle.toFixed(1)} µs (${least.toFixed(1)} to ${most.toFixed(1)} in ${pairs} pairs)`,
        peer: `all of it with counting ${median(costs.map(({ counted }) => counted)).toFixed(1)} µs, without ${median(costs.map(({ plain }) => plain)).toFixed(1)} µs`,
        isMet: middle <= wantedMicros,
      },
    ];
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeGate(path: string) {
  let ms = 0;
  let last = 0;
  const clock = { now: () => ms, msSinceStart: () => ms };
  const [presence, counter] = [createListeners(), createCounter(systemRandom)];
  const phones = createPhones({
    clock,
    random: systemRandom,
    maxPhones: 4096,
    absentAfterMs,
    tell: tellOf(presence, counter),
    keep: { met: () => undefined, forgotten: () => undefined },
  });
  const taken = async () => undefined;
  const firewall = {
    load: () => undefined,
    read: () => [],
    ...{ grant: taken, revoke: taken, know: taken, forget: taken, setOwners: taken, setUplink: taken },
  };
  const readNeighbours = () => [];
  const server = await serveGate({
    path,
    gate: createRealGate({ clock, firewall, phones, readNeighbours, presence, counter }),
    clock,
    log: silentLog,
    peerUser: peerCredentials(),
    allowedUsers: new Set([process.getuid?.() ?? 0]),
  });

  const nextMac = () => {
    last += 1;
    const digits = last.toString(16).padStart(8, '0');
    return `02:00:${(digits.match(/../g) ?? []).join(':')}`;
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  return {
    /** Microseconds of processor time of this process for each phone, with a kit that listens and lets it count or not. */
    microsOf: async (isCounting: boolean): Promise<number> => {
      const kit = await startKit(path, isCounting);
      await kit.hears();
      const before = process.cpuUsage();
      for (let round = 0; round < roundsEach; round++) {
        for (let bus = 0; bus < buses; bus++) {
          for (let phone = 0; phone < busPhones; phone++) phones.see(nextMac());
          ms += 1000;
          await turn();
        }
        ms += absentAfterMs;
        const heard = kit.hears();
        phones.sweep();
        await heard;
      }
      const { user, system } = process.cpuUsage(before);
      await kit.end();
      return (user + system) / (roundsEach * buses * busPhones);
    },
    close: () => server.close(),
  };
}

/** Another process at the socket, which says when it has read its answers, and then once for each round of lines. */
async function startKit(path: string, isCounting: boolean) {
  const linesARound = buses * busPhones * (isCounting ? 4 : 2);
  const asked = isCounting
    ? `1 watch\n2 count ${randomBytes(32).toString('hex')} 16384\n`
    : '1 watch\n2 list\n';
  const child = spawn(process.execPath, ['-e', kitProgram, path, asked, String(linesARound)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    hears: () => once(child, 'message'),
    end: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

const kitProgram = `const [, path, asked, linesARound] = process.argv;
const socket = require('node:net').connect(path, () => socket.write(asked));
let left = 2;
socket.on('data', (part) => {
  for (const byte of part) if (byte === 10 && --left === 0) {
    left = Number(linesARound);
    process.send('heard');
  }
});`;

if (import.meta.main) report(await countCost());
