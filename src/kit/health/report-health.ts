/**
 * The kit's health, sealed and queued like everything else that goes up. Incidents leave their table only after the record
 * that tells them is durable: told twice is fine, never told is not.
 */
import { newId, type RandomBytes } from '../../protocol/ids.ts';
import { type BootTime, encodeJsonRecord, type HealthRecord } from '../../protocol/records.ts';
import type { Sealer } from '../intake/sealer.ts';
import type { StateStore } from '../store/open-store.ts';
import type { SubmissionStore } from '../store/submission-store.ts';
import type { Machine } from './sample-machine.ts';

export interface HealthParts {
  readonly machine: Machine;
  readonly store: SubmissionStore;
  readonly incidents: StateStore['incidents'];
  readonly sealer: Sealer;
  readonly bootTime: () => BootTime;
  readonly uplink: () => HealthRecord['uplink'];
  /** Base64: what week keys are sealed to. undefined: this kit has none. */
  readonly countPublicKey: string | undefined;
  /** This program's. */
  readonly version: string;
  readonly random: RandomBytes;
  readonly onQueued: () => void;
}

/** Resolves when the record is durably queued. */
export async function reportHealth(parts: HealthParts): Promise<void> {
  const { machine, store, incidents, sealer, countPublicKey, random } = parts;
  const sample = await machine.sample();
  const told = incidents.list();
  const at = parts.bootTime();
  const record: HealthRecord = {
    at,
    version: parts.version,
    temperatureC: sample.temperatureC,
    memoryUsedMb: sample.memoryUsedMb,
    memoryTotalMb: sample.memoryTotalMb,
    kitMemoryMb: sample.kitMemoryMb,
    diskFreeMb: sample.diskFreeMb,
    diskUsedPercent: sample.diskUsedPercent,
    // Unreadable: this program's own time is what is certain.
    uptimeSeconds: sample.uptimeSeconds ?? Math.floor(at.msSinceBoot / 1000),
    uplink: parts.uplink(),
    outboxDepth: store.outbox.countUnreceived(),
    visitsOpen: store.visits.count(),
    incidents: told.map(({ code, detail }) => ({ code: code.slice(0, 40), detail: detail.slice(0, 200) })),
    ...(countPublicKey === undefined ? {} : { countPublicKey }),
  };
  const sealed = await sealer.seal('health', newId(16, random), '', encodeJsonRecord(record));
  await store.commits.write(() => store.outbox.insert(sealed));
  const lastTold = told.at(-1);
  if (lastTold) incidents.deleteUpTo(lastTold.id);
  parts.onQueued();
}
