/** What the statistical tests measure against: exact binomial intervals and the limit of χ². */

/** The interval of a share after Clopper and Pearson (1934). @param level e.g. 0.99, two-sided. */
export function clopperPearson(hits: number, runs: number, level: number): { low: number; high: number } {
  const tail = (1 - level) / 2;
  return {
    low: hits === 0 ? 0 : betaQuantile(tail, hits, runs - hits + 1),
    high: hits === runs ? 1 : betaQuantile(1 - tail, hits + 1, runs - hits),
  };
}

/** χ² that a right program passes in all but 1 of 100,000 runs (Wilson and Hilferty). */
export function chiSquaredLimit(freedom: number): number {
  const z = 4.265;
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + z * Math.sqrt(spread)) ** 3;
}

function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised, by Lentz's continued fraction. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a),
  );
  const tiny = 1e-300;
  let [c, d, fraction] = [
    1,
    1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny),
    1 / Math.max(1 - ((a + b) * x) / (a + 1), tiny),
  ];
  for (let m = 1; m < 10_000; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + term * d || tiny);
      c = 1 + term / c || tiny;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return front * fraction;
}

/** Stirling's series, shifted up to where it is exact enough. */
function logGamma(x: number): number {
  let [shift, at] = [0, x];
  while (at < 12) {
    shift -= Math.log(at);
    at += 1;
  }
  const inverse = 1 / (at * at);
  return (
    shift +
    (at - 0.5) * Math.log(at) -
    at +
    0.5 * Math.log(2 * Math.PI) +
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / at
  );
}
