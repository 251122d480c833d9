/** With nobody else on the network: the way online, 443 while captive, what a whole visit costs, and the memory it takes. */

import type { Lab } from '../../lab/lab.ts';
import { internetAddresses } from '../../lab/plan.ts';
import { visitorWith } from '../../lab/visitor.ts';
import { type Figure, ms, percentile } from '../figures.ts';
import { cpuSecondsOf, memoryOf } from '../process-usage.ts';
import { firstPacketMs } from './first-packet.ts';

const phonesCount = 120;
const answersPerVisit = 7;

export async function quietPhone(lab: Lab): Promise<Figure[]> {
  const { kit, phones } = lab;
  const all = await phones.join(phonesCount);
  const refused: number[] = [];
  for (const phone of all)
    for (let time = 0; time < 5; time += 1) {
      const { outcome, tookMs } = await phone.attempt(internetAddresses.host, 443);
      if (outcome !== 'refused') throw new Error(`443 is ${outcome}`);
      refused.push(tookMs);
    }

  const programs = [kit.kit(), kit.gate()];
  const cpuSeconds = () => programs.map(({ pid }) => cpuSecondsOf(pid));
  // The first visits warm the program up, as the first bus of a morning does. Nobody stops to read: who takes longer for a page than
  // the kit keeps a connection costs it another one, and after half a minute a question to the gate.
  const [warm, measured] = [all.slice(0, phonesCount / 3), all.slice(phonesCount / 3)];
  const visit = async (phone: (typeof all)[number]): Promise<number> => {
    await phone.fetch('http://connectivitycheck.gstatic.com/generate_204');
    const visitor = visitorWith(phone, phone.namespace);
    await visitor.open(kit.portalUrl);
    await visitor.open(`${kit.portalUrl}en`);
    await visitor.answer(answersPerVisit);
    return firstPacketMs(phone, kit.portalUrl);
  };
  for (const phone of warm) await visit(phone);
  const before = cpuSeconds();
  const online: number[] = [];
  for (const phone of measured) online.push(await visit(phone));
  const [kitMs = 0, gateMs = 0] = cpuSeconds().map(
    (seconds, index) => ((seconds - (before[index] ?? 0)) * 1000) / measured.length,
  );
  const cpuMs = kitMs + gateMs;
  const memory = programs.map(({ pid }) => memoryOf(pid));
  const own = memory.reduce((sum, { ownMb }) => sum + ownMb, 0);
  // Both run the same binary; the machine holds it once.
  const shared = Math.max(...memory.map(({ residentMb, ownMb }) => residentMb - ownMb));
  const eachAlone = memory.reduce((sum, { residentMb }) => sum + residentMb, 0);

  const p95 = (values: readonly number[]) => percentile(values, 95);
  return [
    {
      what: '443 refused while captive, p95',
      wanted: '< 10 ms',
      seen: ms(p95(refused)),
      isMet: p95(refused) < 10,
    },
    {
      what: '"Go online" → first packet through, quiet, p95',
      wanted: '< 50 ms',
      seen: ms(p95(online)),
      isMet: p95(online) < 50,
    },
    {
      what: 'CPU of kit and gate per visit: probe, portal, 7 answers, grant',
      wanted: '≤ 20 ms',
      seen: ms(cpuMs),
      peer: `kit ${ms(kitMs)}, gate ${ms(gateMs)}, what they do by themselves meanwhile included`,
      isMet: cpuMs <= 20,
    },
    {
      what: 'memory of kit and gate after these visits, Node’s binary counted once',
      wanted: '≤ 150 MB',
      seen: `${(own + shared).toFixed(0)} MB`,
      peer: `counted with each: ${eachAlone.toFixed(0)} MB; without: ${own.toFixed(0)} MB`,
      isMet: own + shared <= 150,
    },
  ];
}
