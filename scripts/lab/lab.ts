/**
 * A whole lab: the internet, a kit with everything real in it, and phones. What must stay true: whatever happens on the way,
 * nothing is left of it, and two labs never touch each other.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { type Internet, startInternet } from './internet.ts';
import { type KitMachine, type KitMachineOptions, startKitMachine } from './kit-machine.ts';
import { claimLab, removeLab, sweepLeftovers } from './leftovers.ts';
import { ipBatch } from './namespaces.ts';
import { makeNeighbourRoom } from './neighbour-room.ts';
import { createPhones, type Phones } from './phones.ts';
import { fieldTeam, internetAddresses, type LabPlan, newLabName, planLab, randomMac } from './plan.ts';

export interface Lab {
  readonly plan: LabPlan;
  readonly internet: Internet;
  readonly kit: KitMachine;
  readonly phones: Phones;
  remove(): Promise<void>;
}

export interface LabOptions
  extends Pick<KitMachineOptions, 'config' | 'fairness' | 'nodeFlags' | 'portalHost'> {
  /** Standard: a random one. */
  readonly name?: string;
  /** Stays when this process ends. */
  readonly isStanding?: boolean;
  /** False: the kit boots without ever having seen an uplink. */
  readonly isCableIn?: boolean;
}

export async function makeLab(options: LabOptions = {}): Promise<Lab> {
  makeNeighbourRoom();
  await sweepLeftovers();
  const plan = planLab(options.name ?? newLabName());
  claimLab(plan.name, options.isStanding ?? false);
  const remove = () => removeLab(plan.name);
  try {
    await wire(plan);
    const internet = await startInternet(plan, options.isCableIn ?? true);
    const kit = await startKitMachine(plan, { ...options, enrolmentFile: internet.enrolmentFile });
    return { plan, internet, kit, phones: createPhones(plan), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Namespaces and the cables between them. */
async function wire(plan: LabPlan): Promise<void> {
  await ipBatch(
    undefined,
    [plan.internet, plan.kit, plan.field].map((name) => `netns add ${name}`),
  );
  // The program asks the internet's name server, as the kit's uplink would tell it to.
  mkdirSync(`/etc/netns/${plan.kit}`, { recursive: true });
  writeFileSync(
    `/etc/netns/${plan.kit}/resolv.conf`,
    `nameserver ${internetAddresses.gateway}\noptions timeout:1\n`,
  );
  await ipBatch(plan.kit, [
    // Without an address of its own a bridge takes the lowest of its ports', and with the next phone's cable another one.
    `link add lan0 address ${randomMac()} type bridge`,
    `link add wan0 type veth peer name kit0 netns ${plan.internet}`,
    `link add fld0 type veth peer name kit0 netns ${plan.field}`,
  ]);
  await ipBatch(plan.field, [
    'link set lo up',
    `addr add ${fieldTeam.address}/${fieldTeam.prefix} dev kit0`,
    'link set kit0 up',
  ]);
}
