/**
 * Reads what the flows page shows of one week. All sites: a row a site, and sums that the database makes; no bitmap, and never a
 * year row by row. What must stay true: every figure that leaves here is one that may be shown, or `hidden`.
 */
import { minHighRiskDevices } from '../../counting/estimate.ts';
import { epsilonNear } from '../../counting/noise.ts';
import { overCountPercent, rotatingPercent } from '../../counting/rotation.ts';
import { staffThreshold } from '../../counting/small-cells.ts';
import { dateAfter, weekdayOf } from '../../platform/local-clock.ts';
import {
  compareDays,
  type DaySum,
  listDaysOfWeek,
  listUndatedDays,
  sumDays,
} from '../store/count-days-table.ts';
import { listFlows } from '../store/count-flows-table.ts';
import type { GapSums } from '../store/count-sums.ts';
import type { CountWeekSitesTable } from '../store/count-tables.ts';
import { listWeekSites } from '../store/count-week-sites-table.ts';
import { type CountWeek, listSiteWeeks, listWeeks, sumWeeks } from '../store/count-weeks-table.ts';
import { listFinishedDays } from '../store/finished-days-table.ts';
import type { Reader } from '../store/open-store.ts';
import { listSites } from '../store/sites-table.ts';
import { addSums, changeOf, figure, noSums, sumFigure } from './count-figures.ts';
import { countMethod } from './count-method.ts';
import { answeringByDay, answeringByHour, shownFinished } from './flows-answering.ts';
import { asCount, countsByName, dayHours, dwellOf, funnelRows, hoursOf, sumFunnel } from './flows-bins.ts';
import { funnelSteps } from './flows-funnel.ts';
import { madeOf, qualityOf } from './flows-quality.ts';
import type {
  Flow,
  FlowsDay,
  FlowsReader,
  FlowsSelection,
  FlowsSite,
  FlowsView,
  ShownFigure,
} from './flows-view.ts';
import { createWeigher } from './flows-weights.ts';
import { all } from './protect.ts';
import { createResultsReader, type ResultsReader } from './results.ts';

/** Of all sites a week has thousands of days, and four of them say as much. */
const weekdayWeeks = { oneSite: 8, allSites: 4 };
const trendWeeks = 13;
const shownFlows = 200;

/** @param results whose protected tables say which shares may be shown; staff pages share theirs. */
export function createFlowsReader(
  reader: Reader,
  results: ResultsReader = createResultsReader(reader),
): FlowsReader {
  const select = async (
    selection: FlowsSelection,
  ): Promise<FlowsSelection & { readonly weeks: string[] }> => {
    const weeks = await listWeeks(reader, selection.site === all ? undefined : selection.site);
    return { ...selection, week: selection.week ?? weeks[0], weeks };
  };
  const weigh = createWeigher(reader, results);
  return {
    find: async (selection) => {
      const { weeks, ...selected } = await select(selection);
      return readWeek(reader, selected, weeks);
    },
    weigh: async (form, selection) => {
      const { site, week } = await select(selection);
      return weigh(form, site, week);
    },
  };
}

