/**
 * The programs that will read the rendered files read them here: dnsmasq, hostapd, nft, systemd, sysctl, sh. Whatever the
 * machine lacks is named as skipped. Nothing is applied outside a network namespace of the test's own.
 */
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { dnsmasqPaths } from '../../deploy/kit/dnsmasq.ts';
import { hostapdPath } from '../../deploy/kit/hostapd.ts';
import { sysctlRows } from '../../deploy/kit/kernel.ts';
import { renderKit } from '../../deploy/kit/render.ts';
import { scriptPaths } from '../../deploy/kit/scripts.ts';
import { kitUnits } from '../../deploy/kit/units.ts';
import { hasProgram, whyNoLab } from '../../scripts/lab/able.ts';
import { renderRuleset } from '../../src/gate/ruleset.ts';
import { anyPlan, plans, writeTree } from '../support/network-plans.ts';
import { runAlone, runTool } from '../support/run-tool.ts';

const noLab = whyNoLab();
const runs = { numRuns: 25 };
const removals: (() => void)[] = [];
afterAll(() => {
  for (const remove of removals) remove();
});
const trees = Object.entries(plans).map(([name, plan]) => {
  const tree = writeTree(renderKit(plan));
  removals.push(tree.remove);
  return { name, plan, at: tree.at };
});

/** Renders any kit, asks the question with its files, and removes them. */
const withAnyKit = (ask: (at: (path: string) => string) => void) =>
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const tree = writeTree(renderKit(plan));
      try {
        ask(tree.at);
      } finally {
        tree.remove();
      }
    }),
    runs,
  );

describe.skipIf(!hasProgram('dnsmasq'))('dnsmasq', () => {
  const accepts = (path: string) => {
    const { status, said } = runTool('dnsmasq', ['--test', `--conf-file=${path}`]);
    expect(said).toMatch(/syntax check OK/);
    expect(status).toBe(0);
  };

  it.each(trees)('accepts both files of $name', ({ at }) => {
    for (const path of Object.values(dnsmasqPaths)) accepts(at(path));
  });

  it('accepts them for any kit', () =>
    withAnyKit((at) => {
      for (const path of Object.values(dnsmasqPaths)) accepts(at(path));
    }));
});

describe.skipIf(noLab !== undefined || !hasProgram('hostapd'))('hostapd', () => {
  /** It has no mode for testing: here it reads its file, sees no radio, and ends. */
  const judge = (config: string) => {
    const groups = `${config}.group`;
    writeFileSync(groups, 'root:x:0:\ndtm-gate:x:990:\n');
    return runAlone('sh', ['-c', 'mount --bind "$1" /etc/group && exec hostapd "$2"', 'sh', groups, config])
      .said;
  };
  const refusal = /Line \d+|errors? found in configuration/;

  it('accepts the file of the kit with a radio, and stops for want of a radio only', () => {
    const said = judge(trees[0]?.at(hostapdPath) ?? '');
    expect(said).not.toMatch(refusal);
    expect(said).toMatch(/driver/);
  });

  it('accepts it for any kit', () =>
    withAnyKit((at) => {
      const said = judge(at(hostapdPath));
      expect(said).not.toMatch(refusal);
      expect(said).toMatch(/driver/);
    }));

  it('would say so if it did not', () => {
    const path = trees[0]?.at('broken.conf') ?? '';
    writeFileSync(path, 'interface=wlan0\nssid2=zz\nno_such_setting=1\n');
    expect(judge(path)).toMatch(refusal);
  });
});

describe.skipIf(noLab !== undefined)('nft', () => {
  it.each(trees)('accepts the closed table of $name, and the gate’s rules over it', ({ plan, at }) => {
    const { said, status } = runAlone(
      'sh',
      [
        '-c',
        'nft -f "$1" && nft -f "$1" && nft list ruleset && echo ---- && nft -f - && nft list chains',
        'sh',
        at('/etc/nftables.conf'),
      ],
      renderRuleset(plan.network),
    );
    expect(status, said).toBe(0);
    const [closed = '', open = ''] = said.split('----');
    expect(closed).toMatch(/hook forward priority filter; policy drop;/);
    // One chain only decides what is forwarded, or the closed one would stay closed beside the gate's.
    expect(open.match(/hook forward/g)).toHaveLength(1);
  });
});

