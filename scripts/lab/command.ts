/**
 * `npm run lab`: a quick walk of one phone, up and down again. `npm run lab -- up --phones 3` leaves a lab standing and prints how
 * to try it by hand; `npm run lab -- down [name]` removes one, or all that were left standing.
 */
import { parseArgs } from 'node:util';
import { whyNoLab } from './able.ts';
import { type Lab, makeLab } from './lab.ts';
import { labNames, removeLab } from './leftovers.ts';
import type { Phone } from './phone.ts';
import { fieldTeam, internetAddresses, isLabName } from './plan.ts';
import { walk } from './walk.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { phones: { type: 'string', default: '1' } },
});
const [word = 'walk', name] = positionals;
const say = (line: string) => process.stdout.write(`${line}\n`);

const words: Readonly<Record<string, () => Promise<void>>> = { up, down, walk: quickWalk };

const reason = whyNoLab();
const chosen = words[word];
if (!chosen) fail(`"${word}" is none of: up, down, or nothing.`);
else if (reason !== undefined) fail(`There can be no lab here: ${reason}.`);
else await chosen();

function fail(sentence: string): void {
  process.stderr.write(`lab: ${sentence}\n`);
  process.exitCode = 1;
}

async function up(): Promise<void> {
  const count = Number(values.phones);
  if (!Number.isInteger(count) || count < 0 || count > 500) return fail('--phones is a number up to 500.');
  const lab = await makeLab({ isStanding: true });
  try {
    const phones = await lab.phones.join(count);
    say(JSON.stringify(describe(lab, phones), undefined, 2));
  } catch (error) {
    await lab.remove();
    throw error;
  }
  process.exit();
}

function describe({ plan, kit }: Lab, phones: readonly Phone[]) {
  const on = (namespace: string, command: string) => `ip netns exec ${namespace} ${command}`;
  const first = phones[0]?.namespace ?? plan.phone(1);
  return {
    name: plan.name,
    portal: kit.portalUrl,
    namespaces: { internet: plan.internet, kit: plan.kit, field: plan.field },
    phones: phones.map(({ namespace, address, mac }) => ({ namespace, address, mac })),
    addresses: {
      kitToPhones: kit.network.address,
      kitToField: kit.network.field_address,
      kitToInternet: internetAddresses.kit,
      internet: internetAddresses.gateway,
      fieldTeam: fieldTeam.address,
    },
    files: plan.folder,
    try: {
      probe: on(first, 'curl -si http://connectivitycheck.gstatic.com/generate_204'),
      portal: on(first, `curl -s ${kit.portalUrl}en`),
      goOnline: on(first, `curl -si -X POST ${kit.portalUrl}en/online`),
      httpsRefused: on(first, `curl -sk https://${internetAddresses.host}/`),
      field: on(plan.field, `curl -s http://${kit.network.field_address}:8081/status.json`),
      rules: on(plan.kit, 'nft list table inet dtm'),
      unplug: `ip -n ${plan.internet} link set kit0 down`,
      plugIn: `ip -n ${plan.internet} link set kit0 up`,
      remove: `npm run lab -- down ${plan.name}`,
    },
  };
}

async function down(): Promise<void> {
  if (name !== undefined && !isLabName(name)) return fail(`"${name}" is no name of a lab.`);
  const standing = labNames();
  const wanted = name === undefined ? standing : standing.filter((one) => one === name);
  if (wanted.length === 0) say('no lab is standing');
  for (const one of wanted) {
    await removeLab(one);
    say(`${one} is gone`);
  }
}

async function quickWalk(): Promise<void> {
  const lab = await makeLab();
  const clear = async () => {
    await lab.remove();
    process.exit(1);
  };
  process.on('SIGINT', clear).on('SIGTERM', clear);
  try {
    for await (const line of walk(lab)) say(line);
  } finally {
    await lab.remove();
  }
  process.exit();
}