async function readWeek(
  reader: Reader,
  selected: FlowsSelection,
  weeks: readonly string[],
): Promise<FlowsView> {
  const week = selected.week ?? '';
  const siteId = selected.site === all ? undefined : selected.site;
  const rows = selected.week === undefined ? [] : await listSiteWeeks(reader, week, siteId);
  const only = siteId === undefined ? {} : { siteId };
  const from = { threshold: staffThreshold, ...only };
  const compared = await compareDays(reader, { ...from, week });
  const weekdaysFrom = weeksBefore(
    week,
    (siteId === undefined ? weekdayWeeks.allSites : weekdayWeeks.oneSite) - 1,
  );
  const sums = await sumDays(reader, { ...from, fromWeek: weekdaysFrom, toWeek: week });
  const sumsOf = (monday: string) =>
    sums.filter(({ day }) => day !== null && day >= monday && day < dateAfter(monday, 7));
  const trend = await sumWeeks(reader, weeksBefore(week, trendWeeks - 1), week, siteId);
  const finished = shownFinished(await listFinishedDays(reader, datesOf(week), siteId));
  const own = trend.find((each) => each.week === week);
  const hours = hoursOf(rows);
  const funnel = funnelRows(rows);
  const days = await daysOf(reader, sumsOf(week), rows, siteId, week);
  return {
    weeks,
    selected,
    sites: await sitesOf(reader, rows, week, compared, siteId),
    devices: asShown(own ?? noSums),
    change: changeOf(addSums(compared), addSums(compared.map(({ before }) => before))),
    quality: qualityOf(rows, 7),
    days,
    daysBefore: sumsOf(weeksBefore(week, 1)).map((sum) => plainDay(sum, rows)),
    hours,
    dwell: dwellOf(rows),
    weekdays: weekdaysOf(sums),
    trend: trend.map((each) => ({ week: each.week, devices: asShown(each) })),
    undated: await undatedOf(reader, siteId, week),
    flows: await flowsOf(reader, siteId, week),
    funnel: funnelSteps(funnel),
    declined: asCount(sumFunnel(funnel, 'declined')),
    abandonedAt: countsByName(rows.map(({ bins }) => bins.abandonedAt)).map(({ name, count }) => ({
      question: name,
      visits: count,
    })),
    languages: countsByName(rows.map(({ bins }) => bins.languages)).map(({ name, count }) => ({
      language: name,
      visits: count,
    })),
    answeringByDay: answeringByDay(days, finished),
    answeringByHour: answeringByHour(hours, finished),
    method: countMethod,
  };
}

async function sitesOf(
  reader: Reader,
  rows: readonly CountWeek[],
  week: string,
  compared: Awaited<ReturnType<typeof compareDays>>,
  siteId: string | undefined,
): Promise<FlowsSite[]> {
  const whole = Map.groupBy(await listWeekSites(reader, week, week, siteId), (row) => row.site_id);
  const bySite = Map.groupBy(rows, (row) => row.site_id);
  const comparedBySite = new Map(compared.map((each) => [each.siteId, each]));
  const sites = (await listSites(reader)).filter(({ id }) => bySite.has(id));
  return sites.map((site) => {
    const own = bySite.get(site.id) ?? [];
    const change = comparedBySite.get(site.id);
    const weekDevices = weekDevicesOf(whole.get(site.id) ?? []);
    return {
      siteId: site.id,
      name: site.name,
      latitude: site.latitude,
      longitude: site.longitude,
      devices: asShown(addSums(own.filter((row) => row.shown_days > 0).map(weekSums))),
      days: Math.max(...own.map((row) => row.days)),
      change: change && changeOf(change, change.before),
      ...(weekDevices === undefined ? {} : { weekDevices }),
      quality: qualityOf(own, 7),
      isUnfitForHighRisk: own.some(isUnfit),
    };
  });
}

const weekSums = (row: CountWeek): GapSums => ({
  value: row.value,
  lowSquares: row.added_up > 0 ? 0 : (row.value - row.low) ** 2,
  highSquares: (row.high - row.value) ** 2,
  lowAdded: row.added_up > 0 ? row.value - row.low : 0,
  count: row.shown_days,
});

function isUnfit({ profile, size, epsilon_flips, value, shown_days, days }: CountWeek): boolean {
  if (profile !== 'high-risk' || epsilon_flips <= 0) return false;
  const least = minHighRiskDevices(size, epsilonNear(epsilon_flips));
  // Of days that are too small to be shown nothing better can be said.
  return shown_days < days || value / shown_days < least;
}

/** Different devices of the week: the largest, where two keys share it. */
function weekDevicesOf(rows: readonly CountWeekSitesTable[]): ShownFigure | undefined {
  const [largest] = rows.toSorted((a, b) => b.value - a.value);
  if (!largest) return undefined;
  return largest.value < staffThreshold ? 'hidden' : plain(largest);
}

