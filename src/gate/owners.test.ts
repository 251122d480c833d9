/** How the list of owners follows the leases; what the kernel does with it is in test/lab. */
import { expect, test } from 'vitest';
import type { Leases, OwnerChanges } from './leases.ts';
import { createOwners } from './owners.ts';

const leases = (...ips: string[]): Leases =>
  new Map(ips.map((ip) => [ip, { ip, mac: '02:00:00:00:00:01', end: '1' }]));

test('only what has changed is told, one change after the other, and what was refused is told again', async () => {
  const told: OwnerChanges[] = [];
  const troubles: unknown[] = [];
  let isRefusing = true;
  const owners = createOwners({
    change: async (changes) => {
      told.push(changes);
      if (isRefusing) throw new Error('refused');
    },
    onTrouble: (error) => troubles.push(error),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const ips = (changes: OwnerChanges | undefined) => [
    changes?.lost.map(({ ip }) => ip),
    changes?.gained.map(({ ip }) => ip),
  ];
  owners.follow(leases('10.20.0.17'));
  // Said while the first is still on its way: the next look says it again.
  owners.follow(leases('10.20.0.17', '10.20.0.18'));
  await settle();
  expect(told.map(ips)).toEqual([[[], ['10.20.0.17']]]);
  expect(troubles).toHaveLength(1);
  isRefusing = false;
  owners.follow(leases('10.20.0.17', '10.20.0.18'));
  await settle();
  expect(ips(told[1])).toEqual([[], ['10.20.0.17', '10.20.0.18']]);
  owners.follow(leases('10.20.0.17', '10.20.0.18'));
  owners.follow(leases('10.20.0.18'));
  await settle();
  expect(told.slice(2).map(ips)).toEqual([[['10.20.0.17'], []]]);
});