describe.skipIf(noLab !== undefined)('the kernel', () => {
  /** Of the whole machine, or of modules that may not be loaded: only asked for, and only where it has them. */
  const mayBeMissing = /^(net\/netfilter\/|net\/ipv4\/neigh\/default\/)/;

  it('knows every key that it is told', () => {
    const { network } = plans['pi-radio'];
    const links = [network.lan_interface, network.field_interface, ...network.wan_interfaces];
    const keys = sysctlRows(network).map(([key]) => key);
    const { said } = runAlone('sh', [
      '-c',
      'for name in $1; do ip link add name "$name" type bridge; done; shift; for key; do test -e "/proc/sys/$key" || echo "$key"; done',
      'sh',
      links.join(' '),
      ...keys,
    ]);
    expect(keys.length).toBeGreaterThan(20);
    expect(said.split('\n').filter((key) => key !== '' && !mayBeMissing.test(key))).toEqual([]);
  });
});

describe.skipIf(!hasProgram('systemd-analyze'))('systemd', () => {
  /** Of a target and a path there is nothing to judge. */
  const exposed = [
    'dtm-gate.service',
    'dtm-kit.service',
    'dtm-dnsmasq.service',
    'dtm-dnsmasq-offline.service',
  ];
  const mostExposure = 2;

  it.each(trees)('finds nothing wrong with the units of $name', ({ plan, at }) => {
    const units = kitUnits(plan).map(({ name }) => at(`/etc/systemd/system/${name}`));
    const { said } = runTool('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', ...units]);
    // The program and the scripts are not installed on the machine that tests.
    const rest = said
      .split('\n')
      .filter((line) => line !== '' && !/is not executable: No such file/.test(line));
    expect(rest.filter((line) => line.includes('dtm-'))).toEqual([]);
  });

  it('would say so if something were', () => {
    const path = trees[0]?.at('/etc/systemd/system/dtm-broken.service') ?? '';
    writeFileSync(path, '[Service]\nExecStart=/bin/true\nNoSuchSetting=1\n');
    expect(runTool('systemd-analyze', ['verify', '--man=no', path]).said).toMatch(
      /dtm-broken.*NoSuchSetting/,
    );
  });

  it.each(exposed)(`finds the exposure of %s at most ${mostExposure}`, (name) => {
    const path = trees[0]?.at(`/etc/systemd/system/${name}`) ?? '';
    const { said } = runTool('systemd-analyze', ['security', '--offline=true', '--no-pager', path]);
    const [, exposure] = /Overall exposure level for .*: (\d+\.\d)/.exec(said) ?? [];
    expect(Number(exposure), said).toBeLessThanOrEqual(mostExposure);
  });
});

describe('the scripts', () => {
  it.skipIf(!hasProgram('shellcheck')).each(trees)('of $name have no warning from shellcheck', ({ at }) => {
    const { said, status } = runTool('shellcheck', Object.values(scriptPaths).map(at));
    expect(said).toBe('');
    expect(status).toBe(0);
  });

  it('are sh for any kit', () =>
    withAnyKit((at) => {
      for (const path of Object.values(scriptPaths))
        expect(runTool('sh', ['-n', at(path)])).toEqual({ status: 0, said: '' });
    }));

  it.skipIf(noLab !== undefined)('bring the inside interfaces up, twice in a row, without IPv6', () => {
    const { said, status } = runAlone('sh', [
      '-c',
      'for name in eth0 eth1; do ip link add "$name" type veth peer name "peer-$name"; ip link set "peer-$name" up; done; "$1" && "$1" && ip -brief address',
      'sh',
      trees[1]?.at(scriptPaths.inside) ?? '',
    ]);
    expect(status, said).toBe(0);
    expect(said).toMatch(/^eth0@\S+\s+\S+\s+10\.44\.0\.1\/21\s*$/m);
    expect(said).toMatch(/^eth1@\S+\s+\S+\s+10\.21\.0\.1\/24\s*$/m);
  });
});
