/** How counts are said: a figure with its interval, a change, a share, and what stands behind a figure. */
import type { Change, CountFigure, CountQuality, FlowsDay, ShownCount, ShownFigure } from './flows-shown.ts';
import { number, plural } from './words.ts';

/** Below the smallest cell, or kept back because such a small one could be worked out with it. */
export const hiddenText = '< 5*';

export const figureText = (figure: ShownFigure): string =>
  figure === 'hidden' ? hiddenText : number(figure.value);
export const countText = (count: ShownCount): string => (count === 'hidden' ? hiddenText : number(count));

export const intervalText = (figure: ShownFigure): string =>
  figure === 'hidden' ? '' : `${number(figure.low)}–${number(figure.high)}`;

export const fullText = (figure: ShownFigure): string =>
  figure === 'hidden' ? hiddenText : `${figureText(figure)} (${intervalText(figure)})`;

export const shareText = (share: CountFigure | undefined): string =>
  share ? `${number(share.value)}\u00a0%` : '';
export const shareIntervalText = (share: CountFigure | undefined): string =>
  share ? `${number(share.low)}–${number(share.high)}\u00a0%` : '';

/** A figure as a column of a chart. */
export const columnOf = (
  figure: ShownFigure | undefined,
): { value: number | undefined; low?: number; high?: number } =>
  figure === undefined || figure === 'hidden' ? { value: undefined } : figure;

/** With the typographic minus, as wide as a plus. */
const signed = (value: number): string =>
  value === 0 ? '0' : `${value > 0 ? '+' : '−'}${number(Math.abs(value))}`;

export const changeIntervalText = ({ low, high }: Change): string => `${signed(low)} to ${signed(high)}`;

export const changeText = (change: Change | undefined): string => {
  if (!change) return 'no whole day of the week before to compare with';
  return change.isUnclear ? 'no change can be told' : signed(change.difference);
};

const profileWords: Readonly<Record<CountQuality['profiles'][number], string>> = {
  local: 'local (a key a day and kit: nothing can be linked)',
  linked: 'linked (one key a week for the mission’s kits)',
  'high-risk': 'high-risk (as linked, and each bit may be told wrongly)',
};

/** What every figure must say of itself, in sentences. */
export function qualityText(quality: CountQuality): string {
  const {
    profiles,
    size,
    epsilonNoise,
    epsilonFlips,
    rotatingPercent,
    overCountPercent,
    fragments,
    addedUp,
    lowerBounds,
    shortDays,
  } = quality;
  return [
    `Profile ${profiles.map((profile) => profileWords[profile]).join(' and ') || 'not known'}, m = ${number(size)}${profiles.length > 1 ? ' at least' : ''}.`,
    `Noise ε = ${epsilonNoise}${epsilonFlips === null ? '' : `, flips ε = ${epsilonFlips} for a phone that is in every fragment`}.`,
    rotatingPercent === null
      ? 'Too few addresses to say how many were made up.'
      : `About ${rotatingPercent} % of the addresses were made up, as phones do that change theirs.`,
    overCountPercent > 0
      ? `Because addresses change, a figure over these days may be up to ${overCountPercent} % too high.`
      : 'Within one day changing addresses add nothing worth naming.',
    `From ${plural(fragments, 'fragment', 'fragments')}.`,
    addedUp > 0
      ? `On ${plural(addedUp, 'day', 'days')} parts could only be added up: the truth may be lower, and the interval says how much.`
      : '',
    lowerBounds > 0
      ? `On ${plural(lowerBounds, 'day', 'days')} more devices came than the bits can count: those figures, and sums with them, are lower bounds, and no interval says how many more.`
      : '',
    shortDays > 0
      ? `${plural(shortDays, 'day was', 'days were')} counted for less than 20 hours: they lack devices, and are not compared with another week.`
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** Beside a day's date: what is not whole about it; empty: nothing. */
export function dayNote({ coveredHours, quality }: FlowsDay): string {
  const isShort = quality.shortDays > 0;
  return [
    isShort && coveredHours !== undefined ? `only ${coveredHours} h counted` : '',
    isShort && coveredHours === undefined
      ? `${plural(quality.shortDays, 'site', 'sites')} counted for under 20 h`
      : '',
    quality.addedUp > 0 ? 'parts added up' : '',
    quality.lowerBounds > 0 ? 'a lower bound' : '',
  ]
    .filter((note) => note !== '')
    .join(' · ');
}

export const weekdayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
export const weekdayName = (weekday: number): string => weekdayNames[weekday] ?? '';

/** 2 March, Monday → "Mon 2 Mar". */
export const dayText = (date: string): string =>
  new Date(`${date}T00:00:00Z`)
    .toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
    .replace(',', '');

export const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
export const hoursText = (from: number, to: number): string => `${hourText(from)}–${hourText(to)}`;

export function dwellText(fromMinutes: number, toMinutes: number | null): string {
  const span = (minutes: number): string => (minutes < 60 ? `${minutes}\u00a0min` : `${minutes / 60}\u00a0h`);
  if (toMinutes === null) return `more than ${span(fromMinutes)}`;
  if (fromMinutes === 0) return `under ${span(toMinutes)}`;
  const isOneUnit = toMinutes < 60 || fromMinutes >= 60;
  const from = fromMinutes < 60 ? fromMinutes : fromMinutes / 60;
  return `${isOneUnit ? from : span(fromMinutes)} to ${span(toMinutes)}`;
}
