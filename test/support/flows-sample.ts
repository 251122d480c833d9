/** A week of flows as the page is given them: four sites, one of each kind of figure the page must say in its own way. */
import type { ShownWeighted } from '../../portal/staff/flows-answers-page.tsx';
import type {
  CountFigure,
  CountQuality,
  FlowsDay,
  ShownFlows,
  ShownPlace,
} from '../../portal/staff/flows-shown.ts';

export const figure = (value: number, half = 4): CountFigure => ({
  value,
  low: Math.max(0, value - half),
  high: value + half,
});

export const quality = (values: Partial<CountQuality> = {}): CountQuality => ({
  profiles: ['linked'],
  size: 16_384,
  epsilonNoise: 1,
  epsilonFlips: null,
  rotatingPercent: 60,
  overCountPercent: 0,
  fragments: 1,
  addedUp: 0,
  lowerBounds: 0,
  shortDays: 0,
  ...values,
});

export const sampleWeek = '2026-03-02';
const dateOf = (monday: string, weekday: number): string =>
  new Date(Date.parse(`${monday}T00:00:00Z`) + weekday * 86_400_000).toISOString().slice(0, 10);

const week = (monday: string, devices: readonly (number | 'hidden')[]): FlowsDay[] =>
  devices.map((value, weekday) => ({
    date: dateOf(monday, weekday),
    weekday,
    devices: value === 'hidden' ? value : figure(value, 12),
    quality: quality(),
  }));

export const samplePlaces: readonly ShownPlace[] = [
  { id: 'XD-01', name: 'Villa Ceiba', latitude: 4.6, longitude: -74.1 },
  { id: 'XD-02', name: 'Paso Hondo', latitude: 7.9, longitude: -72.5 },
  { id: 'XD-03', name: 'Piedra Mora', latitude: 8.1, longitude: -76.7 },
  { id: 'XD-04', name: 'Río Manso', latitude: 1.2, longitude: -77.3 },
];

const hourly = [0, 0, 0, 1, 5, 22, 58, 91, 120, 133, 104, 88, 71, 66, 80, 97, 118, 124, 87, 52, 30, 14, 6, 2];

