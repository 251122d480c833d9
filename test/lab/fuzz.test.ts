/**
 * Journey: a hundred thousand requests that no browser sends, from a phone to the portal over the network. No crash, no answer
 * of 500 or more, nothing that grows; and the portal serves as ever while it lasts and after it.
 */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Phone } from '../../scripts/lab/phone.ts';
import { type Batch, fuzzBatches } from '../support/fuzzed-requests.ts';
import { describeInLab } from '../support/lab-bench.ts';

const requests = 100_000;
const warmUp = 20_000;
const lanes = 6;
/** The limits on one phone are proven elsewhere; here they would only keep the requests from the code. */
const limits = { connections_per_phone: 64, requests_per_second: 1_000_000, request_burst: 1_000_000 };
const fairness = { portal_connections: 64, new_connections_per_second: 100_000 };

/** Node tells what lives after each full collection: the rest is room that it takes because the machine has it. */
const nodeFlags = ['--trace-gc'];

describeInLab('fuzzed requests', { config: { limits }, fairness, nodeFlags }, (journey) => {
  const livingMb = (said: string): number[] =>
    [...said.matchAll(/Mark-Compact .*?-> ([\d.]+) \(/g)].map(([, megabytes]) => Number(megabytes));
  const openFiles = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

  it('neither break nor fill the kit, and nobody gets an internal error', { timeout: 300_000 }, async () => {
    const { kit, phones } = journey().lab;
    const [quiet, ...hostile] = await phones.join(1 + lanes);
    if (!quiet) throw new Error('no phones');
    const statuses = new Map<number, number>();
    const count = (status: number) => statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const send = async (seed: string, many: number) => {
      const waiting = fuzzBatches(seed, many, 5);
      const lane = async (phone: Phone) => {
        for (let batch = waiting.pop(); batch; batch = waiting.pop())
          for (const status of await exchange(phone, kit.network.address, batch)) count(status);
      };
      await Promise.all(hostile.map(lane));
    };
    await send('warm', warmUp);
    const openBefore = openFiles(kit.kit().pid);
    await send('fuzz', requests - warmUp);

    const answered = [...statuses.values()].reduce((sum, number) => sum + number, 0);
    expect(answered).toBeGreaterThan(requests * 0.9);
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
    for (const status of [200, 302, 303, 400, 404, 411, 431]) expect([...statuses.keys()]).toContain(status);
    const living = livingMb(kit.kit().said());
    expect(living.length).toBeGreaterThanOrEqual(3);
    // A hundred bytes kept of each request would be ten megabytes.
    expect((living.at(-1) ?? 0) - (living[1] ?? 0)).toBeLessThan(8);
    await expect.poll(() => openFiles(kit.kit().pid), { timeout: 20_000 }).toBeLessThan(openBefore + 10);
    expect(kit.kit().hasEnded() || kit.gate().hasEnded()).toBe(false);
    expect(kit.kit().said()).not.toMatch(/"level":(50|60)/);
    expect((await quiet.fetch(`${kit.portalUrl}en`)).status).toBe(200);
    expect((await kit.fieldStatus()).gateAnswers).toBe(true);
  });
});

/** The server gives a request that stays incomplete five seconds and more; waiting for each of those would take hours. */
const patienceMs = 60;
const silenceMs = 10_000;

/** The statuses that one connection is answered with, the last request's included where it gets any answer. */
function exchange(phone: Phone, address: string, { whole, wholeCount, last }: Batch): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = phone.connect(address, 80);
    const statuses: number[] = [];
    const end = () => {
      socket.destroy();
      resolve(statuses);
    };
    socket.setTimeout(silenceMs, end);
    socket.on('data', (part: Buffer) => {
      const before = statuses.length;
      for (const [, status] of part.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g))
        statuses.push(Number(status));
      if (before < wholeCount && statuses.length >= wholeCount) {
        socket.setTimeout(patienceMs);
        socket.write(last);
      } else if (statuses.length > wholeCount) end();
    });
    socket.on('error', end);
    socket.on('close', end);
    socket.on('connect', () => socket.write(whole));
  });
}
