/**
 * `npm run bench:lab`: what a phone on a real network waits for, measured in a lab of network namespaces with the real gate, kit,
 * name server and firewall; then one table. Times belong to the machine and the moment: a figure below its goal is said to be so.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { whyNoLab } from '../../lab/able.ts';
import { type Lab, type LabOptions, makeLab } from '../../lab/lab.ts';
import { type Figure, printFigures } from '../figures.ts';
import { busAndNginx } from './bus-and-nginx.ts';
import { quietPhone } from './quiet-phone.ts';
import { serverPower } from './server-power.ts';
import { underAttack } from './under-attack.ts';

interface Bench {
  readonly name: string;
  readonly options?: LabOptions;
  readonly measure: (lab: Lab) => Promise<Figure[]>;
}

/** One phone plays all: only the limits on one phone are lifted. */
const unlimited: LabOptions = {
  config: {
    limits: { connections_per_phone: 512, requests_per_second: 1_000_000, request_burst: 1_000_000 },
  },
  fairness: { portal_connections: 512, new_connections_per_second: 100_000 },
};

const benches: readonly Bench[] = [
  { name: 'quiet-phone', measure: quietPhone },
  { name: 'bus-and-nginx', measure: busAndNginx },
  { name: 'server-power', options: unlimited, measure: serverPower },
  { name: 'under-attack', measure: underAttack },
];

const reason = whyNoLab(['nginx']);
if (reason !== undefined) {
  console.error(`bench: there can be no lab here: ${reason}.`);
  process.exit(1);
}
const named = process.argv.slice(2);
const cores = `${availableParallelism()} cores (${cpus()[0]?.model.trim()})`;
console.log(`Node ${process.version}, ${cores}, load before: ${loadavg()[0]?.toFixed(1)}`);
const figures: Figure[] = [];
for (const { name, options, measure } of benches.filter(
  (bench) => named.length === 0 || named.includes(bench.name),
)) {
  console.log(`bench: ${name}`);
  const lab = await makeLab(options);
  try {
    figures.push(...(await measure(lab)));
  } finally {
    await lab.remove();
  }
}
printFigures(figures);
process.exit();
