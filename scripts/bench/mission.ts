/**
 * A mission of six sites and 20,000 phones that travel between them for a week, once under the profile linked and once under local: gates,
 * kits and collector as they are, a clock that is moved. Prints what the collector says beside the truth. Seeded but for the noise, which
 * nobody can draw twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { overCountPercent, rotatingPercent } from '../../src/counting/rotation.ts';
import { seededBytes } from '../../src/counting/seeded.test-support.ts';
import type { CountProfile } from '../../src/protocol/counts.ts';
import { phoneAddress } from '../../test/support/count-bench.ts';
import { type Figure, report, share, whole } from './figures.ts';
import { type MissionCollector, makeMissionCollector } from './mission-collector.ts';
import { type MissionKit, makeMissionKit } from './mission-kit.ts';
import { flowOf, movePeople, newOnDay, type People, phonesInBoth, weekOf } from './mission-people.ts';

const [siteCount, phoneCount, dayCount] = [6, 20_000, 7];
const rotatingShare = 0.2;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Monday, midnight in Bogotá; the week's key began five hours before, at midnight in UTC, and ends as early on Sunday. */
const beginUtcMs = Date.UTC(2026, 2, 2, 5);
const endMs = 7 * dayMs - 5 * hourMs - 300_000;
/** A kit looks every few seconds; a pause of half an hour it takes for a sleep of the machine. */
const lookMs = 300_000;
const dates = Array.from({ length: dayCount }, (_, day) =>
  new Date(beginUtcMs + day * dayMs).toISOString().slice(0, 10),
);

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
const holds = ({ low, high }: Interval, truth: number): boolean => low <= truth && truth <= high;
const text = ({ value, low, high }: Interval) => `${whole(value)} (${whole(low)}–${whole(high)})`;

export async function mission(): Promise<Figure[]> {
  const people = movePeople({
    seed: 5,
    phones: phoneCount,
    sites: siteCount,
    days: dayCount,
    endMs,
    rotatingShare,
    stayingShare: 0.15,
  });
  return [...(await run('linked', people)), ...(await run('local', people))];
}

