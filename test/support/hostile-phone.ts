/** What a hostile phone of a lab knows before it begins: its own addresses, the kit's, and a host of the internet. */
import type { FloodOrders } from '../../scripts/lab/flood.ts';
import type { Lab } from '../../scripts/lab/lab.ts';
import { run } from '../../scripts/lab/namespaces.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { internetAddresses } from '../../scripts/lab/plan.ts';

export type Knowledge = Pick<FloodOrders, 'namespace' | 'mac' | 'address' | 'kitMac' | 'kitAddress' | 'host'>;

export async function knowledgeOf({ plan, kit }: Lab, phone: Phone): Promise<Knowledge> {
  const listed = await run('ip', ['-n', plan.kit, '-j', 'link', 'show', 'dev', kit.network.lan_interface]);
  const [lan] = JSON.parse(listed) as { address: string }[];
  if (!lan) throw new Error('the kit has no interface for phones');
  return {
    namespace: phone.namespace,
    mac: phone.mac,
    address: phone.address,
    kitMac: lan.address,
    kitAddress: kit.network.address,
    host: internetAddresses.host,
  };
}
