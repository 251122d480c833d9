/** What a quiet phone waits for its page while three phones try to hold 500 slow sockets and three flood the portal. */
import { startAttack } from '../../lab/attack.ts';
import { firstPage, timed } from '../../lab/bus.ts';
import type { Lab } from '../../lab/lab.ts';
import { type Figure, ms, percentile } from '../figures.ts';

const samples = 200;

export async function underAttack({ kit, phones }: Lab): Promise<Figure[]> {
  const [slow, flooding, quiet] = [await phones.join(3), await phones.join(3), await phones.join(10)];
  const common = { address: kit.network.address, port: 80, seconds: 120 };
  const names = (some: typeof slow) => some.map(({ namespace }) => namespace);
  const attacks = await Promise.all([
    startAttack({ ...common, namespaces: names(slow), slowSockets: 167, floodConnections: 0 }),
    startAttack({ ...common, namespaces: names(flooding), slowSockets: 0, floodConnections: 20 }),
  ]);
  const waits: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const phone = quiet[sample % quiet.length];
    if (!phone) throw new Error('no phone');
    waits.push((await timed(() => firstPage(phone)))[1]);
    // A phone asks now and then; the attack does not.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await Promise.all(attacks.map((attack) => attack.stop()));
  const p95 = percentile(waits, 95);
  return [
    {
      what: 'a quiet phone’s probe → first page during slow sockets and flood, p95',
      wanted: '< 1 s',
      seen: ms(p95),
      isMet: p95 < 1000,
    },
  ];
}
