/**
 * Journey: two hundred phones arrive within ten seconds. Each gets an address, is caught, sees the page, is let online; the
 * gate tells them apart; and nothing of who they were is in a log.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { letBusArrive, type Passenger } from '../../scripts/lab/bus.ts';
import { runPaths } from '../../src/platform/network-config.ts';
import { bytesOfIp, bytesOfMac, notations, tracesIn } from '../support/address-notations.ts';
import { describeInLab } from '../support/lab-bench.ts';

const count = 200;

// At the level that says the most.
describeInLab('a bus of 200 phones', { config: { log_level: 'info' } }, (journey) => {
  let passengers: readonly Passenger[];

  it('arrives within ten seconds, and every phone is caught, sees the page and ends online', async () => {
    const joined = new Set<string>();
    journey().gate.onPresence(({ kind, handle }) => {
      if (kind === 'joined') joined.add(handle);
    });
    passengers = await letBusArrive(journey().lab, count, 10_000);
    expect(passengers.map(({ probe }) => probe.status)).toEqual(Array.from({ length: count }, () => 204));
    expect(new Set(passengers.map(({ phone }) => phone.address)).size).toBe(count);
    const handles = (await journey().gate.list()).filter(({ state }) => state.kind === 'granted');
    expect(new Set(handles.map(({ handle }) => handle)).size).toBe(count);
    expect(joined.size).toBe(count);
    expect((await journey().lab.kit.fieldStatus()).gateAnswers).toBe(true);
  });

  it('leaves no address of a phone in any log or file of gate and kit', () => {
    const { plan } = journey().lab;
    const kept = ['gate.log', 'kit.log', 'dnsmasq.log', 'dnsmasq-offline.log'].map((name) =>
      join(plan.folder, name),
    );
    const data = readdirSync(join(plan.folder, 'kit'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(data.length).toBeGreaterThan(0);
    // Where addresses must be, on tmpfs, they are found so.
    const leases = readFileSync(runPaths(journey().lab.kit.network).leases, 'latin1');
    for (const { phone } of passengers) expect(leases).toContain(`${phone.mac} ${phone.address} `);
    for (const program of ['gate', 'kit'])
      expect(readFileSync(join(plan.folder, `${program}.log`), 'utf8')).toContain('"level":30');
    const traces = passengers.flatMap(({ phone }) => [
      ...notations(bytesOfMac(phone.mac)),
      ...notations(bytesOfIp(phone.address)),
    ]);
    for (const file of [...kept, ...data])
      expect({ file, found: tracesIn(readFileSync(file, 'latin1'), traces) }).toEqual({ file, found: [] });
  });
});
