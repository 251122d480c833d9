/**
 * A lab for one file of journeys, made before them and removed after them whatever happened. Where this machine can carry
 * none, every journey of the file is skipped by name.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { type Lab, type LabOptions, makeLab } from '../../scripts/lab/lab.ts';
import { createGateClient, type GateClient } from '../../src/kit/access/gate-client.ts';
import { silentLog } from '../../src/platform/log.ts';

export interface LabJourney {
  readonly lab: Lab;
  /** The gate's own line, for what no visitor can do: a short grant, the end of one. */
  readonly gate: GateClient['gate'];
}

export interface LabJourneyOptions extends LabOptions {
  /** Programs that these journeys need besides the lab's own. */
  readonly programs?: readonly string[];
}

export function describeInLab(
  title: string,
  { programs, ...options }: LabJourneyOptions,
  journeys: (journey: () => LabJourney) => void,
): void {
  const reason = whyNoLab(programs);
  const named = reason === undefined ? title : `${title} (no lab here: ${reason})`;
  describe.skipIf(reason !== undefined)(named, { timeout: 120_000 }, () => {
    let lab: Lab | undefined;
    let client: GateClient | undefined;
    beforeAll(async () => {
      lab = await makeLab(options);
      client = createGateClient({ path: lab.kit.network.gate_socket, log: silentLog });
    }, 120_000);
    afterAll(async () => {
      client?.disconnect();
      await lab?.remove();
    }, 60_000);
    journeys(() => {
      if (!lab || !client) throw new Error('the lab is not up');
      return { lab, gate: client.gate };
    });
  });
}

/** The handle that the gate knows a phone by. */
export async function handleOf({ gate }: LabJourney, address: string): Promise<string> {
  const phone = await gate.whoIs(address);
  if (!phone) throw new Error(`the gate does not know ${address}`);
  return phone.handle;
}
