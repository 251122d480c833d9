/** Device-days day by day beside the week before, by weekday, week by week, and the days whose date nobody knows. */
import { type Column, Columns } from './columns-chart.tsx';
import type { FlowsDay, ShownFigure, ShownFlows, ShownPlace, UndatedDay } from './flows-shown.ts';
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
      <table aria-label="Device-days by day, with 95 % interval">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" class="number">
              Device-days
            </th>
            {hasNew && (
              <th scope="col" class="number">
                New
              </th>
            )}
            {hasBefore && (
              <th scope="col" class="number">
                Week before
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date} data-day={day.date}>
              <th scope="row">
                <span class="nowrap">{dayText(day.date)}</span>
                {dayNote(day) && <span class="under">{dayNote(day)}</span>}
              </th>
              <FigureCell figure={day.devices} />
              {hasNew && <FigureCell figure={day.newDevices} />}
              {hasBefore && <FigureBefore day={on(daysBefore, day.weekday)} />}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Its interval under it: so four columns fit on a phone. */
function FigureCell({ figure, note }: { figure: ShownFigure | undefined; note?: string | undefined }) {
  return (
    <td class="number">
      {figure ? figureText(figure) : '–'}
      {figure && <span class="under">{intervalText(figure)}</span>}
      {note && <span class="under">{note}</span>}
    </td>
  );
}

function FigureBefore({ day }: { day: FlowsDay | undefined }) {
  return <FigureCell figure={day?.devices} note={day && dayNote(day)} />;
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
      <table aria-label="Mean device-days by weekday">
        <thead>
          <tr>
            <th scope="col">Weekday</th>
            <th scope="col" class="number">
              Mean
            </th>
            <th scope="col" class="number">
              95 % interval
            </th>
            <th scope="col" class="number">
              Days
            </th>
          </tr>
        </thead>
        <tbody>
          {weekdays.map(({ weekday, mean, days }) => (
            <tr key={weekday}>
              <th scope="row">{weekdayName(weekday)}</th>
              <td class="number">{figureText(mean)}</td>
              <td class="number">{intervalText(mean)}</td>
              <td class="number">{days}</td>
            </tr>
          ))}
        </tbody>
      </table>
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
        <table aria-label="Device-days by week">
          <thead>
            <tr>
              <th scope="col">Week</th>
              <th scope="col" class="number">
                Device-days
              </th>
              <th scope="col" class="number">
                95 % interval
              </th>
            </tr>
          </thead>
          <tbody>
            {trend.toReversed().map(({ week: monday, devices }) => (
              <tr key={monday}>
                <th scope="row">{week(monday)}</th>
                <td class="number">{figureText(devices)}</td>
                <td class="number">{intervalText(devices)}</td>
              </tr>
            ))}
          </tbody>
        </table>
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
        <table class="cards" aria-label="Days without a date">
          <thead>
            <tr>
              <th scope="col">Site</th>
              <th scope="col">Between</th>
              <th scope="col" class="number">
                Device-days
              </th>
              <th scope="col" class="number">
                95 % interval
              </th>
            </tr>
          </thead>
          <tbody>
            {undated.map(({ siteId, earliestDate, latestDate, devices }) => (
              <tr>
                <th scope="row">
                  {siteId} {places.get(siteId)?.name}
                </th>
                <td data-label="Between">
                  {dayText(earliestDate)} and {dayText(latestDate)}
                </td>
                <td class="number" data-label="Device-days">
                  {figureText(devices)}
                </td>
                <td class="number" data-label="95 % interval">
                  {intervalText(devices) || '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
