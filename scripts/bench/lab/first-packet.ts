/**
 * How long after sending "Go online" a phone's first packet is through: it sends a datagram to the internet every millisecond and
 * waits for the first one that comes back.
 */
import { within } from '../../lab/namespaces.ts';
import type { Phone } from '../../lab/phone.ts';
import { echoPort, internetAddresses } from '../../lab/plan.ts';
import { datagramsNow } from '../../lab/sockets.ts';

const limitMs = 10_000;

export async function firstPacketMs(phone: Phone, portalUrl: string): Promise<number> {
  // The portal's name is known by then: its page has been seen.
  const address = await phone.addressOf(new URL(portalUrl).hostname);
  const socket = within(phone.namespace, datagramsNow);
  const start = performance.now();
  let ping: NodeJS.Timeout | undefined;
  let limit: NodeJS.Timeout | undefined;
  const through = new Promise<number>((resolve, reject) => {
    ping = setInterval(() => socket.send('x', echoPort, internetAddresses.host), 1);
    limit = setTimeout(() => reject(new Error(`${phone.namespace} is not through`)), limitMs);
    socket.on('message', () => resolve(performance.now() - start));
  });
  try {
    const [took] = await Promise.all([
      through,
      phone.fetch(`${portalUrl}en/online`, { method: 'POST', address }),
    ]);
    return took;
  } finally {
    clearInterval(ping);
    clearTimeout(limit);
    socket.close();
  }
}
