/**
 * Journey: three phones hold hundreds of slow sockets and three flood the portal. They get what is theirs and no more; everybody else
 * sees every page, answers the form and goes online meanwhile.
 */
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { startAttack } from '../../scripts/lab/attack.ts';
import { firstPage } from '../../scripts/lab/bus.ts';
import { run } from '../../scripts/lab/namespaces.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { until } from '../../scripts/lab/program.ts';
import { visitorWith } from '../../scripts/lab/visitor.ts';
import { findAction } from '../../src/simulate/fill-in.ts';
import { describeInLab } from '../support/lab-bench.ts';

const probe = 'http://connectivitycheck.gstatic.com/generate_204';

const names = (phones: readonly Phone[]) => phones.map(({ namespace }) => namespace);

describeInLab('hostile phones', {}, (journey) => {
  /** Connections of these phones that stand at the kit now, in its own kernel's view. */
  const standing = async (phones: readonly Phone[]): Promise<number> => {
    const { plan, kit } = journey().lab;
    const filter = ['-Htn', 'state', 'established', `sport = :${kit.network.portal_port}`];
    const rows = (await run('ip', ['netns', 'exec', plan.kit, 'ss', ...filter])).split('\n');
    return rows.filter((row) => phones.some(({ address }) => row.includes(`${address}:`))).length;
  };

  it('hold no more than their eight connections each, and the others walk the form and go online', async () => {
    const { kit, phones } = journey().lab;
    const slow = await phones.join(3);
    const flooding = await phones.join(3);
    const quiet = await phones.join(4);
    const common = { address: kit.network.address, port: 80, seconds: 120 };
    const attacks = await Promise.all([
      startAttack({ ...common, namespaces: names(slow), slowSockets: 167, floodConnections: 0 }),
      startAttack({ ...common, namespaces: names(flooding), slowSockets: 0, floodConnections: 20 }),
    ]);
    const most = 3 * kit.network.fairness.portal_connections;
    for (const [index, phone] of quiet.entries()) {
      for (const phones of [slow, flooding]) expect(await standing(phones)).toBeLessThanOrEqual(most);
      expect((await firstPage(phone)).status).toBe(200);
      const visitor = visitorWith(phone, `quiet ${index}`);
      await visitor.open(`${kit.portalUrl}en`);
      // One that reads for long, whose connection is gone by the next page.
      if (index === 0)
        for (let answers = 0; answers < 5; answers += 1) {
          visitor.close();
          await visitor.answer(1);
        }
      await visitor.answer(40);
      expect(findAction(visitor.page(), 'next')).toBeUndefined();
      expect((await phone.post(`${kit.portalUrl}en/online`)).status).toBe(303);
      expect((await phone.fetch(probe)).status).toBe(204);
    }
    const [held, flooded] = await Promise.all(attacks.map((attack) => attack.stop()));
    expect(held?.opened).toBeGreaterThan(0);
    expect(flooded?.answers).toBeGreaterThan(0);
    expect(kit.kit().hasEnded() || kit.gate().hasEnded()).toBe(false);
    // Nothing of it stays: the next page comes as ever, to them too.
    for (const phone of [...quiet, ...slow, ...flooding])
      await expect
        .poll(async () => (await phone.fetch(`${kit.portalUrl}en`)).status, { timeout: 20_000 })
        .toBe(200);
  });

  it('a ninth connection waits, and gets in by itself when one of the eight ends', async () => {
    const { kit, phones } = journey().lab;
    const [phone] = await phones.join(1);
    if (!phone) throw new Error('no phone');
    const open = (): Socket => {
      const socket = phone.connect(kit.network.address, 80);
      socket.on('connect', () => socket.write('GET / HTTP/1.1\r\nHost: wifi.dtm\r\nX-Slow: '));
      socket.on('error', () => undefined);
      return socket;
    };
    const isOpen = (socket: Socket) => socket.readyState === 'open';
    const eight = Array.from({ length: kit.network.fairness.portal_connections }, open);
    await until('eight are open', () => eight.every(isOpen));
    const ninth = open();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isOpen(ninth)).toBe(false);
    eight[0]?.destroy();
    await until('the ninth is open', () => isOpen(ninth));
    for (const socket of [...eight, ninth]) socket.destroy();
  });

  it('of sixty phones with eight slow sockets each, none keeps a newcomer from the page', async () => {
    const { kit, phones } = journey().lab;
    const slow = await phones.join(60);
    const attack = await startAttack({
      namespaces: names(slow),
      address: kit.network.address,
      port: 80,
      slowSockets: 8,
      floodConnections: 0,
      seconds: 120,
    });
    const newcomers = await phones.join(5);
    for (const phone of newcomers) {
      expect((await firstPage(phone)).status).toBe(200);
      await phone.post(`${kit.portalUrl}en/online`);
      expect((await phone.fetch(probe)).status).toBe(204);
    }
    expect((await attack.stop()).mostAtOnce).toBeGreaterThan(400);
  });

  it('of ten phones that pour thousands of requests into each connection, none takes the kit’s memory or time', async () => {
    const { kit, phones } = journey().lab;
    const pouring = await phones.join(10);
    const attack = await startAttack({
      namespaces: names(pouring),
      address: kit.network.address,
      port: 80,
      slowSockets: 0,
      floodConnections: 0,
      pouringConnections: 8,
      seconds: 120,
    });
    const [newcomer] = await phones.join(1);
    if (!newcomer) throw new Error('no phone');
    for (let times = 0; times < 20; times += 1) expect((await firstPage(newcomer)).status).toBe(200);
    expect((await attack.stop()).opened).toBeGreaterThan(50);
    expect(kit.kit().hasEnded()).toBe(false);
    expect((await kit.fieldStatus()).gateAnswers).toBe(true);
  });
});
