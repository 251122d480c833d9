/**
 * Weights of answers from counts: as many devices as arrived in a stratum speak through those who answered in it (Holt and Smith,
 * 1979). Strata without enough answers are merged with the next of their site, in the order of time. Pure.
 */

export interface Stratum {
  readonly siteId: string;
  /** Names it, unique within the site; sorts by time. */
  readonly name: string;
  readonly arrivals: number;
  readonly answers: number;
}

export interface Weights {
  /** By 'site name' of each stratum; those of a site that is left out are not in it. */
  readonly of: ReadonlyMap<string, number>;
  readonly strata: number;
  readonly merged: number;
  readonly coveredPercent: number;
  readonly cappedPercent: number;
}

export const minAnswers = 5;
const [leastWeight, mostWeight] = [1 / 3, 3];

export const stratumKey = (siteId: string, name: string): string => `${siteId} ${name}`;

interface Merged {
  readonly keys: string[];
  arrivals: number;
  answers: number;
}

/** undefined: nowhere are enough answers, or nobody was counted. */
export function postStratify(strata: readonly Stratum[]): Weights | undefined {
  const merged = mergeSmall(strata);
  const arrivals = total(merged.map((each) => each.arrivals));
  const answers = total(merged.map((each) => each.answers));
  const counted = total(strata.map((each) => Math.max(0, each.arrivals)));
  if (answers === 0 || arrivals <= 0) return undefined;
  const raw = merged.map((each) => each.arrivals / arrivals / (each.answers / answers));
  const cut = raw.map((weight) => Math.min(mostWeight, Math.max(leastWeight, weight)));
  const mean = total(cut.map((weight, index) => weight * (merged[index]?.answers ?? 0))) / answers;
  const of = new Map<string, number>();
  for (const [index, { keys }] of merged.entries())
    for (const key of keys) of.set(key, (cut[index] ?? 0) / mean);
  const isCapped = (index: number) => cut[index] !== raw[index];
  const capped = total(merged.map((each, index) => (isCapped(index) ? each.answers : 0)));
  return {
    of,
    strata: merged.length,
    merged: of.size - merged.length,
    coveredPercent: Math.round((100 * arrivals) / counted),
    cappedPercent: Math.round((100 * capped) / answers),
  };
}

function mergeSmall(strata: readonly Stratum[]): Merged[] {
  const bySite = new Map<string, Stratum[]>();
  for (const stratum of strata) bySite.set(stratum.siteId, [...(bySite.get(stratum.siteId) ?? []), stratum]);
  return [...bySite.values()].flatMap((site) => {
    const groups: Merged[] = [];
    for (const { siteId, name, arrivals, answers } of site.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const open = groups.at(-1);
      const own = { keys: [stratumKey(siteId, name)], arrivals: Math.max(0, arrivals), answers };
      if (open && open.answers < minAnswers) join(open, own);
      else groups.push(own);
    }
    // What is left at the end has no next one.
    const last = groups.at(-1);
    const before = groups.at(-2);
    if (last && before && last.answers < minAnswers) join(before, groups.pop() as Merged);
    return groups.filter(({ answers }) => answers >= minAnswers);
  });
}

function join(into: Merged, from: Merged): void {
  into.keys.push(...from.keys);
  into.arrivals += from.arrivals;
  into.answers += from.answers;
}

export interface WeightedCount {
  /** stratumKey. */
  readonly key: string;
  readonly count: number;
}

/** Σ w·count, and Σ w²·count: for shares and for the effective number of answers after Kish. */
export function weighted(
  weights: Weights,
  counts: readonly WeightedCount[],
): { readonly sum: number; readonly squares: number; readonly count: number } {
  const known = counts.flatMap(({ key, count }) => {
    const weight = weights.of.get(key);
    return weight === undefined ? [] : [{ weight, count }];
  });
  return {
    sum: total(known.map(({ weight, count }) => weight * count)),
    squares: total(known.map(({ weight, count }) => weight ** 2 * count)),
    count: total(known.map(({ count }) => count)),
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
