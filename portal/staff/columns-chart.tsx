/**
 * Columns with the interval of each as a whisker, drawn on the server; beside each, where there is one, the same of an earlier time,
 * outlined. Heights are pixels, places are percent, so letters and lines keep their size in every window without a script. What must
 * stay true: a table with the same figures stands beside every chart.
 */

export interface Height {
  /** Hidden or not known: no column. */
  readonly value: number | undefined;
  /** Of its interval, where it has one. */
  readonly low?: number;
  readonly high?: number;
}

export interface Column extends Height {
  readonly key: string;
  readonly before?: Height | undefined;
  /** Under the column, where there is room for it. */
  readonly tick?: string;
  /** What the pointer is told. */
  readonly says: string;
}

const height = 190;
const top = 18;
const base = 160;
/** Room for "1,000" and the like. */
const axisWidth = 48;

export function Columns({ label, columns }: { label: string; columns: readonly Column[] }) {
  const heights = columns.flatMap((column) => [column, column.before ?? { value: undefined }]);
  const highest = niceTop(Math.max(1, ...heights.flatMap(({ value = 0, high = 0 }) => [value, high])));
  const y = (value: number): string => short(base - ((base - top) * Math.max(0, value)) / highest);
  const width = 100 / Math.max(1, columns.length);
  const isPaired = columns.some(({ before }) => before);
  const lines = [highest / 2, highest];
  return (
    <div class="columns">
      <svg class="axis" aria-hidden="true" width={axisWidth} height={height}>
        {[0, ...lines].map((value) => (
          <text key={value} x={axisWidth - 6} y={Number(y(value)) + 4} text-anchor="end">
            {shortNumber(value)}
          </text>
        ))}
      </svg>
      <svg width="100%" height={height} role="img" aria-label={label}>
        {lines.map((value) => (
          <line key={value} class="guide" x1="0" x2="100%" y1={y(value)} y2={y(value)} />
        ))}
        {columns.map(({ key, says, before, ...own }, index) => (
          <g key={key}>
            <title>{says}</title>
            {isPaired && (
              <Mark kind="before" of={before} left={(index + 0.1) * width} width={width * 0.36} y={y} />
            )}
            <Mark
              kind="value"
              of={own}
              left={(index + (isPaired ? 0.5 : 0.14)) * width}
              width={width * (isPaired ? 0.4 : 0.72)}
              y={y}
            />
          </g>
        ))}
        <line class="ground" x1="0" x2="100%" y1={base} y2={base} />
        {columns.map(({ key, tick }, index) =>
          tick === undefined ? null : (
            <text key={key} x={percent((index + 0.5) * width)} y={base + 18} text-anchor="middle">
              {tick}
            </text>
          ),
        )}
      </svg>
    </div>
  );
}

interface MarkProps {
  readonly kind: 'value' | 'before';
  readonly of: Height | undefined;
  /** Percent. */
  readonly left: number;
  readonly width: number;
  readonly y: (value: number) => string;
}

function Mark({ kind, of, left, width, y }: MarkProps) {
  if (of?.value === undefined) return null;
  const { value, low, high } = of;
  const [middle, cap] = [left + width / 2, Math.min(width * 0.3, 0.9)];
  const top = y(value);
  return (
    <>
      <rect
        class={kind}
        x={percent(left)}
        width={percent(width)}
        y={top}
        height={short(Math.max(0, base - Number(top)))}
      />
      {low !== undefined && high !== undefined && (
        <>
          <line class="whisker" x1={percent(middle)} x2={percent(middle)} y1={y(low)} y2={y(high)} />
          <Cap at={y(low)} from={middle - cap} to={middle + cap} />
          <Cap at={y(high)} from={middle - cap} to={middle + cap} />
        </>
      )}
    </>
  );
}

const Cap = ({ at, from, to }: { at: string; from: number; to: number }) => (
  <line class="whisker" x1={percent(from)} x2={percent(to)} y1={at} y2={at} />
);

const percent = (value: number): string => `${Number(value.toFixed(2))}%`;
const short = (pixels: number): string => String(Number(pixels.toFixed(1)));

const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const shortNumber = (value: number): string =>
  value < 10_000 ? value.toLocaleString('en-GB') : compact.format(value);

/** An even digit and zeros: half of it is a round number, too. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 2, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10;
  return Math.max(2, nice * power);
}
