/** What rotating addresses do to figures, in the percents that stand beside them. Pure. */
import { rotationOverCount } from './estimate.ts';

/** Fewer associations say nothing of a share. */
const leastAssociations = 20;

/** Share of made-up addresses in steps of 5: exact shares would say what some few were. null: too few to say. */
export function rotatingPercent(randomised: number, fixed: number): number | null {
  const all = randomised + fixed;
  return all < leastAssociations ? null : Math.round((100 * randomised) / all / 5) * 5;
}

/** By how many percent a figure over these days is too high. Where nobody can say how many rotate, as if all did. */
export const overCountPercent = (rotating: number | null, spanDays: number): number =>
  Math.round(100 * rotationOverCount((rotating ?? 100) / 100, spanDays));
