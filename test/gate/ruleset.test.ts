/** The gate's rules as text: as they were read and found right (test/golden/gate), and taken by nft itself. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { renderRuleset } from '../../src/gate/ruleset.ts';
import { networkSchema } from '../../src/platform/network-config.ts';

const networks = {
  'own-radio': networkSchema.parse({
    lan_interface: 'wlan0',
    wan_interfaces: ['eth0'],
    field_interface: 'eth1',
    radio: { interface: 'wlan0', ssid: 'WIFI GRATIS', country: 'CO' },
  }),
  'two-uplinks-no-quota': networkSchema.parse({
    lan_interface: 'br-lan',
    wan_interfaces: ['eth0', 'wwan0'],
    field_interface: 'eth1',
    address: '172.20.5.1',
    prefix: 24,
    portal_port: 9080,
    fairness: { quota_mb: 0, connections: 50 },
  }),
} as const;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dtm-ruleset-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(Object.entries(networks))('the rules of %s are those that were read', async (name, network) => {
  await expect(renderRuleset(network)).toMatchFileSnapshot(`../golden/gate/${name}.nft`);
});

test.skipIf(whyNoLab() !== undefined).each(Object.entries(networks))(
  'nft takes the rules of %s, over nothing and over themselves',
  (name, network) => {
    const file = join(folder, `${name}.nft`);
    writeFileSync(file, renderRuleset(network));
    const commands = `nft -c -f ${file} && nft -f ${file} && nft -f ${file} && nft list table inet dtm`;
    const listed = execFileSync('unshare', ['--net', 'sh', '-c', commands], { encoding: 'utf8' });
    const rules = listed.split('\n').filter((line) => line.includes(`"${network.lan_interface}"`));
    // Loaded twice, each rule is there once.
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(5);
  },
);
