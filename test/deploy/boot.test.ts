/**
 * A kit that boots: the real systemd reads the rendered files in namespaces of its own, starts the real gate, kit and dnsmasq
 * as the users and within the limits that the units give them, and a probe tells what it found. This is where a sandbox
 * that is too tight would show, and one that is too wide.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderKit, unitsToEnable } from '../../deploy/kit/render.ts';
import { hasProgram, whyNoLab } from '../../scripts/lab/able.ts';
import { prepareCollector } from '../../src/collector/prepare-collector.ts';
import { loadDemonstrationSites } from '../../src/platform/content.ts';
import { makePlan, writeTree } from '../support/network-plans.ts';

const programDir = join(import.meta.dirname, '..', '..');
const canBoot =
  whyNoLab(['curl', 'pivot_root', 'systemctl']) === undefined &&
  existsSync('/lib/systemd/systemd') &&
  hasProgram('timeout') &&
  /\toverlay$/m.test(readFileSync('/proc/filesystems', 'utf8'));

const network = { lan_interface: 'lan0', wan_interfaces: ['wan0'], field_interface: 'fld0' };
const plan = makePlan(network);
const probeUnit =
  '[Unit]\nAfter=dtm-kit.service dtm-gate.service\n[Service]\nType=oneshot\nExecStart=/bin/sh /found/boot-probe.sh\n[Install]\nWantedBy=dtm-wifi.target\n';

describe.skipIf(!canBoot)('a kit that boots under systemd', () => {
  const tree = canBoot ? writeTree(renderKit(plan)) : undefined;
  let found = '';

  beforeAll(async () => {
    if (!tree) return;
    const { at } = tree;
    const put = (path: string, text: string, mode = 0o644) => writeFileSync(at(path), text, { mode });
    mkdirSync(at('collector'));
    const [kitSite] = loadDemonstrationSites();
    if (!kitSite) throw new Error('no demonstration site');
    const { enrolment } = await prepareCollector({
      dataDir: at('collector'),
      sites: [],
      kitSite,
      collectorUrl: 'http://198.18.0.1:8090',
      staff: { email: 'staff@example.org', password: 'a long enough password' },
    });
    put('etc/dtm-wifi/enrolment.json', JSON.stringify(enrolment), 0o600);
    put(
      'etc/dtm-wifi/kit.toml',
      `data_dir = "${plan.dataDir}"\nenrolment = "/etc/dtm-wifi/enrolment.json"\ngate = "socket"\n[network]\n${Object.entries(
        network,
      )
        .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
        .join('')}`,
    );
    put('etc/systemd/system/probe.service', probeUnit);
    put('boot-probe.sh', readFileSync(join(import.meta.dirname, 'boot-probe.sh'), 'utf8'));
    // The instances wait for udev, which a container does not have; and swap is the whole machine's.
    put(
      'units',
      unitsToEnable(plan)
        .filter((unit) => !unit.includes('@') && unit !== 'dtm-no-swap.service')
        .concat('nftables.service')
        .join('\n'),
    );
    const boot = spawn('sh', [join(import.meta.dirname, 'boot-kit.sh'), at(''), programDir], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    boot.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await once(boot, 'exit');
    const read = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : '');
    found = read('found');
    if (!/^journal on disk:/m.test(found))
      throw new Error(
        `the probe did not come to its end.\n${said}\n${found}\n${read('errors')}\n${read('journal')}`,
      );
  }, 200_000);
  afterAll(() => tree?.remove());

  const is = (sentence: string) => expect(found.split('\n'), found).toContain(sentence);

  it('has every service up, at the first go', () => {
    for (const unit of ['dtm-inside', 'dtm-gate', 'dtm-dnsmasq', 'dtm-dnsmasq-offline', 'dtm-kit'])
      is(`${unit}: active, restarted 0 times`);
  });

  it('runs each program as its own user; the gate may change the network, the kit nothing', () => {
    is('dtm-gate user: dtm-gate');
    is('dtm-kit user: dtm-kit');
    is('dtm-dnsmasq user: dtm-dnsmasq');
    // linux/capability.h: CAP_NET_ADMIN is bit 12.
    is('dtm-gate capabilities: 0000000000001000');
    is('dtm-kit capabilities: 0000000000000000');
  });

  it('shows its pages to phones and to the field team', () => {
    is('phones see: 200');
    is('field team sees: 200');
  });

  it('has the gate’s rules in place of the closed table, and again after nftables was restarted', () => {
    is('forwarding chains: 1');
    is('granted map: yes');
    is('the gate loads its rules again after nftables: yes');
  });

  it('neither opens nor loses anything when nftables is restarted, as each upgrade of its package does', () => {
    is('a grant outlives a restart of nftables: yes');
    is('ports of the bridge stay apart over it: yes');
    is('the monitor sees what is taken away: yes');
    is('tables and chains taken away meanwhile: 0');
    is('rules for phones: 1');
  });

  it('closes again when somebody has flushed all tables and restarts nftables', () => {
    is('after a flush it is closed at once: yes');
    is('after a flush all comes back: yes');
    is('after a flush ports of the bridge are apart again: yes');
  });

  it('lets the kit speak to the gate, and nobody else', () => {
    is("kit reaches the gate's socket: yes");
    is("others reach the gate's socket: no");
    is("kit removes the gate's socket: no");
  });

  it('lets the gate read the leases and not the answers, and the kit the other way round', () => {
    is('gate reads the leases: yes');
    is('kit reads the leases: no');
    is("gate reads the kit's data: no");
    is('gate reads the enrolment: no');
  });

  it('tells dnsmasq when the kit writes other DHCP options', () => {
    is('dnsmasq reads the DHCP options: yes');
    is('dnsmasq is told of new DHCP options: yes');
  });

  it('comes back when it was killed', () => {
    is('a killed kit comes back: yes');
  });

  it('keeps no journal on a disk', () => {
    is('journal on disk: no');
  });
});
