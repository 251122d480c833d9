/** `dtm-wifi network` as a person types it: what it writes, what it says, and how it ends. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addNetworkCommand } from '../../deploy/kit/command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-network-command-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const pi = `gate = "socket"
data_dir = "/srv/kit"
enrolment = "/etc/dtm-wifi/enrolment.json"
[network]
lan_interface = "wlan-none"
wan_interfaces = ["eth-none"]
field_interface = "usb-none"
[network.radio]
interface = "wlan-none"
ssid = "WIFI GRATIS"
country = "CO"
`;
const external = pi.replace(/\[network\.radio\][\s\S]*$/, '');

/** Runs the command in this process and gives what it printed. */
async function dtmWifi(config: string, ...words: string[]): Promise<string> {
  const file = join(folder, 'kit.toml');
  writeFileSync(file, config);
  const lines: string[] = [];
  const print = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    addNetworkCommand(program, { env: {}, probeHosts: ['probe.example.com'] });
    await program.parseAsync(['network', ...words, '--config', file], { from: 'user' });
  } finally {
    print.mockRestore();
  }
  return lines.join('\n');
}
const filesIn = (out: string) =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

describe('network render', () => {
  it('writes the tree, says of each file what it is, and what to type next', async () => {
    const out = join(folder, 'a');
    const said = await dtmWifi(pi, 'render', '--out', out);
    const files = filesIn(out);
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) expect(said).toContain(file.slice(out.length));
    expect(said).toMatch(/systemctl enable .*dtm-hostapd\.service/);
    expect(said).toContain('dtm-queueing@eth\\\\x2dnone.service');
    const unit = readFileSync(join(out, 'etc/systemd/system/dtm-kit.service'), 'utf8');
    expect(unit).toContain('ReadWritePaths=/srv/kit /run/dtm-wifi');
    expect(readFileSync(join(out, 'etc/dtm-wifi/dnsmasq-offline.conf'), 'utf8')).toContain(
      'host-record=probe.example.com,198.51.100.1',
    );
  });

  it('twice writes the same, readable for the services whatever the umask is', async () => {
    const out = join(folder, 'b');
    const before = process.umask(0o077);
    try {
      await dtmWifi(pi, 'render', '--out', out);
    } finally {
      process.umask(before);
    }
    const once = filesIn(out).map((file) => readFileSync(file, 'utf8'));
    await dtmWifi(pi, 'render', '--out', out);
    expect(filesIn(out).map((file) => readFileSync(file, 'utf8'))).toEqual(once);
    expect(statSync(join(out, 'etc/dtm-wifi')).mode & 0o777).toBe(0o755);
    expect(statSync(join(out, 'etc/dtm-wifi/dnsmasq.conf')).mode & 0o777).toBe(0o644);
    expect(statSync(join(out, 'etc/dtm-wifi/inside-up')).mode & 0o777).toBe(0o755);
  });

  it('names what an earlier configuration left behind, and touches no file of others', async () => {
    const out = join(folder, 'c');
    await dtmWifi(pi, 'render', '--out', out);
    writeFileSync(join(out, 'etc/dtm-wifi/kit.toml'), '# mine\n');
    const said = await dtmWifi(external, 'render', '--out', out);
    const [, left = ''] = said.split('no longer part of this configuration');
    expect(left).toMatch(/\/etc\/dtm-wifi\/hostapd\.conf[\s\S]*dtm-hostapd\.service/);
    expect(left).not.toContain('kit.toml');
    expect(readFileSync(join(out, 'etc/dtm-wifi/kit.toml'), 'utf8')).toBe('# mine\n');
  });

  it('writes nothing where the configuration is wrong, and says which key', async () => {
    const out = join(folder, 'd');
    const wrong = pi.replace('"WIFI GRATIS"', '"a name of this network that is too long"');
    await expect(dtmWifi(wrong, 'render', '--out', out)).rejects.toThrow(
      /network\.radio\.ssid: .*at most 32 bytes/,
    );
    expect(() => readdirSync(out)).toThrow();
  });

  it('does not take a file with which the kit would start and no phone see a portal', async () => {
    const file = join(folder, 'fake.toml');
    writeFileSync(file, pi.replace('socket', 'fake'));
    const program = new Command().exitOverride();
    addNetworkCommand(program, { env: {}, probeHosts: [] });
    const checking = program.parseAsync(['network', 'check', '--config', file], { from: 'user' });
    await expect(checking).rejects.toThrow(/gate: "fake" is wrong: on a kit it must be "socket"/);
  });

  it('takes no path for a unit that a unit cannot hold', async () => {
    await expect(dtmWifi(pi, 'render', '--out', folder, '--program', '/opt/a b')).rejects.toThrow(
      /absolute path/,
    );
  });
});

describe('network check', () => {
  it('says what is wrong in sentences, and ends with 1', async () => {
    const before = process.exitCode;
    try {
      const said = await dtmWifi(pi, 'check');
      expect(said).toMatch(
        /^WRONG {3}lan_interface: there is no interface wlan-none on this machine\.\n {8}This machine has /m,
      );
      expect(said).toMatch(/^NOTICE {2}wan_interfaces: eth-none is not there now\.\n/m);
      expect(said).toMatch(/^\d+ to mend before the kit can run here\.$/m);
      expect(process.exitCode).toBe(1);
    } finally {
      process.exitCode = before;
    }
  });
});
