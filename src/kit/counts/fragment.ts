/**
 * One fragment: the presence of one day under one key, as this start of the kit sees it, in memory; and the record that may leave it.
 * What must stay true: noise and flips are drawn once, when it begins, and every record of it has the same; nothing of the funnel, of
 * an address or a key decides over either.
 */
import { deflateRawSync } from 'node:zlib';
import {
  createDayCounts,
  type DayBefore,
  type DayCounts,
  dwellBins,
  hoursOfDay,
} from '../../counting/day-counts.ts';
import { type Epsilon, epsilonOf } from '../../counting/noise.ts';
import { profileRules } from '../../counting/profiles.ts';
import { drawNoise } from '../../counting/publish.ts';
import { randomBits } from '../../counting/random-bits.ts';
import { applyFlips, drawFlips } from '../../counting/randomised-response.ts';
import type { CountProfile, CountRecord } from '../../protocol/counts.ts';
import type { CountedEvent } from '../../protocol/gate.ts';
import { newId, type RandomBytes, type RecordId } from '../../protocol/ids.ts';
import type { BootTime } from '../../protocol/records.ts';
import type { FunnelSums } from './funnel.ts';

export interface FragmentParts {
  readonly profile: CountProfile;
  readonly keyId: string;
  readonly began: BootTime;
  readonly siteId: string;
  readonly round: number;
  /** What is known of the fragment before this one. */
  readonly before?: DayBefore;
  readonly random: RandomBytes;
}

export interface Fragment {
  readonly recordId: RecordId;
  readonly counts: DayCounts;
  tell(event: CountedEvent, hour: number, atSeconds: number): void;
  record(at: FragmentEnd, sums: FunnelSums): CountRecord;
}

export interface FragmentEnd {
  readonly until: BootTime;
  readonly hour: number;
  readonly day: string | null;
}

export const noiseEpsilon: Epsilon = epsilonOf(1);
export const flipsEpsilon: Epsilon = epsilonOf(2);

export function beginFragment(parts: FragmentParts): Fragment {
  const { profile, began, random } = parts;
  const { size, isFlipped } = profileRules[profile];
  const bits = randomBits(random);
  const noise = (bins: number) => Array.from({ length: bins }, () => drawNoise(noiseEpsilon, bits));
  const noises = { arrivals: noise(hoursOfDay), dwell: noise(dwellBins) };
  const flips = isFlipped ? drawFlips(size, flipsEpsilon, bits) : undefined;
  const counts = createDayCounts(size, parts.before);

  return {
    recordId: newId(16, random),
    counts,
    tell: (event, hour, atSeconds) => {
      if (event.kind === 'arrived') counts.joined(event, hour, atSeconds);
      else if (event.kind === 'present') counts.present(event, hour, atSeconds);
      else counts.left(event.seat, hour, atSeconds);
    },
    record: ({ until, hour, day }, { languages, ...funnel }) => {
      const { bitmap, arrivals, dwell, ...figures } = counts.figures(hour, secondsOf(until));
      const told = flips ? applyFlips(bitmap, flips) : bitmap;
      return {
        began,
        until,
        siteId: parts.siteId,
        round: parts.round,
        profile,
        keyId: parts.keyId,
        day,
        size,
        bitmap: deflateRawSync(told.bytes, { level: 9 }).toString('base64'),
        flips: flips ? flipsEpsilon : null,
        noise: noiseEpsilon,
        arrivals: plus(arrivals, noises.arrivals),
        dwell: plus(dwell, noises.dwell),
        peak: [...figures.peak],
        connections: [...figures.connections],
        randomised: figures.randomised,
        fixed: figures.fixed,
        languages: { ...languages },
        funnel: { ...funnel, abandonedAt: { ...funnel.abandonedAt } },
      };
    },
  };
}

export const secondsOf = ({ msSinceBoot }: BootTime): number => Math.floor(msSinceBoot / 1000);

const plus = (counts: readonly number[], noise: readonly number[]): number[] =>
  counts.map((count, index) => count + (noise[index] ?? 0));
