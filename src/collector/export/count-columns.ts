/** The columns of the export of counts, and their dictionary: what each is, and what an empty cell means. */
import { dwellLimitsMinutes, hoursOfDay } from '../../counting/day-counts.ts';
import { exportThreshold } from '../../counting/small-cells.ts';
import { csvLine } from './csv.ts';

export const countDefinition = 'device-days: addresses that associated; not people';

type Hourly = 'arrivals' | 'peak' | 'connections';

export const hourColumns = (of: Hourly): string[] =>
  Array.from({ length: hoursOfDay }, (_, hour) => `${of}_${String(hour).padStart(2, '0')}`);

/** dwell_0_5 … dwell_1440_up, in minutes. */
export const dwellColumns: readonly string[] = [0, ...dwellLimitsMinutes].map(
  (from, bin) => `dwell_${from}_${dwellLimitsMinutes[bin] ?? 'up'}`,
);

export interface CountColumnMeaning {
  readonly name: string;
  readonly meaning: string;
  readonly values: string;
}

const keptBack = `empty: fewer than ${exportThreshold}, or it would give such a one away, or not known`;

const column = (name: string, meaning: string, values: string): CountColumnMeaning => ({
  name,
  meaning,
  values,
});

export const countColumns: readonly CountColumnMeaning[] = [
  column(
    'figure',
    'What the row is: a site’s day; devices new on a day (since Monday; not of days that were added up), different devices of a week, devices seen at two sites in a week, and of those who were at to_site_id on a later day (profile linked, weeks that are over)',
    'device_days|new_devices|week_devices|in_both_sites|in_both_sites_later_day',
  ),
  column('site_id', 'Site; of flows the first one', 'text'),
  column('to_site_id', 'Of flows, the other site', 'text'),
  column('date', 'Date at the site; empty for weeks and where the kit did not know it', 'YYYY-MM-DD'),
  column('earliest_date', 'The figure is not of an earlier date', 'YYYY-MM-DD'),
  column('latest_date', 'The figure is not of a later date', 'YYYY-MM-DD'),
  column('week', 'Monday of the week', 'YYYY-MM-DD'),
  column('dated', 'Whether the date is known', '0|1'),
  column('definition', 'What is counted', 'text'),
  column('profile', 'Whose key, and for how long', 'local|linked|high-risk'),
  column('m', 'Bits of the bitmap', '16384|4096'),
  column('epsilon_noise', 'ε of the two-sided geometric noise on estimate and bins', 'number'),
  column(
    'epsilon_flips',
    'ε of randomised response over all fragments of the day, of a device that was there in each; under one key of a week the days add up; empty: bits are told as they are',
    'number',
  ),
  column('threshold', 'Smallest figure that is shown', 'number'),
  column('estimate', 'Devices, with noise', `number; ${keptBack}`),
  column('low', 'Lower end of the 95 % interval', 'number'),
  column(
    'high',
    'Upper end of the 95 % interval; empty: not known, where the figure is a lower bound',
    'number',
  ),
  column(
    'deviation',
    'Of flows, the standard deviation of the estimate, reckoned from the published week_devices of both sites and the noise; on a later day at most that; flows are above three of them',
    'number',
  ),
  column('is_hidden', 'Whether the estimate is kept back', '0|1'),
  column('rotating_percent', 'Made-up addresses among associations, in steps of 5; empty: too few', 'number'),
  column(
    'over_count_percent',
    'By how much too high, because addresses rotate, if read as different devices',
    'number',
  ),
  column('fragments', 'Pieces (starts of a kit) the day was joined from', 'number'),
  column(
    'added_up',
    'Figures under different keys that were added up; above 1 the interval reaches far down. Keys of a week change at midnight UTC: where that is another hour, one day of each week is added up',
    'number',
  ),
  column(
    'hours_covered',
    'For how long the day was counted; below 20 it is not compared with another week',
    'number',
  ),
  column('is_lower_bound', 'Whether the bitmap was too full to count: there were as many at least', '0|1'),
  column(
    'arrivals_half_width',
    'Half of the 95 % interval of each arrivals_ bin. Where fragments is above 1 it holds that who came back after a new start of the kit is in the bins again',
    'number; empty: hours not known',
  ),
  column('dwell_half_width', 'The same of each dwell_ bin', 'number'),
  ...hourColumns('arrivals').map((name) =>
    column(name, 'Devices by the hour in which they first came, in each fragment', keptBack),
  ),
  ...dwellColumns.map((name) =>
    column(
      name,
      'Devices by their longest stay, from and to in minutes, in each fragment: a new start of the kit ends every stay, and who is there afterwards may be in the bins again',
      keptBack,
    ),
  ),
  ...hourColumns('peak').map((name) =>
    column(name, 'Most devices at once in that hour, counted exactly', keptBack),
  ),
  ...hourColumns('connections').map((name) =>
    column(name, 'Associations in that hour, counted exactly', keptBack),
  ),
  column('opened', 'Visits that opened a page of the portal, counted exactly', keptBack),
  column('consented', 'Visits that agreed to be asked', keptBack),
  column('declined', 'Visits that did not', keptBack),
  column('begun', 'Visits that gave a first answer', keptBack),
  column('finished', 'Visits that finished the form', keptBack),
];

export const countDictionaryCsv = (): string =>
  [
    ['column', 'meaning', 'values'],
    ...countColumns.map(({ name, meaning, values }) => [name, meaning, values]),
  ]
    .map(csvLine)
    .join('');
