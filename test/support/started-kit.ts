/** A whole kit in this process, on loopback with the fake gate and a collector that is not there; removed with its folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeGate } from '../../src/gate/fake-gate.ts';
import { loadKitConfig } from '../../src/kit/config.ts';
import { type KitParts, type RunningKit, startKit } from '../../src/kit/main.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { loadDemonstrationSites } from '../../src/platform/content.ts';
import { silentLog } from '../../src/platform/log.ts';
import { publicKeyOf } from '../../src/protocol/envelope.ts';
import type { Gate } from '../../src/protocol/gate.ts';
import { newId, systemRandom } from '../../src/protocol/ids.ts';
import { signerFromSeed } from '../../src/protocol/signing.ts';

export interface StartedKit extends RunningKit {
  readonly gate: Gate;
  readonly folder: string;
  readonly port: number;
  remove(): Promise<void>;
}

/** @param change keys of the configuration, over the bench's; `enrolled` those of the enrolment. */
export async function startTestKit(
  change: (folder: string) => Readonly<Record<string, unknown>> = () => ({}),
  parts: Partial<KitParts> = {},
  enrolled: Readonly<Record<string, unknown>> = {},
): Promise<StartedKit> {
  const folder = mkdtempSync(join(tmpdir(), 'kit-started-'));
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const write = (name: string, value: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };
  const enrolment = write('enrolment.json', {
    format: 'dtm-wifi-enrolment/1',
    kit_id: newId(8),
    kit_signing_key: base64(systemRandom(32)),
    collector_url: 'http://127.0.0.1:9',
    collector_public_key: base64(signerFromSeed(systemRandom(32)).publicKey),
    recipients: [{ role: 'operations', public_key: base64(publicKeyOf(systemRandom(32))) }],
    round: 1,
    site: loadDemonstrationSites()[0],
    ...enrolled,
  });
  const file = write('kit.json', {
    data_dir: join(folder, 'data'),
    enrolment,
    visitor: { port: 0 },
    field: { port: 0 },
    ...change(folder),
  });
  const gate = parts.gate ?? createFakeGate({ clock: systemClock() });
  const kit = await startKit(loadKitConfig(file, {}), { log: silentLog, ...parts, gate });
  return {
    ...kit,
    gate,
    folder,
    port: Number(new URL(kit.visitorUrl).port),
    remove: async () => {
      await kit.close();
      rmSync(folder, { recursive: true });
    },
  };
}
