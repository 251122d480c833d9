/** The values that a range offers: from `min` in steps up to `max`. XLSForm's own defaults stand where a form says nothing. */
import type { Question } from '../protocol/form.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** How many values there are. */
  readonly count: number;
}

/** https://docs.getodk.org/form-question-types: start 1, end 10, step 1. */
const standard = { min: 1, max: 10, step: 1 };
/** A mistyped step must not make a page of millions. */
export const maxRangeValues = 1001;

export function rangeOf(question: Question): Range {
  const min = question.min ?? standard.min;
  const max = question.max ?? standard.max;
  const step = question.step ?? standard.step;
  const count = Math.floor((max - min) / step + 1e-9) + 1;
  return { min, max, step, count: Math.max(1, Math.min(maxRangeValues, count)) };
}

export const rangeValue = (range: Range, index: number): number =>
  Number((range.min + index * range.step).toFixed(9));

/** Which of the values this is; undefined: it stands between them. */
export function rangeIndex(range: Range, value: number): number | undefined {
  const index = Math.round((value - range.min) / range.step);
  const isOne = index >= 0 && index < range.count && Math.abs(rangeValue(range, index) - value) < 1e-9;
  return isOne ? index : undefined;
}
