/**
 * Journey: kit and gate crash in each way that a program of Node can, amid phones that are served: an error that nobody caught and that
 * names a phone, a heap that is full, an abort. What they say then, at the level that says most, and what they leave on the disk,
 * holds no address and no user agent; and they come back.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kitUnits } from '../../deploy/kit/units.ts';
import type { Lab } from '../../scripts/lab/lab.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { until } from '../../scripts/lab/program.ts';
import { visitorWith } from '../../scripts/lab/visitor.ts';
import { loadGateConfig } from '../../src/gate/config.ts';
import { loadKitConfig } from '../../src/kit/config.ts';
import { networkSchema } from '../../src/platform/network-config.ts';
import { nodeStartOf } from '../../src/platform/node-flags.ts';
import { newId } from '../../src/protocol/ids.ts';
import { describeInLab } from '../support/lab-bench.ts';
import { ownedElsewhere } from '../support/left-files.ts';
import { crashes, crashMessage, steeredFlags } from '../support/steered-program.ts';
import { createTraceSearch, tracesOfIp, tracesOfMac, tracesOfText } from '../support/trace-search.ts';

const named = { ip: '10.20.7.77', mac: '02:4a:91:c3:5e:07' };
const userAgent = `Mozilla/5.0 (Linux; Android 14; Kanarienvogel-${newId(8)})`;

const walk = async (lab: Lab, phone: Phone) => {
  const visitor = visitorWith(phone, 'crash', userAgent);
  await visitor.open(`${lab.kit.portalUrl}en`);
  await visitor.answer(2);
};

describeInLab(
  'a kit whose programs crash',
  {
    config: { log_level: 'info' },
    nodeFlags: steeredFlags(crashMessage(named.ip, named.mac)),
  },
  (journey) => {
    it('says nothing of a phone in its last words, and leaves none of them behind', async () => {
      const { lab, gate } = journey();
      const { kit, plan } = lab;
      const before = ownedElsewhere(lab);
      const phones = await lab.phones.join(3);
      const ends: Record<string, string> = {};
      for (const name of ['kit', 'gate'] as const)
        for (const [way, signal] of Object.entries(crashes)) {
          await Promise.all(phones.map((phone) => walk(lab, phone)));
          const program = kit[name]();
          const said = program.said().length;
          process.kill(program.pid, signal);
          await until(`the ${name} has ended: ${way}`, () => program.hasEnded());
          ends[`${name} ${way}`] = program.said().slice(said);
          await (name === 'kit' ? kit.startKit() : kit.startGate());
          await until('the gate is asked again', () =>
            gate.list().then(
              () => true,
              () => false,
            ),
          );
        }
      // Each died as it should, and said so.
      for (const name of ['kit', 'gate']) {
        expect(ends[`${name} uncaught`]).toMatch(/"code":"internal".*what it met should not happen/);
        expect(ends[`${name} heap is full`]).toMatch(/heap/i);
        expect(ends[`${name} abort`]).toBeDefined();
      }
      const search = createTraceSearch([
        ...[named, ...phones.map(({ mac, address }) => ({ mac, ip: address }))].flatMap(({ mac, ip }) => [
          ...tracesOfMac(mac),
          ...tracesOfIp(ip),
        ]),
        ...tracesOfText(userAgent),
      ]);
      for (const name of ['kit', 'gate'])
        expect(search(readFileSync(join(plan.folder, `${name}.log`)))).toEqual([]);
      expect(ownedElsewhere(lab).filter((path) => !before.includes(path))).toEqual([]);
      expect(search(Buffer.from(crashMessage(named.ip, named.mac)))).toHaveLength(2);
    });
  },
);

it('are started so that no memory of them reaches a disk', () => {
  const network = networkSchema.parse({
    lan_interface: 'lan0',
    wan_interfaces: ['wan0'],
    field_interface: 'fld0',
  });
  const units = kitUnits({
    network,
    probeHosts: [],
    certificateHost: undefined,
    programDir: '/opt/dtm-wifi',
    configFile: '/etc/dtm-wifi/kit.toml',
    dataDir: '/var/lib/dtm-wifi/kit',
    secrets: [],
  });
  for (const name of ['kit', 'gate'] as const) {
    const service = units.find((unit) => unit.name === `dtm-${name}.service`)?.sections.Service ?? [];
    expect(service).toEqual(
      expect.arrayContaining([
        ['LimitCORE', '0'],
        ['MemorySwapMax', '0'],
      ]),
    );
    const { flags, env } = nodeStartOf(name);
    const words = [...flags, ...Object.keys(env), ...service.flat()].join(' ');
    expect(words).not.toMatch(
      /report|diagnostic|heap-?prof|heapsnapshot|cpu-prof|abort-on|NODE_OPTIONS|perf/,
    );
  }
});

it('know no level that says more than "info"', () => {
  for (const level of ['debug', 'trace', 'all'])
    for (const load of [loadKitConfig, loadGateConfig])
      expect(() => load(undefined, { DTM_KIT__LOG_LEVEL: level })).toThrow(/log_level/);
});
