/**
 * The road up, for as long as the kit runs: one bundle at a time, the one already built before any new one, until a
 * receipt covers it. Whatever goes wrong changes nothing but the delay. What must stay true: a receipt is applied only
 * after it was judged, in one commit; nothing leaves the outbox here.
 */
import { failureFields, type Log } from '../../platform/log.ts';
import type { RandomBytes } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import type { BundleRow } from '../store/bundles-table.ts';
import type { StateStore } from '../store/open-store.ts';
import { type BackoffLimits, backoffMs } from './backoff.ts';
import { createBell } from './bell.ts';
import { type BundleParts, buildBundle, planRun } from './build-bundle.ts';
import { judgeReceipt } from './judge-receipt.ts';
import type { TimeKeeper } from './time-keeper.ts';
import type { Uplink } from './uplink.ts';
import type { Received, Uploader } from './upload.ts';

export interface SyncParts extends BundleParts {
  readonly incidents: StateStore['incidents'];
  readonly uploader: Uploader;
  readonly uplink: Uplink;
  readonly timeKeeper: Pick<TimeKeeper, 'observe'>;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly backoff: BackoffLimits;
  /** How long a bundle that is not full waits for company. */
  readonly coalesceMs: number;
}

export interface SyncStatus {
  /** Milliseconds since this program's start; undefined: none yet. */
  readonly lastReceiptMs: number | undefined;
  /** Why the last attempt failed, as a code; undefined after a success. */
  readonly failure: string | undefined;
}

export interface SyncLoop {
  start(): void;
  /** Something was queued. */
  wake(): void;
  /** The uplink is back: try at once. */
  nudge(): void;
  status(): SyncStatus;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** `idle`: nothing waits. `failed`: try again later. */
type Outcome = { kind: 'sent' } | { kind: 'idle' } | { kind: 'failed'; code: string };

export function createSyncLoop(parts: SyncParts): SyncLoop {
  const { store, incidents, uploader, uplink, timeKeeper, random, log } = parts;
  const queued = createBell();
  const returned = createBell();
  const stopping = createBell();
  let isStopped = false;
  let lastReceiptMs: number | undefined;
  let failure: string | undefined;
  let running: Promise<void> = Promise.resolve();

  const nextBundle = async (): Promise<BundleRow | undefined> => {
    const built = store.bundles.findFirstUnreceived();
    if (built) return built;
    const run = planRun(store);
    if (!run) return undefined;
    if (run.isLast) await stopping.wait(parts.coalesceMs);
    return isStopped ? undefined : store.commits.write(() => buildBundle(parts));
  };

  const apply = async (bundle: BundleRow, received: Received): Promise<Outcome> => {
    const { receipt } = received;
    lastReceiptMs = received.answeredAtMs;
    await timeKeeper.observe(received);
    const judgement = judgeReceipt(receipt, bundle, {
      maxSeq: store.outbox.maxSeq(),
      findBundle: (number) => store.bundles.find(number),
    });
    if (judgement.kind === 'restored_file') {
      // Told first: twice is better than never.
      incidents.insert({ code: 'restored_card', detail: judgement.detail });
      await store.commits.write(() => store.beginIncarnation(random));
      log.warn(
        { reason: judgement.detail },
        'this file is older than what the collector has: it begins anew',
      );
      return { kind: 'failed', code: 'restored_card' };
    }
    await store.commits.write(() => store.applyReceipt(receipt));
    if (judgement.kind === 'leaves_out_sent') return { kind: 'failed', code: 'not_covered' };
    return { kind: 'sent' };
  };

  const attempt = async (): Promise<Outcome> => {
    const bundle = await nextBundle();
    if (!bundle?.bytes) return { kind: 'idle' };
    const result = await uploader.send(bundle.bytes, store.incarnation());
    if (isStopped) return { kind: 'idle' };
    uplink.note(result);
    if (result.kind === 'received') return apply(bundle, result);
    const { kind, ...details } = result;
    return { kind: 'failed', code: [kind, ...Object.values(details)].filter(Boolean).join(' ') };
  };

  const backOff = async (failures: number) => {
    const ms = backoffMs(failures, parts.backoff, fraction(random));
    log.info({ failure, waitMs: ms }, 'upload failed');
    // Only a return from now on counts.
    returned.hush();
    uplink.watch('often');
    await returned.wait(ms);
    uplink.rest();
  };

  const run = async () => {
    let failures = 0;
    while (!isStopped) {
      const outcome = await attempt().catch((error: unknown): Outcome => {
        log.error(failureFields(error), 'sync met a problem of this machine');
        return { kind: 'failed', code: Problem.is(error) ? error.code : 'internal' };
      });
      if (isStopped) return;
      failures = outcome.kind === 'failed' ? failures + 1 : 0;
      if (outcome.kind !== 'idle') failure = outcome.kind === 'failed' ? outcome.code : undefined;
      if (outcome.kind === 'idle') {
        uplink.watch('seldom');
        await queued.wait();
        uplink.rest();
      }
      if (outcome.kind === 'failed') await backOff(failures);
    }
  };

  return {
    start: () => {
      running = run();
    },
    wake: queued.ring,
    nudge: returned.ring,
    status: () => ({ lastReceiptMs, failure }),
    stop: async () => {
      isStopped = true;
      uploader.close();
      for (const bell of [queued, returned, stopping]) bell.ring();
      await running;
      uplink.rest();
    },
  };
}

function fraction(random: RandomBytes): number {
  const [a = 0, b = 0, c = 0, d = 0] = random(4);
  return (((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32;
}
