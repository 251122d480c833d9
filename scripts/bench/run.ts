/**
 * `npm run bench`: every bench, or those named, one after the other, each a process of its own; then one table. A figure below its
 * goal is said to be so and is no failure: times belong to the machine and the moment. A bench that cannot run is one.
 *
 *   npm run bench -- first-page upload-size
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { type Figure, printFigures } from './figures.ts';

const benches = [
  'probe-redirects',
  'first-page',
  'portal-form',
  'portal-load',
  'answer-latency',
  'upload-size',
  'kit-memory',
  'count-memory',
  'collector-throughput',
  'flows-year',
  'start-up',
  'media-ranges',
  'video-and-form',
  'count-cost',
  'mission',
] as const;

const named = process.argv.slice(2);
const unknown = named.filter((name) => !benches.some((bench) => bench === name));
if (unknown.length > 0) {
  console.error(`bench: no bench is called ${unknown.join(', ')}; there are ${benches.join(', ')}.`);
  process.exit(1);
}

console.log(
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), load before: ${loadavg()[0]?.toFixed(1)}`,
);
const figures: Figure[] = [];
for (const bench of benches.filter((name) => named.length === 0 || named.includes(name))) {
  console.log(`bench: ${bench}`);
  figures.push(...(await run(bench)));
}
printFigures(figures);

async function run(bench: string): Promise<Figure[]> {
  const child = fork(join(import.meta.dirname, `${bench}.ts`), [], { execArgv: [] });
  const measured: Figure[] = [];
  child.on('message', (message) => measured.push(...(message as Figure[])));
  await once(child, 'exit');
  if (child.exitCode === 0 && measured.length > 0) return measured;
  process.exitCode = 1;
  return [{ what: bench, seen: 'could not be run: see its error above', isMet: false }];
}
