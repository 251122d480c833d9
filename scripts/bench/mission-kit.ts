/**
 * The kit of one site, for the bench of a whole mission: the real keeper, store, seals and bundles, and the gate's contract fake, under a
 * clock that the bench moves. Only pages and the network between kit and collector are left out.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeGate, type FakeGate } from '../../src/gate/fake-gate.ts';
import { type Counting, createCounting } from '../../src/kit/counts/count-presence.ts';
import type { WeekKey } from '../../src/kit/counts/day-rules.ts';
import { createFunnel } from '../../src/kit/counts/funnel.ts';
import { createSealer } from '../../src/kit/intake/sealer.ts';
import { openStore } from '../../src/kit/store/open-store.ts';
import { buildBundle } from '../../src/kit/sync/build-bundle.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { CountProfile } from '../../src/protocol/counts.ts';
import type { Enrolment } from '../../src/protocol/enrolment.ts';
import { keyRing } from '../../src/protocol/envelope.ts';
import { newId, type RandomBytes, systemRandom } from '../../src/protocol/ids.ts';
import { encodeJsonRecord } from '../../src/protocol/records.ts';
import { signerFromSeed } from '../../src/protocol/signing.ts';

export interface MissionKit {
  readonly gate: FakeGate;
  look(): Promise<void>;
  finish(): Promise<void>;
  /** The power goes and comes again. */
  restart(): Promise<void>;
  /** Signed, in order; each once. */
  bundles(): Promise<{ readonly bytes: Uint8Array }[]>;
  remove(): void;
}

export interface MissionKitParts {
  readonly folder: string;
  readonly enrolment: Enrolment;
  readonly profile: CountProfile;
  readonly weekKey: WeekKey;
  readonly random: RandomBytes;
  readonly now: () => number;
}

export async function makeMissionKit(parts: MissionKitParts): Promise<MissionKit> {
  const { enrolment, profile, weekKey, random, now } = parts;
  const folder = join(parts.folder, enrolment.kit_id);
  const raw = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  const ring = await keyRing(enrolment.recipients.map((recipient) => raw(recipient.public_key)));
  const signer = signerFromSeed(raw(enrolment.kit_signing_key));
  const kitId = enrolment.kit_id;
  const store = openStore({ folder, random: systemRandom });
  const { submissions, state } = store;
  const sealer = createSealer({ ring, kitId, incarnation: submissions.incarnation, random: systemRandom });
  const gate = createFakeGate({ clock: { now, msSinceStart: now }, random });
  let bootNumber = 0;

  const start = async (): Promise<Counting> => {
    bootNumber += 1;
    const startedMs = now();
    const boot = { bootNumber, bootId: newId(8, systemRandom).slice(0, 8) };
    const bootTime = () => ({ ...boot, msSinceBoot: now() - startedMs });
    // As from a receipt: by it the collector knows when all of this start was.
    const reading = { at: bootTime(), utcMs: now(), uncertaintyMs: 500, source: 'receipt' as const };
    const clock = await sealer.seal('clock', newId(16, systemRandom), '', encodeJsonRecord(reading));
    await submissions.commits.write(() => submissions.outbox.insert(clock));
    return createCounting({
      profile,
      gate,
      weekKeys: {
        list: () => (profile === 'local' ? [] : [{ ...weekKey, key: Uint8Array.from(weekKey.key) }]),
        refresh: async () => undefined,
      },
      countKeys: state.countKeys,
      openCounts: state.openCounts,
      submissions,
      sealer,
      siteId: enrolment.site.id,
      round: enrolment.round,
      timezone: enrolment.site.timezone,
      estimateUtc: () => ({ utcMs: now(), uncertaintyMs: 500 }),
      bootTime,
      random,
      funnel: createFunnel(() => 'round-1'),
      onQueued: () => undefined,
      log: silentLog,
    });
  };
  let counting = await start();

  return {
    gate,
    look: () => counting.look(),
    finish: () => counting.finish(),
    restart: async () => {
      counting = await start();
      await counting.look();
    },
    bundles: async () => {
      const built: { bytes: Uint8Array }[] = [];
      for (;;) {
        const bundle = await submissions.commits.write(() =>
          buildBundle({ store: submissions, signer, kitId }),
        );
        if (!bundle?.bytes) return built;
        built.push({ bytes: bundle.bytes });
      }
    },
    remove: () => {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
