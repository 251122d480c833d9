/**
 * Two kits to render: one with a Pi's own radio and a cable as uplink, one with an external access point on a cable and LTE
 * as uplink. And any other kit that the configuration's schema lets pass.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { KitPlan, RenderedFile } from '../../deploy/kit/files.ts';
import { probes } from '../../src/kit/access/probes.ts';
import { networkSchema } from '../../src/platform/network-config.ts';

/** @param network what a person writes in the section `network`. */
export const makePlan = (network: object, more: Partial<KitPlan> = {}): KitPlan => ({
  network: networkSchema.parse(network),
  probeHosts: probes.flatMap(({ hosts }) => hosts),
  certificateHost: undefined,
  programDir: '/opt/dtm-wifi',
  configFile: '/etc/dtm-wifi/kit.toml',
  dataDir: '/var/lib/dtm-wifi/kit',
  secrets: ['/etc/dtm-wifi/enrolment.json'],
  ...more,
});

export const piRadio = {
  lan_interface: 'wlan0',
  wan_interfaces: ['eth0'],
  field_interface: 'eth1',
  radio: { interface: 'wlan0', ssid: 'WIFI GRATIS OIM', country: 'CO', max_stations: 20 },
} as const;

export const externalAccessPoint = {
  lan_interface: 'eth0',
  wan_interfaces: ['wwan0', 'usb-lte0'],
  field_interface: 'eth1',
  prefix: 21,
  address: '10.44.0.1',
  upstream_dns: ['9.9.9.9', '1.1.1.1'],
  fairness: { uplink_down_kbit: 8000, uplink_up_kbit: 2000 },
} as const;

export const plans: Readonly<Record<'pi-radio' | 'external-access-point', KitPlan>> = {
  'pi-radio': makePlan(piRadio),
  'external-access-point': makePlan(externalAccessPoint, { certificateHost: 'portal.example.org' }),
};

const interfaceName = (first: string) =>
  fc.stringMatching(/^[a-z0-9._-]{0,12}$/).map((rest) => `${first}${rest}`);
const ssid = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      'a"b',
      "x'; reboot; '",
      '#',
      '\\x0a',
      '$(id)',
      '%n%s',
      'wpa=2',
      ' ',
      '\u2028',
      'Ñandú 📶',
      '\u202Egnp',
    ),
  )
  .filter((text) => Buffer.byteLength(text) <= 32 && !/\p{Cc}/u.test(text) && text.isWellFormed());

/** Anything that a configuration may say; the first letters keep the interfaces apart. */
export const anyPlan: fc.Arbitrary<KitPlan> = fc
  .record({
    lan_interface: interfaceName('l'),
    wan_interfaces: fc.array(interfaceName('w'), { minLength: 1, maxLength: 3 }),
    field_interface: interfaceName('f'),
    prefix: fc.integer({ min: 16, max: 28 }),
    lease_minutes: fc.integer({ min: 10, max: 1440 }),
    upstream_dns: fc.array(fc.ipV4(), { maxLength: 2 }),
    radio: fc.record({
      interface: interfaceName('r'),
      ssid,
      country: fc.constantFrom('CO', 'VE', 'US', 'DE'),
      band: fc.constantFrom('2.4', '5'),
      channel: fc.constantFrom(1, 6, 11, 36, 149),
      max_stations: fc.integer({ min: 1, max: 512 }),
    }),
    fairness: fc.record({
      uplink_down_kbit: fc.constantFrom(0, 64, 100_000),
      uplink_up_kbit: fc.constantFrom(0, 64, 100_000),
    }),
  })
  .map((network) => makePlan(network));

/** The files as they would lie on the kit, in a folder of their own that goes with `remove`. */
export function writeTree(files: readonly RenderedFile[]): {
  readonly at: (path: string) => string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-network-'));
  const at = (path: string) => join(folder, path);
  for (const { path, text, mode } of files) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text, { mode });
  }
  return { at, remove: () => rmSync(folder, { recursive: true }) };
}

export function textOf(files: readonly RenderedFile[], path: string): string {
  const file = files.find((entry) => entry.path === path);
  if (!file) throw new Error(`no ${path} among the rendered files`);
  return file.text;
}
