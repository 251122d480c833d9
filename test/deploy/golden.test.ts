/**
 * The rendered files of two kits, letter by letter, under test/golden/deploy: a change of a renderer is read there. And
 * whatever a configuration says, it changes values and never adds a line of its own.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderKit, unitsToEnable } from '../../deploy/kit/render.ts';
import { networkSchema, phoneRange, plainPath } from '../../src/platform/network-config.ts';
import { anyPlan, externalAccessPoint, makePlan, piRadio, plans, textOf } from '../support/network-plans.ts';

const golden = join(import.meta.dirname, '..', 'golden', 'deploy');

describe.each(Object.entries(plans))('the kit "%s"', (name, plan) => {
  it.each(renderKit(plan).map((file) => [file.path, file] as const))(
    'has %s as it was read last',
    async (path, { text }) => {
      await expect(text).toMatchFileSnapshot(join(golden, name, path));
    },
  );

  it('names the units to enable', async () => {
    const units = `${unitsToEnable(plan).join('\n')}\n`;
    await expect(units).toMatchFileSnapshot(join(golden, name, 'units-to-enable'));
  });
});

describe('a configuration', () => {
  it('gives the same bytes every time', () => {
    expect(renderKit(makePlan(piRadio))).toEqual(renderKit(makePlan(piRadio)));
  });

  it('with any network name gives the same settings of the access point', () => {
    const settings = (ssid: string) =>
      textOf(
        renderKit(makePlan({ ...piRadio, radio: { ...piRadio.radio, ssid } })),
        '/etc/dtm-wifi/hostapd.conf',
      )
        .split('\n')
        .map((line) => line.replace(/^ssid2=[0-9a-f]{2,64}$/, 'ssid2=…'));
    const usual = settings('x');
    expect(usual).toContain('ssid2=…');
    fc.assert(
      fc.property(anyPlan, ({ network }) => {
        expect(settings(network.radio?.ssid ?? '')).toEqual(usual);
      }),
    );
  });

  it('puts no sign but plain ones outside of comments, whatever the network is called', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        for (const { text } of renderKit(plan))
          for (const line of text.split('\n'))
            if (!/^\s*#/.test(line)) expect(line).toMatch(/^[\t\x20-\x7e]*$/);
      }),
    );
  });

  it.each([
    ['lan_interface', 'wlan0\nlog-queries'],
    ['lan_interface', 'wlan0;id'],
    ['name', 'wifi.dtm\naddress=/#/10.0.0.1'],
    ['name', '-wifi.dtm'],
    ['name', 'wifi..dtm'],
    ['run_dir', '/run/a b'],
    ['run_dir', '/run/../etc'],
    ['run_dir', '/run/a\nUser=root'],
    ['gate_socket', '/run/%n'],
    ['upstream_dns', ['9.9.9.9\nlog-queries']],
  ])('whose %s is %j is refused', (key, value) => {
    expect(networkSchema.safeParse({ ...externalAccessPoint, [key]: value }).success).toBe(false);
  });

  it.each(['a name of 33 letters, one too many', 'line\nbreak', 'nul\0', ''])(
    'with the network name %j is refused',
    (ssid) => {
      const parsed = networkSchema.safeParse({ ...piRadio, radio: { ...piRadio.radio, ssid } });
      expect(parsed.success).toBe(false);
    },
  );

  it('takes no path that leads elsewhere', () => {
    for (const path of ['opt', '/opt/', '/opt//a', '/opt/../etc', '/opt/.hidden', '/', '/a b', '/a"'])
      expect(plainPath.safeParse(path).success, path).toBe(false);
  });

  it('gives every phone an address inside the subnet, and never the kit’s own neighbours', () => {
    fc.assert(
      fc.property(anyPlan, ({ network }) => {
        const range = phoneRange(network);
        const [first, last, own] = [range.first, range.last, network.address].map(number);
        expect(first).toBeGreaterThan(own ?? 0);
        expect((last ?? 0) - (own ?? 0)).toBe(2 ** (32 - network.prefix) - 3);
      }),
    );
  });
});

const number = (address: string) => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