async function daysOf(
  reader: Reader,
  sums: readonly DaySum[],
  rows: readonly CountWeek[],
  siteId: string | undefined,
  week: string,
): Promise<FlowsDay[]> {
  if (siteId === undefined) return sums.map((sum) => plainDay(sum, rows));
  const days = await listDaysOfWeek(reader, siteId, week);
  const dates = [...new Set(days.map(({ period }) => period))];
  return dates.map((date) => {
    const own = days.filter(({ period }) => period === date);
    const fresh = own.find((day) => day.new_value !== null);
    return {
      date,
      weekday: weekdayOf(date),
      devices: asShown(sums.find(({ day }) => day === date) ?? noSums),
      ...(fresh ? { newDevices: newDevices(fresh) } : {}),
      coveredHours: Math.round(Math.max(...own.map((day) => day.covered_minutes)) / 60),
      hours: dayHours(own),
      quality: qualityOf(own.map(madeOf), 1),
    };
  });
}

function newDevices(day: {
  new_value: number | null;
  new_low: number | null;
  new_high: number | null;
}): ShownFigure {
  const { new_value: value, new_low: low, new_high: high } = day;
  if (value === null || low === null || high === null || value < staffThreshold) return 'hidden';
  return plain({ value, low, high });
}

/** Of all sites: how it came to be is said of the week. */
function plainDay(sum: DaySum, rows: readonly CountWeek[]): FlowsDay {
  const date = sum.day ?? '';
  const none = { fragments: 0, addedUp: 0, lowerBounds: 0 };
  const quality = { ...qualityOf(rows, 1), ...none, shortDays: sum.shortDays };
  return { date, weekday: weekdayOf(date), devices: asShown(sum), quality };
}

function weekdaysOf(sums: readonly DaySum[]): FlowsView['weekdays'] {
  return [0, 1, 2, 3, 4, 5, 6].map((weekday) => {
    const own = sums.filter(({ day }) => day !== null && weekdayOf(day) === weekday);
    if (own.length === 0) return { weekday, mean: 'hidden', days: 0 };
    const { value, low, high } = sumFigure(addSums(own));
    const mean = figure(value / own.length, (value - low) / own.length, (high - value) / own.length);
    return { weekday, mean, days: own.length };
  });
}

async function undatedOf(
  reader: Reader,
  siteId: string | undefined,
  week: string,
): Promise<FlowsView['undated']> {
  // Where no day has a date, there is no week to choose, and all of them are shown.
  const [from, to] = week === '' ? ['0000-01-01', '9999-12-31'] : [week, lastDay(week)];
  return (await listUndatedDays(reader, siteId, from, to)).map((day) => ({
    siteId: day.site_id,
    earliestDate: day.earliest_date,
    latestDate: day.latest_date,
    devices: day.value < staffThreshold ? 'hidden' : plain(day),
    quality: qualityOf([madeOf(day)], 1),
  }));
}

async function flowsOf(reader: Reader, siteId: string | undefined, week: string): Promise<Flow[]> {
  const filter = { siteId, fromWeek: week, toWeek: week, atLeast: staffThreshold, limit: shownFlows };
  const flows = await listFlows(reader, filter);
  const whole = new Map(
    (await listWeekSites(reader, week, week)).map((row) => [`${row.key_id} ${row.site_id}`, row]),
  );
  return flows.map((row) => {
    const ends = [row.from_site, row.to_site].flatMap((site) => whole.get(`${row.key_id} ${site}`) ?? []);
    const sum = (of: 'randomised' | 'fixed') => ends.reduce((total, each) => total + each[of], 0);
    const span = Math.max(1, ...ends.map((each) => each.span_days));
    return {
      from: row.from_site,
      to: row.to_site,
      devices: plain(row),
      deviation: row.deviation,
      order: row.flow_order,
      overCountPercent: overCountPercent(rotatingPercent(sum('randomised'), sum('fixed')), span),
    };
  });
}

const asShown = (sums: GapSums): ShownFigure =>
  sums.count === 0 || sums.value < staffThreshold ? 'hidden' : sumFigure(sums);

const plain = ({ value, low, high }: { value: number; low: number; high: number }) =>
  figure(value, value - low, high - value);

/** Before there are any counts there is no week, and nothing before it. */
const weeksBefore = (week: string, count: number): string => (week === '' ? '' : dateAfter(week, -7 * count));
const datesOf = (week: string): string[] =>
  week === '' ? [] : [0, 1, 2, 3, 4, 5, 6].map((day) => dateAfter(week, day));
const lastDay = (week: string): string => (week === '' ? '' : dateAfter(week, 6));