export const sampleFlows = (): ShownFlows => ({
  sites: [
    {
      siteId: 'XD-01',
      name: 'Terminal de buses de Villa Ceiba',
      devices: figure(2412, 31),
      days: 7,
      change: { difference: 310, low: 264, high: 356, isUnclear: false, before: figure(2102, 30) },
      weekDevices: figure(1710, 24),
      quality: quality({ overCountPercent: 30, fragments: 9 }),
      isUnfitForHighRisk: false,
    },
    {
      siteId: 'XD-02',
      name: 'Puesto fronterizo de Paso Hondo',
      devices: figure(806, 17),
      days: 6,
      change: { difference: 3, low: -21, high: 27, isUnclear: true, before: figure(803, 17) },
      quality: quality({ profiles: ['local'], rotatingPercent: null }),
      isUnfitForHighRisk: false,
    },
    {
      siteId: 'XD-03',
      name: 'Carretera de Piedra Mora',
      devices: figure(61, 39),
      days: 5,
      change: undefined,
      quality: quality({ profiles: ['high-risk'], size: 4096, epsilonFlips: 2 }),
      isUnfitForHighRisk: true,
    },
    {
      siteId: 'XD-04',
      name: 'Centro de tránsito de Río Manso',
      devices: 'hidden',
      days: 1,
      change: undefined,
      quality: quality({ rotatingPercent: null }),
      isUnfitForHighRisk: false,
    },
  ],
  devices: figure(3279, 52),
  change: { difference: -41, low: -101, high: 19, isUnclear: true, before: figure(3320, 52) },
  quality: quality({
    profiles: ['local', 'linked', 'high-risk'],
    size: 4096,
    epsilonFlips: 2,
    fragments: 27,
    addedUp: 1,
    overCountPercent: 30,
  }),
  days: week(sampleWeek, [512, 498, 533, 470, 561, 402, 'hidden']),
  daysBefore: week('2026-02-23', [480, 511, 503, 522, 549, 390, 365]),
  hours: hourly.map((count, hour) => ({
    hour,
    arrivals: count < 5 ? 'hidden' : figure(count, 5),
    peak: count < 5 ? 'hidden' : Math.round(count * 0.6),
    connections: count < 5 ? 'hidden' : count * 3,
  })),
  dwell: [
    [0, 5, 320],
    [5, 15, 610],
    [15, 60, 1204],
    [60, 180, 700],
    [180, 480, 302],
    [480, 1440, 41],
    [1440, null, undefined],
  ].map(([fromMinutes, toMinutes, devices]) => ({
    fromMinutes: fromMinutes ?? 0,
    toMinutes: toMinutes ?? null,
    devices: typeof devices === 'number' ? figure(devices, 7) : 'hidden',
  })),
  weekdays: [480, 495, 510, 488, 552, 401, 360].map((mean, weekday) => ({
    weekday,
    mean: figure(mean, 9),
    days: 6,
  })),
  trend: [2890, 3010, 3100, 3050, 3320, 3279].map((devices, index) => ({
    week: dateOf('2026-01-26', 7 * index),
    devices: figure(devices, 50),
  })),
  undated: [
    {
      siteId: 'XD-03',
      earliestDate: '2026-03-01',
      latestDate: '2026-03-04',
      devices: figure(33, 6),
      quality: quality(),
    },
  ],
  flows: [
    {
      from: 'XD-02',
      to: 'XD-01',
      devices: figure(214, 24),
      deviation: 8.4,
      order: 'later-day',
      overCountPercent: 0,
    },
    {
      from: 'XD-01',
      to: 'XD-03',
      devices: figure(96, 22),
      deviation: 7.9,
      order: 'later-day',
      overCountPercent: 0,
    },
    {
      from: 'XD-01',
      to: 'XD-02',
      devices: figure(241, 26),
      deviation: 9.1,
      order: 'either',
      overCountPercent: 30,
    },
  ],
  funnel: [
    { step: 'connected', figure: figure(3279, 52) },
    {
      step: 'opened',
      figure: figure(2480, 0),
      ofConnected: { value: 76, low: 74, high: 77 },
      ofBefore: { value: 76, low: 74, high: 77 },
    },
    {
      step: 'consented',
      figure: figure(1102, 0),
      ofConnected: { value: 34, low: 33, high: 35 },
      ofBefore: { value: 44, low: 42, high: 46 },
    },
    {
      step: 'begun',
      figure: figure(980, 0),
      ofConnected: { value: 30, low: 29, high: 31 },
      ofBefore: { value: 89, low: 87, high: 91 },
    },
    {
      step: 'finished',
      figure: figure(644, 0),
      ofConnected: { value: 20, low: 19, high: 21 },
      ofBefore: { value: 66, low: 63, high: 69 },
    },
  ],
  declined: 120,
  abandonedAt: [
    { question: 'origin', visits: 101 },
    { question: 'age_group', visits: 'hidden' },
  ],
  languages: [
    { language: 'Spanish', visits: 1940 },
    { language: 'Haitian Creole', visits: 311 },
    { language: 'Arabic', visits: 'hidden' },
  ],
  answeringByDay: [512, 498, 533].map((devices, weekday) => ({
    date: dateOf(sampleWeek, weekday),
    devices: figure(devices, 12),
    answers: 100 + weekday,
    percent: { value: 20, low: 17, high: 24 },
  })),
  answeringByHour: [0, 6, 12, 18].map((fromHour) => ({
    fromHour,
    toHour: fromHour + 6,
    devices: fromHour === 0 ? 'hidden' : figure(800, 10),
    answers: fromHour === 0 ? 'hidden' : 160,
    ...(fromHour === 0 ? {} : { percent: { value: 20, low: 17, high: 23 } }),
  })),
  method: ['Device-days: addresses that associated, not people.'],
});

export const sampleWeighted = (): ShownWeighted => ({
  kind: 'weighted',
  questions: [
    {
      question: 'age_group',
      label: 'How old are you?',
      choices: [
        { choice: 'child', label: 'Children', answeredPercent: 31, weightedPercent: figure(38, 7) },
        { choice: 'adult', label: 'Adults', answeredPercent: 60, weightedPercent: figure(55, 7) },
        { choice: 'older', label: 'Older people', answeredPercent: 9, weightedPercent: figure(7, 4) },
      ],
      answers: 212,
      effectiveAnswers: 163.6,
    },
  ],
  strata: 31,
  merged: 2,
  coveredPercent: 87,
  cappedPercent: 3,
  method: ['Strata are site, day and hours.'],
});
