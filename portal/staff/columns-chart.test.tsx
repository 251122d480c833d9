/** Columns with whiskers: as high as the figure, no column for what is hidden, and a scale with round numbers. */
import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { type Column, Columns, niceTop } from './columns-chart.tsx';

const draw = (...columns: readonly Column[]): string =>
  renderToString(<Columns label="chart" columns={columns} />);
const bars = (html: string): { kind: string; height: number }[] =>
  [...html.matchAll(/<rect class="(\w+)"[^>]*height="([\d.]+)"/g)].map(([, kind = '', height]) => ({
    kind,
    height: Number(height),
  }));

describe('columns', () => {
  it('are as high as their figures', () => {
    const [half, whole] = bars(draw({ key: 'a', value: 50, says: '' }, { key: 'b', value: 100, says: '' }));
    expect(whole?.height).toBeCloseTo(2 * (half?.height ?? 0));
  });

  it('are none for what is hidden, and flat for nothing', () => {
    expect(bars(draw({ key: 'a', value: undefined, says: '' }))).toEqual([]);
    expect(bars(draw({ key: 'a', value: 0, says: '' }))).toEqual([{ kind: 'value', height: 0 }]);
  });

  it('have a whisker from low to high, around the top of the column', () => {
    const html = draw({ key: 'a', value: 60, low: 40, high: 100, says: '' });
    const [, low = Number.NaN, high = Number.NaN] = (
      /class="whisker"[^>]*y1="([\d.]+)" y2="([\d.]+)"/.exec(html) ?? []
    ).map(Number);
    const top = Number(/<rect[^>]* y="([\d.]+)"/.exec(html)?.[1]);
    expect(high).toBeLessThan(top);
    expect(top).toBeLessThan(low);
    expect((low - top) / (top - high)).toBeCloseTo(0.5, 1);
  });

  it('stand beside those of an earlier time, on one scale', () => {
    const drawn = bars(draw({ key: 'a', value: 30, before: { value: 60 }, says: '' }));
    expect(drawn.map(({ kind }) => kind)).toEqual(['before', 'value']);
    expect(drawn[0]?.height).toBeCloseTo(2 * (drawn[1]?.height ?? 0), 0);
  });

  it('end at a round number whose half is whole', () => {
    expect([1, 2, 3, 7, 11, 99, 561, 1000, 1001, 123_456].map(niceTop)).toEqual([
      2, 2, 4, 8, 20, 100, 600, 1000, 2000, 200_000,
    ]);
  });
});
