/** First pages a second, a new connection each, fifty at once; then the same of a bare Hono page of that size in the kit's place. */
import type { Lab } from '../../lab/lab.ts';
import { until } from '../../lab/program.ts';
import { type Figure, ms, whole } from '../figures.ts';
import { cpuSecondsOf } from '../process-usage.ts';
import { hammer } from './hammer.ts';
import { startHono } from './peers.ts';

const [atOnce, seconds, warmUpSeconds] = [50, 8, 3];

export async function serverPower(lab: Lab): Promise<Figure[]> {
  const { kit, phones } = lab;
  const [phone] = await phones.join(1);
  if (!phone) throw new Error('no phone');
  const { address, name } = kit.network;
  const pageBytes = (await phone.fetch(kit.portalUrl, { headers: { 'Accept-Encoding': 'gzip' } })).bytes;
  const common = {
    namespace: phone.namespace,
    address,
    host: name,
    path: '/',
    bytes: pageBytes,
    atOnce,
  };
  const measure = async (pids: readonly number[]) => {
    await hammer({ ...common, seconds: warmUpSeconds });
    const cpuSeconds = () => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
    const before = cpuSeconds();
    const { pages, seconds: took } = await hammer({ ...common, seconds });
    return { perSecond: pages / took, cpuMs: ((cpuSeconds() - before) * 1000) / pages };
  };
  const ours = await measure([kit.kit().pid, kit.gate().pid]);
  await kit.kit().end('SIGTERM');
  const hono = startHono(lab, pageBytes);
  await until('Hono answers', () =>
    phone.fetch(kit.portalUrl).then(
      () => true,
      () => false,
    ),
  );
  const theirs = await measure([hono.pid]);
  return [
    {
      what: 'first pages a second, new connection each, 50 at once',
      wanted: '≥ 0.5 × bare Hono',
      seen: whole(ours.perSecond),
      peer: `bare Hono, ${pageBytes} bytes: ${whole(theirs.perSecond)}`,
      isMet: ours.perSecond >= 0.5 * theirs.perSecond,
    },
    {
      // Where the one who asks is the slower of the two, only this tells the servers apart.
      what: 'CPU time a page, kit and gate together',
      seen: ms(ours.cpuMs),
      peer: `bare Hono: ${ms(theirs.cpuMs)}`,
    },
  ];
}
