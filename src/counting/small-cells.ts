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

/** Visits by how far they went. Who stopped between two steps is a figure, too: where so few did, the later step is hidden. */
export function shownFunnel(funnel: FunnelCounts, threshold: number): ShownFunnel {
  const isSmall = (count: number) => isSmallExact(count, threshold);
  const { opened, consented, declined, begun, finished } = funnel;
  const undecided = opened - consented - declined;
  const isOpenedHidden = isSmall(opened);
  const isDeclinedHidden = isSmall(declined) || isSmall(undecided) || isSmall(opened - declined);
  const isConsentedHidden = isSmall(consented) || isSmall(opened - consented);
  const isBegunHidden = isSmall(begun) || isSmall(consented - begun);
  const isFinishedHidden = isSmall(finished) || isSmall(begun - finished);
  return {
    opened: isOpenedHidden ? null : opened,
    consented: isOpenedHidden || isConsentedHidden ? null : consented,
    declined: isOpenedHidden || isDeclinedHidden ? null : declined,
    begun: isOpenedHidden || isBegunHidden ? null : begun,
    finished: isOpenedHidden || isFinishedHidden ? null : finished,
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
