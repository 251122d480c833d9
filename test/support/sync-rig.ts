/**
 * The kit's whole road up on a bench, with times short enough to wait for: what the sync tests start, stop, starve and cut.
 */
import { createSyncLoop, type SyncLoop } from '../../src/kit/sync/sync-loop.ts';
import { createTimeKeeper, type TimeKeeper } from '../../src/kit/sync/time-keeper.ts';
import { createUplink, type Uplink } from '../../src/kit/sync/uplink.ts';
import { createUploader } from '../../src/kit/sync/upload.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import { verifierFromPublicKey } from '../../src/protocol/signing.ts';
import type { FakeCollector } from './fake-collector.ts';
import type { KitBench } from './kit-bench.ts';

export interface SyncRig {
  readonly sync: SyncLoop;
  readonly uplink: Uplink;
  readonly timeKeeper: TimeKeeper;
}

export interface RigOptions {
  readonly backoff?: { minMs: number; maxMs: number };
  readonly uplinkCheckMs?: number;
  readonly coalesceMs?: number;
}

/** Not started yet. */
export function makeSyncRig(bench: KitBench, collector: FakeCollector, options: RigOptions = {}): SyncRig {
  const { kitId, signer, sealer } = bench;
  const { submissions: store, state } = bench.store;
  const clock = systemClock();
  const boot = state.boots.insert('0a0b0c0d', 1);
  const common = { clock, random: systemRandom, log: silentLog };
  const uploader = createUploader({
    ...common,
    collectorUrl: collector.url,
    kitId,
    collector: verifierFromPublicKey(collector.publicKey),
    limits: { connectTimeoutMs: 10_000, idleTimeoutMs: 10_000, deadlineMs: 20_000 },
  });
  const uplink = createUplink({
    ...common,
    isReachable: uploader.isReachable,
    onReturn: () => sync.nudge(),
    intervalMs: options.uplinkCheckMs ?? 3_600_000,
  });
  const onQueued = () => sync.wake();
  const timeKeeper = createTimeKeeper({
    ...common,
    readings: state.readings,
    store,
    sealer,
    boot,
    onQueued,
  });
  const sync: SyncLoop = createSyncLoop({
    ...common,
    store,
    kitId,
    signer,
    incidents: state.incidents,
    uploader,
    uplink,
    timeKeeper,
    backoff: options.backoff ?? { minMs: 10, maxMs: 50 },
    coalesceMs: options.coalesceMs ?? 5,
  });
  return { sync, uplink, timeKeeper };
}
