/** The sums and bins of a day's fragments: added up, but for most devices at once, which is the most of any. Pure. */
import { dwellBins, hoursOfDay } from '../../counting/day-counts.ts';
import type { FunnelCounts } from '../../counting/small-cells.ts';
import type { CountRecord } from '../../protocol/counts.ts';
import type { DayBins } from '../store/count-days-table.ts';
import type { CountFragmentsTable } from '../store/count-tables.ts';

type Figures = Pick<CountRecord, 'arrivals' | 'dwell' | 'peak' | 'connections' | 'languages' | 'funnel'>;

export function sumFigures(
  fragments: readonly Pick<CountFragmentsTable, 'figures' | 'first_hour'>[],
): DayBins & { readonly funnel: FunnelCounts } {
  const all = fragments.map((row) => ({ hour: row.first_hour, figures: JSON.parse(row.figures) as Figures }));
  const dated = all.flatMap(({ hour, figures }) => (hour === null ? [] : [{ hour, figures }]));
  const byHour = (of: 'arrivals' | 'connections' | 'peak', add: (a: number, b: number) => number) => {
    const bins = new Array<number>(hoursOfDay).fill(0);
    // Hours after the day's end hold nothing but noise: it lies within one date.
    for (const { hour, figures } of dated)
      figures[of].slice(0, hoursOfDay - hour).forEach((value, index) => {
        bins[hour + index] = add(bins[hour + index] ?? 0, value);
      });
    return bins;
  };
  const step = (name: keyof FunnelCounts) =>
    all.reduce((total, { figures }) => total + figures.funnel[name], 0);
  return {
    arrivals: byHour('arrivals', plus),
    connections: byHour('connections', plus),
    peak: byHour('peak', Math.max),
    dwell: Array.from({ length: dwellBins }, (_, bin) =>
      all.reduce((total, { figures }) => total + (figures.dwell[bin] ?? 0), 0),
    ),
    languages: sumByName(all.map(({ figures }) => figures.languages)),
    abandonedAt: sumByName(all.map(({ figures }) => figures.funnel.abandonedAt)),
    hourDraws: dated.length,
    funnel: {
      opened: step('opened'),
      consented: step('consented'),
      declined: step('declined'),
      begun: step('begun'),
      finished: step('finished'),
    },
  };
}

export function sumByName(maps: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const map of maps)
    for (const [name, count] of Object.entries(map)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries([...sums].sort());
}

const plus = (a: number, b: number): number => a + b;