async function run(profile: CountProfile, people: People): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-mission-'));
  let now = beginUtcMs + 1000;
  const collector = await makeMissionCollector(join(folder, 'collector'), () => now);
  const began = performance.now();
  const kits: MissionKit[] = [];
  try {
    const key = seededBytes(77)(32);
    const weekStart = beginUtcMs - 5 * hourMs;
    const weekKey = {
      keyId: '5eed00005eed0000',
      key,
      fromUtcMs: weekStart,
      untilUtcMs: weekStart + 7 * dayMs,
    };
    for (const [index, site] of collector.sites.slice(0, siteCount).entries())
      kits.push(
        await makeMissionKit({
          folder,
          enrolment: await collector.enrol(site),
          profile,
          weekKey,
          random: seededBytes(1000 + index),
          now: () => now,
        }),
      );
    await play(people, kits, collector, (utcMs) => {
      now = utcMs;
    });
    now = beginUtcMs + (dayCount + 3) * dayMs;
    await collector.closeWeeks();
    const seconds = (performance.now() - began) / 1000;
    return [...(await compare(profile, people, collector)), played(profile, people, seconds)];
  } finally {
    for (const kit of kits) kit.remove();
    await collector.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const played = (profile: CountProfile, { steps }: People, seconds: number): Figure => ({
  what: `  ${profile}: events of ${whole(phoneCount)} phones in ${dayCount} days, played in`,
  seen: `${whole(steps.length)}, ${seconds.toFixed(0)} s`,
});

/** The week as gates and kits live it; every morning each kit sends what it has. */
async function play(
  { steps }: People,
  kits: readonly MissionKit[],
  collector: MissionCollector,
  setTime: (utcMs: number) => void,
): Promise<void> {
  for (const kit of kits) await kit.look();
  let next = 0;
  for (let lookAtMs = lookMs; lookAtMs <= dayCount * dayMs + hourMs; lookAtMs += lookMs) {
    for (; (steps[next]?.atMs ?? Number.POSITIVE_INFINITY) < lookAtMs; next++) {
      const { atMs, site, address, kind } = steps[next] as People['steps'][number];
      setTime(beginUtcMs + atMs);
      kits[site]?.gate[kind](phoneAddress(address));
    }
    setTime(beginUtcMs + lookAtMs);
    for (const kit of kits) await kit.look();
    // One kit loses its power twice on the fourth day.
    if ([3.4, 3.7].some((day) => Math.abs(lookAtMs - day * dayMs) < lookMs / 2)) await kits[2]?.restart();
    if (lookAtMs % dayMs !== hourMs) continue;
    for (const kit of kits) for (const bundle of await kit.bundles()) await collector.receive(bundle.bytes);
  }
}

async function compare(
  profile: CountProfile,
  people: People,
  collector: MissionCollector,
): Promise<Figure[]> {
  const { truth } = people;
  const { read } = collector;
  const siteIds = collector.sites.slice(0, siteCount).map(({ id }) => id);
  const setAside = await read.selectFrom('set_aside').selectAll().execute();
  if (setAside.length > 0) throw new Error(`set aside: ${setAside[0]?.reason} ${setAside[0]?.detail}`);
  const days = (await read.selectFrom('count_days').selectAll().execute()).filter(
    (row) => row.profile === profile && row.day !== null,
  );
  const rowOf = (site: number, day: number) =>
    days.find((row) => row.site_id === siteIds[site] && row.day === dates[day]);
  const figures: Figure[] = [];
  const judged: { held: number; all: number; worst: number } = { held: 0, all: 0, worst: 0 };

  console.log(`\nmission, profile ${profile}: device-days by site and day, truth · estimate (95 % interval)`);
  for (const [site, id] of siteIds.entries()) {
    const cells = dates.map((_, day) => {
      const true_ = truth.days[site]?.[day]?.size ?? 0;
      const row = rowOf(site, day);
      if (!row) return `${whole(true_)} · none`;
      judged.all += 1;
      judged.held += Number(holds(row, true_));
      judged.worst = Math.max(judged.worst, Math.abs(row.value / true_ - 1));
      return `${whole(true_)} · ${text(row)}${holds(row, true_) ? '' : ' *'}`;
    });
    console.log(`${id}  ${cells.join('  ')}`);
  }
  figures.push({
    what: `mission, ${profile}: intervals of a site’s day that hold the truth`,
    wanted: '≥ 90 %, all 42 there',
    seen: `${share(judged.held, judged.all)} of ${judged.all}; furthest off ${(100 * judged.worst).toFixed(1)} %`,
    isMet: judged.all === siteCount * dayCount && judged.held >= 0.9 * judged.all,
  });
  const weeks = await read.selectFrom('count_week_sites').selectAll().execute();
  const flows = await read.selectFrom('count_flows').selectAll().execute();
  if (profile === 'local')
    return [
      ...figures,
      {
        what: 'mission, local: figures that link days or sites',
        wanted: 'none',
        seen: String(weeks.length + flows.length),
        isMet: weeks.length + flows.length === 0,
      },
    ];

  console.log('\nweek by site: phones, addresses · estimate; over-count by rotation, true and told');
  let weeksHeld = 0;
  for (const [site, id] of siteIds.entries()) {
    const addresses = weekOf(truth, site).size;
    const phones = truth.phones[site]?.size ?? 0;
    const row = weeks.find(({ site_id }) => site_id === id);
    if (!row) throw new Error(`no week of ${id}`);
    weeksHeld += Number(holds(row, addresses));
    const told = overCountPercent(rotatingPercent(row.randomised, row.fixed), row.span_days);
    console.log(
      `${id}  ${whole(phones)}, ${whole(addresses)} · ${text(row)}${holds(row, addresses) ? '' : ' *'}; ${(100 * (addresses / phones - 1)).toFixed(1)} %, at most ${told} %`,
    );
  }

  const { stayers } = truth;
  const stayersOver = stayers.addresses / stayers.phones - 1;
  const predicted = (rotatingShare * dayCount) / 14;

  const newHeld = { held: 0, all: 0 };
  for (const [site] of siteIds.entries())
    for (let day = 1; day < dayCount; day++) {
      const row = rowOf(site, day);
      if (row?.new_value == null || row.new_low == null || row.new_high == null) continue;
      newHeld.all += 1;
      const interval = { value: row.new_value, low: row.new_low, high: row.new_high };
      newHeld.held += Number(holds(interval, newOnDay(truth, site, day)));
    }

  console.log('\nflows, from → to: phones, addresses · estimate');
  const flowsHeld = { held: 0, all: 0, missing: 0 };
  for (const [from, fromId] of siteIds.entries())
    for (const [to, toId] of siteIds.entries())
      for (const order of ['either', 'later-day'] as const) {
        if (from === to || (order === 'either' && from > to)) continue;
        const addresses = flowOf(truth, from, to, order);
        const row = flows.find(
          (flow) => flow.from_site === fromId && flow.to_site === toId && flow.flow_order === order,
        );
        if (row) {
          flowsHeld.all += 1;
          flowsHeld.held += Number(holds(row, addresses));
        } else if (addresses > 0) flowsHeld.missing += 1;
        const sign = order === 'either' ? '↔' : '→';
        const phones = order === 'either' ? `${whole(phonesInBoth(truth, from, to))} phones, ` : '';
        const seen = row
          ? `${text(row)}${holds(row, addresses) ? '' : ' *'}`
          : 'not told: within three deviations';
        console.log(`${fromId} ${sign} ${toId}  ${phones}${whole(addresses)} · ${seen}`);
      }
  return [
    ...figures,
    {
      what: 'mission, linked: intervals of a site’s week; of a day’s new devices',
      wanted: '≥ 90 %',
      seen: `${share(weeksHeld, siteCount)} of ${siteCount}; ${share(newHeld.held, newHeld.all)} of ${newHeld.all}`,
      isMet: newHeld.held >= 0.9 * newHeld.all,
    },
    {
      what: 'mission, linked: intervals of flows between sites that hold the truth',
      wanted: '≥ 90 %',
      seen: `${share(flowsHeld.held, flowsHeld.all)} of ${flowsHeld.all}; ${flowsHeld.missing} true ones within three deviations`,
      isMet: flowsHeld.held >= 0.9 * flowsHeld.all,
    },
    {
      what: `mission: over-count in a week of who comes every day, ${100 * rotatingShare} % rotating`,
      seen: `${(100 * stayersOver).toFixed(1)} %`,
      peer: `told: ${(100 * predicted).toFixed(0)} %; less where people only pass`,
    },
  ];
}

if (import.meta.main) report(await mission());
