/** That the addresses never run out: the numbers of the rules, for every network that can be configured. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkSchema, newcomers, phoneRange } from '../platform/network-config.ts';
import { addressSets } from './address-rules.ts';

const base = { lan_interface: 'wlan0', wan_interfaces: ['eth0'], field_interface: 'eth1' };

test('as many MACs as can come in the time of a lease are fewer than the addresses', () => {
  const network = fc.record({
    prefix: fc.integer({ min: 16, max: 28 }),
    lease_minutes: fc.integer({ min: 10, max: 1440 }),
  });
  fc.assert(
    fc.property(network, (keys) => {
      const config = networkSchema.parse({ ...base, ...keys });
      const { atOnce, perDay, countedForMinutes } = newcomers(config);
      expect(countedForMinutes).toBeGreaterThan(config.lease_minutes);
      expect(atOnce + (perDay * countedForMinutes) / 1440).toBeLessThan(phoneRange(config).count);
      expect(perDay).toBeGreaterThan(0);
    }),
  );
});

test('a bus of two hundred comes at once, and two thousand an hour, on the standard network', () => {
  const network = networkSchema.parse(base);
  const { atOnce, perDay } = newcomers(network);
  expect(atOnce).toBeGreaterThan(1000);
  expect(perDay / 24).toBeGreaterThan(2000);
  expect(addressSets(network)).toContain(
    `limit newcomers { rate over ${perDay}/day burst ${atOnce} packets; }`,
  );
});
