/**
 * Which figures are too small to be shown, and which others must go with them. What is shown of counts is built so that little has
 * to be checked: a sum over sites or over several weeks is a sum of shown figures only, so it says nothing of a hidden one. One level
 * remains where parts and their true sum stand beside each other (the days of a week and the week), and the parts of a whole that is
 * public. What must stay true: hidden cells of one sum are two or more and add up to the threshold at least, or the sum is hidden.
 */

/** DTM's rule: what staff see; what leaves as an export. */
export const staffThreshold = 5;
export const exportThreshold = 10;

export type Shown = number | null;

/** A figure with noise on it: 0 is no more certain than 3. */
export const isSmallNoisy = (value: number, threshold: number): boolean => value < threshold;
/** A figure counted exactly: that nobody did something is no one's secret. */
export const isSmallExact = (count: number, threshold: number): boolean => count > 0 && count < threshold;

/**
 * The sum of parts that are shown elsewhere, or null: it is small itself, or would say what a hidden part is.
 * @param isHidden of each part
 */
export function shownSum(
  parts: readonly number[],
  isHidden: readonly boolean[],
  isSumSmall: boolean,
  threshold: number,
): Shown {
  if (isSumSmall) return null;
  const hidden = parts.filter((_, index) => isHidden[index]);
  const isSafe = hidden.length === 0 || (hidden.length > 1 && total(hidden) >= threshold);
  return isSafe ? total(parts) : null;
}

export function shownNoisySum(parts: readonly number[], threshold: number): Shown {
  const isHidden = parts.map((part) => isSmallNoisy(part, threshold));
  return shownSum(parts, isHidden, isSmallNoisy(total(parts), threshold), threshold);
}

export function shownExactSum(parts: readonly number[], threshold: number): Shown {
  const isHidden = parts.map((part) => isSmallExact(part, threshold));
  return shownSum(parts, isHidden, isSmallExact(total(parts), threshold), threshold);
}

/**
 * Parts of a whole that is known: small ones are null, and with them as many of the smallest others as it takes. Counted exactly.
 */
export function shownParts(parts: readonly number[], threshold: number): Shown[] {
  const isHidden = parts.map((part) => isSmallExact(part, threshold));
  if (!isHidden.includes(true)) return [...parts];
  const bySize = parts
    .map((part, index) => ({ part, index }))
    .filter(({ part, index }) => part > 0 && !isHidden[index])
    .sort((a, b) => a.part - b.part);
  for (const { index } of bySize) {
    const hidden = parts.filter((_, at) => isHidden[at]);
    if (hidden.length > 1 && total(hidden) >= threshold) break;
    isHidden[index] = true;
  }
  return parts.map((part, index) => (isHidden[index] ? null : part));
}

export interface FunnelCounts {
  readonly opened: number;
  readonly consented: number;
  readonly declined: number;
  readonly begun: number;
  readonly finished: number;
}
export type ShownFunnel = { readonly [step in keyof FunnelCounts]: Shown };

const visitSteps = ['opened', 'consented', 'begun', 'finished'] as const;

/**
 * Visits by how far they went. Who stopped between two steps is a figure, too, neighbours or not: where so few did, the later step is
 * hidden. One may be above an earlier one, of visits that began the day before; that is a figure as well.
 */
export function shownFunnel(funnel: FunnelCounts, threshold: number): ShownFunnel {
  const isSmall = (count: number) => isSmallExact(Math.abs(count), threshold);
  const { opened, consented, declined } = funnel;
  const hidden = { opened: null, consented: null, declined: null, begun: null, finished: null };
  if (isSmall(opened)) return hidden;
  const shown = new Map<keyof FunnelCounts, number>();
  for (const step of visitSteps) {
    const others = [0, ...shown.values()];
    if (!others.some((other) => isSmall(funnel[step] - other))) shown.set(step, funnel[step]);
  }
  // Who did not decline: all who consented, and the undecided.
  const others = [0, consented, ...shown.values()];
  if (!others.some((other) => isSmall(opened - declined - other))) shown.set('declined', declined);
  return { ...hidden, ...Object.fromEntries(shown) };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
