/**
 * A bus of 200 phones within ten seconds: each from its first probe to the complete first page, then online. Then the same bus
 * meets nginx in the kit's place, behind the same rules.
 */
import { arrive, firstPage, timed } from '../../lab/bus.ts';
import type { Lab } from '../../lab/lab.ts';
import { until } from '../../lab/program.ts';
import { type Figure, median, ms, percentile } from '../figures.ts';
import { firstPacketMs } from './first-packet.ts';
import { startNginx } from './peers.ts';

const count = 200;
const overMs = 10_000;

export async function busAndNginx(lab: Lab): Promise<Figure[]> {
  const { phones, kit } = lab;
  const [spare] = await phones.join(1);
  if (!spare) throw new Error('no phone');
  const pageBytes = (await firstPage(spare)).bytes;
  const ours = await arrive(lab, count, overMs, async (number) => {
    const phone = await phones.joinOne(number);
    const [, pageMs] = await timed(() => firstPage(phone));
    return { pageMs, onlineMs: await firstPacketMs(phone, kit.portalUrl) };
  });
  await kit.kit().end('SIGTERM');
  const nginx = startNginx(lab, pageBytes);
  await until('nginx answers', async () => {
    if (nginx.hasEnded()) throw new Error(nginx.said());
    return spare.fetch(kit.portalUrl).then(
      ({ status }) => status === 200,
      () => false,
    );
  });
  const theirs = await arrive(lab, count, overMs, async (number) => {
    const phone = await phones.joinOne(number);
    return (await timed(() => firstPage(phone)))[1];
  });
  const pages = ours.map(({ pageMs }) => pageMs);
  const online = ours.map(({ onlineMs }) => onlineMs);
  const [kitP95, nginxP95] = [percentile(pages, 95), percentile(theirs, 95)];
  return [
    {
      what: 'bus of 200 in 10 s: probe → complete first page, p95',
      wanted: '≤ 2 × nginx',
      seen: ms(kitP95),
      peer: `nginx, ${pageBytes} bytes, same rules: ${ms(nginxP95)}`,
      isMet: kitP95 <= 2 * nginxP95,
    },
    { what: 'the same, median', seen: ms(median(pages)), peer: ms(median(theirs)) },
    {
      what: '"Go online" → first packet through, during the bus, p95',
      wanted: '< 150 ms',
      seen: ms(percentile(online, 95)),
      isMet: percentile(online, 95) < 150,
    },
  ];
}
