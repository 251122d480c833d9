/**
 * The two name servers of the kit as phones meet them: the real dnsmasq with the rendered files, asked from a network
 * namespace that stands for a phone, and a third dnsmasq that stands for the internet's.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dnsmasqPaths } from '../../deploy/kit/dnsmasq.ts';
import { renderKit } from '../../deploy/kit/render.ts';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { ipBatch, removeNamespaces, within } from '../../scripts/lab/namespaces.ts';
import { probes } from '../../src/kit/access/probes.ts';
import { runPaths } from '../../src/platform/network-config.ts';
import { makePlan, writeTree } from '../support/network-plans.ts';
import { runTool } from '../support/run-tool.ts';

const name = `dtm-dns-${randomBytes(3).toString('hex')}`;
const [kit, phone] = [`${name}-kit`, `${name}-phone`];
const running: ChildProcess[] = [];
const tree = writeTree([]);
const runDir = tree.at('run');
const plan = makePlan(
  {
    lan_interface: 'lan0',
    wan_interfaces: ['wan0'],
    field_interface: 'fld0',
    run_dir: runDir,
    upstream_dns: ['127.0.0.1'],
  },
  { certificateHost: 'portal.example.org' },
);
const paths = runPaths(plan.network);

const start = (config: string) => {
  const child = spawn('ip', ['netns', 'exec', kit, 'dnsmasq', `--conf-file=${config}`], { stdio: 'ignore' });
  running.push(child);
  return child;
};
const resolver = (port: number): Resolver =>
  within(phone, () => {
    const made = new Resolver({ timeout: 1000, tries: 3 });
    made.setServers([`10.20.0.1:${port}`]);
    return made;
  });
/** The answer, or how it was refused. */
const ask = async (port: number, host: string, type: 'A' | 'AAAA') => {
  try {
    const from = resolver(port);
    // The socket is made while the question is sent.
    const answer = within(phone, () =>
      type === 'A' ? from.resolve4(host, { ttl: true }) : from.resolve6(host),
    );
    return await answer;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
};
/** What DHCP gives a phone that asks for option 114, as `name=value` lines. */
const lease = () =>
  runTool('ip', [
    'netns',
    'exec',
    phone,
    'udhcpc',
    '-i',
    'eth0',
    '-f',
    '-q',
    '-n',
    '-t',
    '5',
    '-O',
    '114',
    '-x',
    'hostname:PhoneOfMaria',
    '-s',
    tree.at('env'),
  ]).said;

describe.skipIf(whyNoLab() !== undefined)('a phone', () => {
  beforeAll(async () => {
    for (const file of renderKit(plan)) {
      if (!Object.values<string>(dnsmasqPaths).includes(file.path)) continue;
      writeFileSync(tree.at(file.path.slice('/etc/dtm-wifi/'.length)), file.text);
    }
    // dnsmasq does not stay root.
    chmodSync(tree.at('.'), 0o755);
    mkdirSync(`${runDir}/dnsmasq`, { recursive: true });
    writeFileSync(paths.dhcpOptions, '114,https://portal.example.org/api/round-1\n');
    writeFileSync(tree.at('env'), "#!/bin/sh\nenv | grep -E '^(ip|router|dns|lease|opt[0-9]+)='\n", {
      mode: 0o755,
    });
    writeFileSync(
      tree.at('internet.conf'),
      'keep-in-foreground\npid-file\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\nlocal-ttl=300\n' +
        'host-record=example.com,198.18.0.9,2001:db8::9\nhost-record=inside.example.com,192.168.1.1\nlocal=/#/\n',
    );
    await ipBatch(undefined, [`netns add ${kit}`, `netns add ${phone}`]);
    await ipBatch(kit, [
      'link set lo up',
      `link add lan0 type veth peer name eth0 netns ${phone}`,
      'address add 10.20.0.1/20 dev lan0',
      'link set lan0 up',
    ]);
    await ipBatch(phone, ['link set lo up', 'link set eth0 up']);
    for (const config of ['internet.conf', 'dnsmasq.conf', 'dnsmasq-offline.conf']) start(tree.at(config));
    await vi.waitFor(() => expect(lease()).toMatch(/^ip=/m), { timeout: 20_000, interval: 200 });
    await ipBatch(phone, ['address add 10.20.0.9/20 dev eth0']);
    await vi.waitFor(async () => expect(await ask(5354, 'wifi.dtm', 'A')).toBeInstanceOf(Array), {
      timeout: 20_000,
    });
  });
  afterAll(async () => {
    await removeNamespaces([kit, phone]);
    for (const child of running) child.kill('SIGKILL');
    tree.remove();
  });

  it('gets an address, the kit as its router and name server, and the captive API’s address', () => {
    const given = lease();
    expect(given).toMatch(/^ip=10\.20\.\d+\.\d+$/m);
    expect(given).toMatch(/^router=10\.20\.0\.1$/m);
    expect(given).toMatch(/^dns=10\.20\.0\.1$/m);
    expect(given).toMatch(/^lease=3600$/m);
    expect(given).toContain(
      `opt114=${Buffer.from('https://portal.example.org/api/round-1').toString('hex')}`,
    );
  });

  it('leaves its owner’s name nowhere', () => {
    expect(lease()).toMatch(/^ip=/m);
    const leases = readFileSync(paths.leases, 'utf8');
    expect(leases).toMatch(/ 10\.20\.\d+\.\d+ \* /);
    expect(leases).not.toContain('Maria');
  });

  it('hears no more of the captive API once the kit has withdrawn it and dnsmasq has read that', async () => {
    writeFileSync(paths.dhcpOptions, '');
    const pids = runTool('ip', ['netns', 'pids', kit]).said.trim().split('\n').map(Number);
    for (const pid of pids) process.kill(pid, 'SIGHUP');
    await vi.waitFor(
      () => {
        const given = lease();
        expect(given).toMatch(/^ip=/m);
        expect(given).not.toContain('opt114');
      },
      { timeout: 10_000, interval: 200 },
    );
  });

  it('finds the portal and the certificate’s name at the kit, uplink or not', async () => {
    for (const port of [53, 5354])
      for (const host of ['wifi.dtm', 'portal.example.org']) {
        expect(await ask(port, host, 'A'), `${host} ${port}`).toEqual([
          { address: '10.20.0.1', ttl: expect.any(Number) },
        ]);
        expect(await ask(port, host, 'AAAA'), `${host} ${port}`).toBe('ENODATA');
      }
  });

  it('with an uplink finds the internet’s names, over IPv4 only', async () => {
    expect(await ask(53, 'example.com', 'A')).toEqual([{ address: '198.18.0.9', ttl: expect.any(Number) }]);
    expect(await ask(53, 'example.com', 'AAAA')).toBe('ENODATA');
    expect(await ask(53, 'nowhere.example', 'A')).toBe('ENOTFOUND');
  });

  it('is not led to an inside address by a name of the internet', async () => {
    expect(await ask(53, 'inside.example.com', 'A')).toBe('ENODATA');
  });

  it('without an uplink finds every probe name at the public test address, for ten seconds', async () => {
    const hosts = new Set(probes.flatMap((probe) => probe.hosts));
    expect(hosts.size).toBeGreaterThan(40);
    for (const host of hosts) {
      expect(await ask(5354, host, 'A'), host).toEqual([{ address: '198.51.100.1', ttl: 10 }]);
      expect(await ask(5354, host, 'AAAA'), host).toBe('ENODATA');
    }
  });

  it('without an uplink finds no other name, not even one under a probe name', async () => {
    for (const host of ['example.com', 'push.apple.com', 'mail.www.google.com', 'single'])
      for (const type of ['A', 'AAAA'] as const) expect(await ask(5354, host, type), host).toBe('ENOTFOUND');
  });
});
