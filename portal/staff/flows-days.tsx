/** Device-days day by day beside the week before, by weekday, week by week, and the days whose date nobody knows. */
import { type Column, Columns } from './columns-chart.tsx';
import { Figure } from './figure-cells.tsx';
import { FigureTable } from './figure-table.tsx';
import type { FlowsDay, ShownFlows, ShownPlace, UndatedDay } from './flows-shown.ts';
import {
  columnOf,
  dayNote,
  dayText,
  figureText,
  fullText,
  intervalText,
  weekdayName,
  weekdayNames,
} from './flows-words.ts';
import { plural, week } from './words.ts';

export function Days({ days, daysBefore }: Pick<ShownFlows, 'days' | 'daysBefore'>) {
  const on = (of: readonly FlowsDay[], weekday: number) => of.find((day) => day.weekday === weekday);
  const columns = weekdayNames.map((name, weekday): Column => {
    const [day, before] = [on(days, weekday), on(daysBefore, weekday)];
    const note = day && dayNote(day);
    const said = day
      ? `${dayText(day.date)}: ${fullText(day.devices)} device-days${note ? `, ${note}` : ''}`
      : `${name}: no figure`;
    return {
      key: name,
      ...columnOf(day?.devices),
      before: before && columnOf(before.devices),
      tick: name.slice(0, 3),
      says: before ? `${said}; the week before ${fullText(before.devices)}` : said,
    };
  });
  const hasBefore = daysBefore.length > 0;
  const hasNew = days.some(({ newDevices }) => newDevices !== undefined);
  return (
    <section class="panel figure-panel" aria-labelledby="by-day">
      <h3 id="by-day">Device-days by day</h3>
      <p class="soft small">
        {hasBefore && 'Filled: this week. Outlined: the week before. '}
        Whiskers, and the smaller figures below: the interval that holds the truth in 95 of 100 cases.
        {hasNew &&
          ' New: devices that no earlier day of the week had here; not known of days whose parts were added up.'}
      </p>
      <Columns label="Device-days by day; the table below has the same figures" columns={columns} />
      <FigureTable
        label="Device-days by day, with 95 % interval"
        rows={days}
        data={({ date }) => ({ 'data-day': date })}
        name={{ head: 'Day', cell: (day) => <DayName day={day} /> }}
        columns={[
          { head: 'Device-days', cell: ({ devices }) => <Figure figure={devices} /> },
          hasNew && {
            head: 'New',
            cell: ({ newDevices }) => (newDevices ? <Figure figure={newDevices} /> : '–'),
          },
          hasBefore && {
            head: 'Week before',
            cell: ({ weekday }) => <Before day={on(daysBefore, weekday)} />,
          },
        ]}
      />
    </section>
  );
}

function DayName({ day }: { day: FlowsDay }) {
  const note = dayNote(day);
  return (
    <>
      <span class="nowrap">{dayText(day.date)}</span>
      {note && <span class="under">{note}</span>}
    </>
  );
}

function Before({ day }: { day: FlowsDay | undefined }) {
  if (!day) return '–';
  const note = dayNote(day);
  return (
    <>
      <Figure figure={day.devices} />
      {note && <span class="under">{note}</span>}
    </>
  );
}

export function Weekdays({ weekdays }: Pick<ShownFlows, 'weekdays'>) {
  const most = Math.max(0, ...weekdays.map(({ days }) => days));
  if (most < 2) return null;
  return (
    <section class="panel figure-panel" aria-labelledby="by-weekday">
      <h3 id="by-weekday">A usual week</h3>
      <p class="soft small">
        Mean device-days of each weekday, over up to eight weeks ending with this one. Days that were counted
        in part are in it.
      </p>
      <Columns
        label="Mean device-days by weekday; the table below has the same figures"
        columns={weekdays.map(({ weekday, mean }) => ({
          key: String(weekday),
          ...columnOf(mean),
          tick: weekdayName(weekday).slice(0, 3),
          says: `${weekdayName(weekday)}: ${fullText(mean)}`,
        }))}
      />
      <FigureTable
        label="Mean device-days by weekday"
        rows={weekdays}
        name={{ head: 'Weekday', cell: ({ weekday }) => weekdayName(weekday) }}
        columns={[
          { head: 'Mean', cell: ({ mean }) => figureText(mean) },
          { head: '95 % interval', cell: ({ mean }) => intervalText(mean) },
          { head: 'Days', cell: ({ days }) => days },
        ]}
      />
    </section>
  );
}

/** One week alone is no course of things. */
export function Trend({ trend }: Pick<ShownFlows, 'trend'>) {
  if (trend.length < 2) return null;
  const every = Math.ceil(trend.length / 5);
  return (
    <section class="panel figure-panel" aria-labelledby="by-week">
      <h3 id="by-week">Week by week</h3>
      <p class="soft small">
        Device-days of up to 13 weeks. Kits come and go: a higher figure may be another site, or a kit that
        ran longer.
      </p>
      <Columns
        label="Device-days by week; the table below has the same figures"
        columns={trend.map(({ week: monday, devices }, index) => ({
          key: monday,
          ...columnOf(devices),
          ...((trend.length - 1 - index) % every === 0 ? { tick: shortDate(monday) } : {}),
          says: `${week(monday)}: ${fullText(devices)}`,
        }))}
      />
      <details>
        <summary>The same as a table</summary>
        <FigureTable
          label="Device-days by week"
          rows={trend.toReversed()}
          name={{ head: 'Week', cell: ({ week: monday }) => week(monday) }}
          columns={[
            { head: 'Device-days', cell: ({ devices }) => figureText(devices) },
            { head: '95 % interval', cell: ({ devices }) => intervalText(devices) },
          ]}
        />
      </details>
    </section>
  );
}

/** 2 March → "2 Mar". */
const shortDate = (date: string): string =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });

interface UndatedProps {
  readonly undated: readonly UndatedDay[];
  readonly places: ReadonlyMap<string, ShownPlace>;
}

export function Undated({ undated, places }: UndatedProps) {
  if (undated.length === 0) return null;
  return (
    <section aria-labelledby="undated">
      <h2 id="undated">Days without a date</h2>
      <p class="soft small">
        {plural(undated.length, 'day was', 'days were')} counted while the kit did not know the time. Each
        lies between the two dates, may begin at any hour, and is in no other figure of this page.
      </p>
      <div class="panel">
        <FigureTable
          isCards
          label="Days without a date"
          rows={undated}
          name={{
            head: 'Site',
            cell: ({ siteId }) => (
              <>
                {siteId} {places.get(siteId)?.name}
              </>
            ),
          }}
          columns={[
            {
              head: 'Between',
              isText: true,
              cell: ({ earliestDate, latestDate }) => `${dayText(earliestDate)} and ${dayText(latestDate)}`,
            },
            { head: 'Device-days', cell: ({ devices }) => figureText(devices) },
            { head: '95 % interval', cell: ({ devices }) => intervalText(devices) || '–' },
          ]}
        />
      </div>
    </section>
  );
}
