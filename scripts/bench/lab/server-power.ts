/** First pages a second, a new connection each, fifty at once; then the same of a bare Hono page of that size in the kit's place. */
import type { Lab } from '../../lab/lab.ts';
import { until } from '../../lab/program.ts';
import { type Figure, whole } from '../figures.ts';
import { pagesPerSecond } from './hammer.ts';
import { startHono } from './peers.ts';

const [atOnce, seconds, warmUpSeconds] = [50, 8, 3];

export async function serverPower(lab: Lab): Promise<Figure[]> {
  const { kit, phones } = lab;
  const [phone] = await phones.join(1);
  if (!phone) throw new Error('no phone');
  const { address, name } = kit.network;
  const common = { namespace: phone.namespace, address, host: name, path: '/', atOnce };
  const measure = async () => {
    await pagesPerSecond({ ...common, seconds: warmUpSeconds });
    return pagesPerSecond({ ...common, seconds });
  };
  const pageBytes = Buffer.byteLength((await phone.fetch(kit.portalUrl)).body);
  const ours = await measure();
  await kit.kit().end('SIGTERM');
  startHono(lab, pageBytes);
  await until('Hono answers', () =>
    phone.fetch(kit.portalUrl).then(
      () => true,
      () => false,
    ),
  );
  const theirs = await measure();
  return [
    {
      what: 'first pages a second, new connection each, 50 at once',
      wanted: '≥ 0.5 × bare Hono',
      seen: whole(ours),
      peer: `bare Hono, ${pageBytes} bytes: ${whole(theirs)}`,
      isMet: ours >= 0.5 * theirs,
    },
  ];
}
