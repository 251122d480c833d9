/** The hours of the day: when devices first came, how many were there at once, how long they stayed. */
import { Columns } from './columns-chart.tsx';
import { FigureTable } from './figure-table.tsx';
import type { ShownFlows } from './flows-shown.ts';
import {
  columnOf,
  countText,
  dwellText,
  figureText,
  fullText,
  hourText,
  intervalText,
} from './flows-words.ts';

/** Under a day's columns there is room for so few on a phone. */
const tickEvery = 6;
const tick = (hour: number) => (hour % tickEvery === 0 ? { tick: hourText(hour) } : {});

export function Hours({ hours }: Pick<ShownFlows, 'hours'>) {
  if (hours.length === 0)
    return <p class="note">The hours of this site and week hold too few devices to be shown.</p>;
  return (
    <>
      <div class="pair">
        <section class="panel figure-panel" aria-labelledby="arrivals">
          <h3 id="arrivals">First arrivals by hour</h3>
          <p class="soft small">
            Each device-day in the hour in which it first came, local to the site. Who comes back after the
            kit was started anew may be in it again; the intervals reach down by as many.
          </p>
          <Columns
            label="First arrivals by hour; the table below has the same figures"
            columns={hours.map(({ hour, arrivals }) => ({
              key: String(hour),
              ...columnOf(arrivals),
              ...tick(hour),
              says: `${hourText(hour)}: ${fullText(arrivals)}`,
            }))}
          />
        </section>
        <section class="panel figure-panel" aria-labelledby="peak">
          <h3 id="peak">Most at once by hour</h3>
          <p class="soft small">
            The most devices that were on the Wi-Fi at one moment of the hour, on any day of the week.
          </p>
          <Columns
            label="Most devices at once by hour; the table below has the same figures"
            columns={hours.map(({ hour, peak }) => ({
              key: String(hour),
              value: peak === 'hidden' ? undefined : peak,
              ...tick(hour),
              says: `${hourText(hour)}: ${countText(peak)}`,
            }))}
          />
        </section>
      </div>
      <div class="panel figure-panel">
        <details>
          <summary>The hours as a table</summary>
          <FigureTable
            label="By hour of the day"
            rows={hours}
            name={{ head: 'Hour', cell: ({ hour }) => hourText(hour) }}
            columns={[
              { head: 'First arrivals', cell: ({ arrivals }) => figureText(arrivals) },
              { head: '95 %', cell: ({ arrivals }) => intervalText(arrivals) },
              { head: 'At once', cell: ({ peak }) => countText(peak) },
              { head: 'Connections', cell: ({ connections }) => countText(connections) },
            ]}
          />
          <p class="soft small">
            Connections count each reconnection again. Most at once and connections are counted exactly; first
            arrivals carry noise.
          </p>
        </details>
      </div>
    </>
  );
}

export function Dwell({ dwell }: Pick<ShownFlows, 'dwell'>) {
  if (dwell.length === 0) return null;
  return (
    <section class="panel figure-panel" aria-labelledby="dwell">
      <h3 id="dwell">How long they stayed</h3>
      <p class="soft small">
        Device-days by their longest stay on the Wi-Fi that day. A stay over midnight counts whole. A new
        start of the kit ends every stay, and who is there afterwards may be in it again; the intervals reach
        down by as many.
      </p>
      <Columns
        label="Device-days by longest stay; the table below has the same figures"
        columns={dwell.map(({ fromMinutes, toMinutes, devices }) => ({
          key: String(fromMinutes),
          ...columnOf(devices),
          tick: toMinutes === null ? `>${shortSpan(fromMinutes)}` : `<${shortSpan(toMinutes)}`,
          says: `${dwellText(fromMinutes, toMinutes)}: ${fullText(devices)}`,
        }))}
      />
      <FigureTable
        label="Device-days by longest stay"
        rows={dwell}
        name={{
          head: 'Longest stay',
          cell: ({ fromMinutes, toMinutes }) => dwellText(fromMinutes, toMinutes),
        }}
        columns={[
          { head: 'Device-days', cell: ({ devices }) => figureText(devices) },
          { head: '95 % interval', cell: ({ devices }) => intervalText(devices) },
        ]}
      />
    </section>
  );
}

/** Room for four letters on a phone. */
const shortSpan = (minutes: number): string => (minutes < 60 ? `${minutes}′` : `${minutes / 60}h`);
