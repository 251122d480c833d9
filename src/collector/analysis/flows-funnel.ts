/** From connected to finished: how many went how far, with shares and their intervals. Pure. */
import type { CountWeek } from '../store/count-weeks-table.ts';
import { figure, percentOf, percentOfVisits } from './count-figures.ts';
import { sumFunnel } from './flows-bins.ts';
import type { CountFigure, FunnelStep, FunnelStepName } from './flows-view.ts';

const visitSteps = ['opened', 'consented', 'begun', 'finished'] as const;

/** @param rows of sites whose steps are all shown, or of one site. */
export function funnelSteps(rows: readonly CountWeek[]): FunnelStep[] {
  const counted = rows.filter(({ shown_days }) => shown_days > 0);
  if (rows.length === 0) return [];
  const connected = connectedOf(counted);
  let before: { readonly step: FunnelStepName; readonly count: number | null } | undefined;
  const steps = visitSteps.map((step): FunnelStep => {
    const count = sumFunnel(rows, step);
    const ofConnected = count !== null && connected ? percentOf(count, connected) : undefined;
    const ofBefore =
      count !== null && typeof before?.count === 'number'
        ? percentOfVisits(count, before.count)
        : ofConnected;
    before = { step, count };
    return {
      step,
      figure: count === null ? 'hidden' : figure(count, 0, 0),
      ...(ofConnected ? { ofConnected } : {}),
      ...(ofBefore ? { ofBefore } : {}),
    };
  });
  return [{ step: 'connected', figure: connected ?? 'hidden' }, ...steps];
}

function connectedOf(rows: readonly CountWeek[]): CountFigure | undefined {
  if (rows.length === 0) return undefined;
  const sum = (of: (row: CountWeek) => number) => rows.reduce((total, row) => total + of(row), 0);
  const value = sum((row) => row.value);
  const alone = (row: CountWeek) => (row.added_up > 0 ? 0 : (row.value - row.low) ** 2);
  const lacking = sum((row) => (row.added_up > 0 ? row.value - row.low : 0));
  return figure(value, Math.sqrt(sum(alone)) + lacking, Math.sqrt(sum((row) => (row.high - row.value) ** 2)));
}
