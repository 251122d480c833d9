/**
 * How often each of many may do something: a bucket of tokens a key, filled evenly. Stands before everything a phone can ask.
 * What must stay true: memory is bounded, whoever comes; of too many keys the one known longest is forgotten, which a network's
 * real phones are too few to bring about.
 */
import type { Clock } from '../../platform/clock.ts';

export interface TokenBuckets {
  /** True when there was a token for this key. */
  take(key: string): boolean;
  /** Keys remembered now. */
  size(): number;
}

export interface BucketSettings {
  readonly perSecond: number;
  readonly burst: number;
  readonly maxKeys: number;
  readonly clock: Pick<Clock, 'msSinceStart'>;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

export function createTokenBuckets({ perSecond, burst, maxKeys, clock }: BucketSettings): TokenBuckets {
  /** In the order of arrival. */
  const buckets = new Map<string, Bucket>();

  const arrive = (key: string, atMs: number): Bucket => {
    const oldest = buckets.size >= maxKeys ? buckets.keys().next().value : undefined;
    if (oldest !== undefined) buckets.delete(oldest);
    const bucket = { tokens: burst, atMs };
    buckets.set(key, bucket);
    return bucket;
  };

  return {
    take: (key) => {
      const nowMs = clock.msSinceStart();
      const bucket = buckets.get(key) ?? arrive(key, nowMs);
      bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
      bucket.atMs = nowMs;
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
    size: () => buckets.size,
  };
}
