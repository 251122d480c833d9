/**
 * A bus of phones that arrives at a terminal: each joins at its moment, is caught by its system's probe, sees the first page,
 * taps "Go online" and finds itself online. Tells for each phone how long what took, in milliseconds.
 */
import type { Lab } from './lab.ts';
import type { Phone, Reply } from './phone.ts';

export interface Passenger {
  readonly phone: Phone;
  /** Joining: from the cable to an address. */
  readonly dhcpMs: number;
  /** From the probe's first byte to the first page's last, two redirects and names included. */
  readonly firstPageMs: number;
  readonly pageBytes: number;
  /** From sending "Go online" to the real host's answer to the probe. */
  readonly onlineMs: number;
  readonly probe: Reply;
}

const probeUrl = 'http://connectivitycheck.gstatic.com/generate_204';

export const letBusArrive = (lab: Lab, count: number, overMs: number): Promise<Passenger[]> =>
  arrive(lab, count, overMs, (number) => ride(lab, number));

/** So many new phones begin, evenly within `overMs`; each is given by its number and joins by itself. */
export async function arrive<T>(
  lab: Lab,
  count: number,
  overMs: number,
  begin: (number: number) => Promise<T>,
): Promise<T[]> {
  const first = await lab.phones.prepare(count);
  const start = performance.now();
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const waitMs = start + (index * overMs) / count - performance.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitMs)));
      return begin(first + index);
    }),
  );
}

async function ride(lab: Lab, number: number): Promise<Passenger> {
  const [phone, dhcpMs] = await timed(() => lab.phones.joinOne(number));
  const [page, firstPageMs] = await timed(() => firstPage(phone));
  const [probe, onlineMs] = await timed(async () => {
    await phone.post(`${lab.kit.portalUrl}en/online`);
    return phone.fetch(probeUrl);
  });
  return { phone, dhcpMs, firstPageMs, pageBytes: page.bytes, onlineMs, probe };
}

/** What a system does on its own: probe, follow, show. */
export async function firstPage(phone: Phone): Promise<Reply> {
  let url = probeUrl;
  for (let hops = 0; hops < 4; hops += 1) {
    const reply = await phone.fetch(url, { headers: { 'Accept-Encoding': 'gzip' } });
    if (reply.status === 200) return reply;
    url = new URL(reply.headers.location ?? '', url).href;
  }
  throw new Error(`${phone.address} is led in a circle`);
}

export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}
