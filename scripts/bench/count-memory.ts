/**
 * What counting keeps in the kit's memory through a day of 20,000 phones, each of which opens a page: bitmap, histograms, stays, funnel,
 * the record on its way. Wanted: at most 1 MB. Beside it, what an event costs the kit, how long the five-minute look takes, and what goes
 * up for a site and a day.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Counting, createCounting } from '../../src/kit/counts/count-presence.ts';
import { createFunnel, type Funnel } from '../../src/kit/counts/funnel.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { CountProfile } from '../../src/protocol/counts.ts';
import type { CountedEvent, Gate } from '../../src/protocol/gate.ts';
import { newId, systemRandom } from '../../src/protocol/ids.ts';
import { type KitBench, makeKitBench } from '../../test/support/kit-bench.ts';
import { type Figure, report, whole } from './figures.ts';
import { seededRandom } from './full-answers.ts';

const phones = 20_000;
const limitBytes = 1_000_000;
const limitUpload = 4096;
const lookMs = 300_000;
const looks = (24 * 3_600_000) / lookMs - 1;
const midnightUtcMs = Date.UTC(2027, 2, 10);

interface Day {
  readonly peakBytes: number;
  readonly eventMicroseconds: number;
  readonly lookMs: number;
  readonly sealedBytes: number;
}

export async function countMemory(): Promise<Figure[]> {
  // Once for nothing: what is compiled and kept is no day's.
  await day(phones, 'local');
  const { peakBytes, eventMicroseconds, lookMs } = await day(phones, 'local');
  const uploads = await Promise.all(
    (['local', 'high-risk'] as const).map(async (profile) => ({ profile, ...(await day(500, profile)) })),
  );
  return [
    {
      what: `memory for counts, a day of ${whole(phones)} phones (largest after any look)`,
      wanted: `≤ ${whole(limitBytes)} B`,
      seen: `${whole(peakBytes)} B`,
      isMet: peakBytes <= limitBytes,
    },
    { what: '  an event at the kit', seen: `${eventMicroseconds.toFixed(1)} µs` },
    { what: '  a look that seals and stores', seen: `${lookMs.toFixed(1)} ms` },
    ...uploads.map(({ profile, sealedBytes }) => ({
      what: `upload for a site and day of 500 phones, ${profile}, two recipients`,
      wanted: `≤ ${whole(limitUpload)} B`,
      seen: `${whole(sealedBytes)} B`,
      isMet: sealedBytes <= limitUpload,
    })),
  ];
}

async function day(count: number, profile: CountProfile): Promise<Day> {
  const kit = await makeKitBench();
  let ms = 60_000;
  let tell: ((event: CountedEvent) => void) | undefined;
  const gate: Pick<Gate, 'count'> = {
    count: async (_, listener) => {
      tell = listener;
    },
  };
  const random = seededRandom(9);
  const below = (bound: number) => Math.floor(random() * bound);
  const leaving: number[] = [];
  const before = usedBytes();
  const { counting, funnel } = make(kit, profile, gate, () => ms);
  await counting.look();
  let [eventsMs, looksMs, peakBytes] = [0, 0, 0];
  for (let look = 0; look < looks; look++) {
    const began = performance.now();
    for (
      let phone = Math.floor((look * count) / looks);
      phone < Math.floor(((look + 1) * count) / looks);
      phone++
    ) {
      const seat = below(65_536);
      tell?.({
        kind: 'arrived',
        slot: below(profile === 'high-risk' ? 4096 : 16_384),
        seat,
        isRandomised: phone % 5 > 0,
      });
      funnel.opened(newId(8), phone % 3 === 0 ? 'fr' : 'es');
      leaving.push(seat);
      // A hundred are there at once.
      if (leaving.length > 100) tell?.({ kind: 'departed', seat: leaving.shift() ?? 0 });
    }
    eventsMs += performance.now() - began;
    ms += lookMs;
    const looked = performance.now();
    await counting.look();
    looksMs += performance.now() - looked;
    const now = usedBytes();
    // The heap may shrink by what was there before: that is nobody's gain.
    peakBytes = Math.max(peakBytes, now.arrays - before.arrays + Math.max(0, now.heap - before.heap));
  }
  const [row] = kit.store.state.openCounts.list();
  kit.dispose();
  return {
    peakBytes,
    eventMicroseconds: (eventsMs * 1000) / count,
    lookMs: looksMs / looks,
    sealedBytes: row?.envelope.length ?? 0,
  };
}

function make(
  kit: KitBench,
  profile: CountProfile,
  gate: Pick<Gate, 'count'>,
  now: () => number,
): { counting: Counting; funnel: Funnel } {
  const { submissions, state } = kit.store;
  const funnel = createFunnel(() => 'round-1');
  const weekKey = () => ({
    keyId: '0011223344556677',
    key: new Uint8Array(32).fill(5),
    fromUtcMs: 0,
    untilUtcMs: Number.MAX_SAFE_INTEGER,
  });
  const counting = createCounting({
    profile,
    gate,
    weekKeys: { list: () => [weekKey()], refresh: async () => undefined },
    countKeys: state.countKeys,
    openCounts: state.openCounts,
    submissions,
    sealer: kit.sealer,
    siteId: 'XD-01',
    round: 1,
    timezone: 'UTC',
    estimateUtc: () => ({ utcMs: midnightUtcMs + now(), uncertaintyMs: 500 }),
    bootTime: () => ({ bootNumber: 1, bootId: '00000001', msSinceBoot: now() }),
    random: systemRandom,
    funnel,
    onQueued: () => undefined,
    log: silentLog,
  });
  return { counting, funnel };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function usedBytes() {
  collect();
  const { heapUsed: heap, arrayBuffers: arrays } = process.memoryUsage();
  return { heap, arrays };
}

if (import.meta.main) report(await countMemory());
