/**
 * How long to wait after a failed upload: "full jitter", a moment drawn evenly between nothing and a ceiling that doubles
 * with each failure. So many kits that lost the collector together do not all come back together.
 */
export interface BackoffLimits {
  /** The ceiling after the first failure. */
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * @param failures how many in a row, from 1
 * @param fraction random, in [0, 1)
 */
export function backoffMs(failures: number, { minMs, maxMs }: BackoffLimits, fraction: number): number {
  // 2^30 is beyond any ceiling and still an exact number.
  const doublings = Math.min(Math.max(failures - 1, 0), 30);
  return Math.floor(Math.min(maxMs, minMs * 2 ** doublings) * fraction);
}
