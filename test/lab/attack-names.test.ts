/**
 * Journey: phones that attack names. One floods questions, holds connections, asks for huge answers, or for names whose servers
 * never answer; others go on finding the portal and the internet.
 */
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { firstPage } from '../../scripts/lab/bus.ts';
import { startFlood } from '../../scripts/lab/flood.ts';
import { encodeQuestion } from '../../scripts/lab/name-question.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { internetAddresses } from '../../scripts/lab/plan.ts';
import { until } from '../../scripts/lab/program.ts';
import { probes } from '../../src/kit/access/probes.ts';
import { countPackets } from '../support/count-packets.ts';
import { knowledgeOf } from '../support/hostile-phone.ts';
import { describeInLab } from '../support/lab-bench.ts';

const probeHosts = [...new Set(probes.flatMap(({ hosts }) => hosts))];

describeInLab('a phone that attacks names', {}, (journey) => {
  const join = async (count: number): Promise<Phone[]> => {
    const phones = await journey().lab.phones.join(count);
    const [first] = phones;
    if (!first) throw new Error('no phones');
    await until('the kit knows of the internet', async () => (await first.resolve('example.org')).code === 0);
    return phones;
  };
  const goOnline = (phone: Phone) => phone.post(`${journey().lab.kit.portalUrl}en/online`);
  const findsAllProbes = async (phone: Phone) => {
    for (const host of probeHosts)
      expect({ host, ...(await phone.resolve(host)) }).toMatchObject({ host, code: 0 });
  };
  const recovers = (phone: Phone) =>
    expect
      .poll(async () => (await firstPage(phone).catch(() => undefined))?.status, { timeout: 20_000 })
      .toBe(200);

  it('by thousands of questions a second keeps nobody else from a name, and has its own back afterwards', async () => {
    const { lab } = journey();
    const [hostile, quiet] = (await join(2)) as [Phone, Phone];
    const startedAt = performance.now();
    const heard = await countPackets(lab.plan.kit, 'input', `ether saddr ${hostile.mac} udp dport 53`);
    const flood = await startFlood({
      ...(await knowledgeOf(lab, hostile)),
      kind: 'names',
      framesPerSecond: 4000,
      // So many that the bound below stands far under them.
      leastFrames: 8000,
      seconds: 60,
    });
    await findsAllProbes(quiet);
    expect((await firstPage(quiet)).status).toBe(200);
    await flood.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    // 150 at once, twenty a second.
    expect(await heard()).toBeLessThan(170 + 20 * seconds);
    await recovers(hostile);
  });

  it('by holding connections gets two, and everybody else asks over TCP as well', async () => {
    const { kit } = journey().lab;
    const [hostile, quiet] = (await join(2)) as [Phone, Phone];
    const held = Array.from({ length: 40 }, (): Socket => {
      const socket = hostile.connect(kit.network.address, 53);
      // The length of a question, and no question.
      socket.on('connect', () => socket.write(Buffer.of(0, 40)));
      socket.on('error', () => undefined);
      return socket;
    });
    await until('one stands', () => held.some(({ readyState }) => readyState === 'open'));
    for (const host of probeHosts.slice(0, 3))
      expect((await askOverTcp(quiet, kit.network.address, host, 'A')).length).toBeGreaterThan(20);
    expect(held.filter(({ readyState }) => readyState === 'open')).toHaveLength(2);
    for (const socket of held) socket.destroy();
    await recovers(hostile);
  });

  it('by asking for huge answers gets one, and then eight kilobytes a second', async () => {
    const { kit } = journey().lab;
    const [hostile, quiet] = (await join(2)) as [Phone, Phone];
    const socket = hostile.connect(kit.network.address, 53);
    let bytes = 0;
    const startedAt = performance.now();
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    socket.on('connect', () => {
      for (let asked = 0; asked < 30; asked += 1)
        socket.write(framed(encodeQuestion(asked, 'huge.lab', 'TXT')));
    });
    await until('a whole answer is there', () => bytes > 50_000);
    await findsAllProbes(quiet);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const seconds = (performance.now() - startedAt) / 1000;
    expect(bytes).toBeLessThan(64 * 1024 + 8 * 1024 * (seconds + 1));
    socket.destroy();
    await recovers(hostile);
  });

  it('by ever new connections gets five at most while captive, and then one in six seconds', async () => {
    const { kit } = journey().lab;
    const [hostile] = (await join(1)) as [Phone];
    const startedAt = performance.now();
    let stood = 0;
    for (let times = 0; times < 15; times += 1)
      if ((await hostile.attempt(kit.network.address, 53, 200)).outcome === 'connected') stood += 1;
    const seconds = (performance.now() - startedAt) / 1000;
    expect(stood).toBeGreaterThan(1);
    expect(stood).toBeLessThanOrEqual(6 + seconds / 6);
  });

  it('whose questions nobody answers, once granted, takes no waiting place from the others', async () => {
    const { lab } = journey();
    const [quiet, ...hostile] = (await join(5)) as [Phone, ...Phone[]];
    for (const phone of hostile) expect((await goOnline(phone)).status).toBe(303);
    const floods = await Promise.all(
      hostile.map(async (phone) =>
        startFlood({
          ...(await knowledgeOf(lab, phone)),
          kind: 'unansweredNames',
          framesPerSecond: 1000,
          seconds: 60,
        }),
      ),
    );
    for (const end = performance.now() + 6000; performance.now() < end; ) {
      const fresh = `${Math.round(performance.now())}.example.org`;
      expect((await quiet.resolve(fresh)).records).toEqual([internetAddresses.host]);
      expect((await firstPage(quiet)).status).toBe(200);
      // Somebody who looks, not a machine: without a pause the quiet phone itself asks more than one phone may.
      await pause(200);
    }
    await Promise.all(floods.map((flood) => flood.stop()));
    for (const phone of hostile)
      await expect
        .poll(async () => (await phone.resolve('example.org').catch(() => undefined))?.code, {
          timeout: 20_000,
        })
        .toBe(0);
  });
});

/** RFC 1035 §4.2.2: over TCP a message follows its length. */
const framed = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};

function askOverTcp(phone: Phone, server: string, name: string, type: 'A'): Promise<Buffer> {
  const socket = phone.connect(server, 53);
  return new Promise((resolve, reject) => {
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no answer about ${name} over TCP`)));
    socket.on('error', reject);
    socket.on('connect', () => socket.write(framed(encodeQuestion(1, name, type))));
    socket.on('data', (answer: Buffer) => {
      socket.destroy();
      resolve(answer);
    });
  });
}
