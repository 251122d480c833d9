/** Sums of finished forms beside the rows that they are of: kept with every change, and there after an upgrade. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFlowsReader } from '../../src/collector/analysis/flows-reader.ts';
import { all } from '../../src/collector/analysis/protect.ts';
import { listFinishedDays } from '../../src/collector/store/finished-days-table.ts';
import { openReadStore, openStore, type Reader } from '../../src/collector/store/open-store.ts';
import { markTimes } from '../../src/collector/store/submissions-table.ts';
import { resourcePath } from '../../src/platform/resources.ts';
import { migrate, openDatabase } from '../../src/platform/sqlite.ts';
import { newId } from '../../src/protocol/ids.ts';
import { encodeJsonRecord } from '../../src/protocol/records.ts';
import { devices, fragment } from '../support/count-records.ts';
import { makeCollector, startTime, type TestCollector } from '../support/make-collector.ts';
import type { TestKit } from '../support/make-kit.ts';

const [dayMs, hourMs, minuteMs] = [86_400_000, 3_600_000, 60_000];
/** Of the week after the collector's first day. */
const [sunday, week] = ['2026-03-01', '2026-03-02'];
let collector: TestCollector;
let kit: TestKit;
let other: TestKit;

beforeEach(async () => {
  collector = await makeCollector();
  kit = await collector.kit();
  other = await collector.kit(collector.sites[1]);
  collector.clock.set(startTime + 5 * dayMs);
});
afterEach(() => collector.close());

const listed = (reader: Reader = collector.context.store.read) =>
  listFinishedDays(reader, [sunday, week, '2026-03-03'], undefined);
/** Ten minutes into an hour, so that the hour is known. */
const begun = (hour: number, bootNumber = 1) => ({
  bootNumber,
  bootId: bootNumber === 1 ? kit.boot.bootId : `0000000${bootNumber}`,
  msSinceBoot: hour * hourMs + 10 * minuteMs,
});
/** The boot is at 10:00 of Sunday, the first of March. */
const clock = () => kit.clock({ at: begun(0), utcMs: startTime + 10 * minuteMs });

describe('the sums of finished forms', () => {
  it('are by site, date and four hours, of those only whose hour is known', async () => {
    await collector.receipt(
      kit.bundle([
        await clock(),
        await kit.submission({}, { begun: begun(0) }),
        await kit.submission({}, { begun: begun(1) }),
        await kit.submission({}, { begun: begun(2) }),
        await kit.submission({}, { begun: begun(24) }),
        await kit.submission({}, { begun: begun(0), isComplete: false }),
        await kit.submission({}, { begun: begun(0, 2) }),
      ]),
    );
    const ofOther = { begun: { ...other.boot, msSinceBoot: hourMs } };
    await collector.receipt(other.bundle([await other.submission({}, ofOther)]));
    const [first, second] = collector.sites.map(({ id }) => id);
    expect(await listed()).toEqual([
      { siteId: first, date: sunday, parts: [0, 0, 2, 1, 0, 0] },
      { siteId: first, date: week, parts: [0, 0, 1, 0, 0, 0] },
    ]);
    const reading = await other.clock({ at: ofOther.begun, utcMs: startTime + 70 * minuteMs });
    await collector.receipt(other.bundle([reading]));
    expect(await listFinishedDays(collector.context.store.read, [sunday], second)).toEqual([
      { siteId: second, date: sunday, parts: [0, 0, 1, 0, 0, 0] },
    ]);
  });

  it('follow a form to another day, and leave it out while its hour is not known', async () => {
    const recordId = newId(16);
    await collector.receipt(kit.bundle([await kit.submission({}, { begun: begun(0), recordId })]));
    expect(await listed()).toEqual([]);
    await collector.receipt(kit.bundle([await clock()]));
    expect(await listed()).toMatchObject([{ date: sunday, parts: [0, 0, 1, 0, 0, 0] }]);
    const mark = (hour: number | null) =>
      collector.context.store.transaction((writer) =>
        markTimes(writer, kit.kitId, recordId, {
          earliest_at: startTime,
          latest_at: startTime,
          earliest_date: week,
          latest_date: week,
          hour,
        }),
      );
    await mark(23);
    expect(await listed()).toMatchObject([{ date: week, parts: [0, 0, 0, 0, 0, 1] }]);
    await mark(null);
    expect(await listed()).toEqual([]);
  });

  it('have a form once that comes twice, and lose it when it is taken back', async () => {
    const recordId = newId(16);
    const records = [
      await clock(),
      await kit.submission({}, { begun: begun(0), recordId }),
      await kit.submission({}, { begun: begun(0), recordId, sealedUnder: newId(8) }),
      await kit.submission({}, { begun: begun(0) }),
    ];
    await collector.receipt(kit.bundle(records));
    expect(await listed()).toMatchObject([{ parts: [0, 0, 2, 0, 0, 0] }]);
    await collector.receipt(kit.bundle([await kit.withdrawal(recordId)]));
    expect(await listed()).toMatchObject([{ parts: [0, 0, 1, 0, 0, 0] }]);
    await collector.receipt(kit.bundle([await kit.withdrawal(records[3]?.recordId ?? '')]));
    expect(await listed()).toEqual([]);
    await collector.receipt(kit.bundle([await kit.withdrawal(newId(16))]));
    expect(await listed()).toEqual([]);
  });

  it('are made of what was there before them', async () => {
    await collector.receipt(
      kit.bundle([
        await clock(),
        await kit.submission({}, { begun: begun(0) }),
        await kit.submission({}, { begun: begun(9) }),
        await kit.submission({}, { begun: begun(20) }),
        await kit.submission({}, { begun: begun(0), isComplete: false }),
        await kit.submission({}, { begun: begun(0, 2) }),
      ]),
    );
    const kept = await listed();
    expect(kept.map(({ date, parts }) => [date, parts])).toEqual([
      [sunday, [0, 0, 1, 0, 1, 0]],
      [week, [0, 1, 0, 0, 0, 0]],
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'dtm-older-'));
    makeOlderDatabase(folder, join(collector.folder, 'collector.db'));
    const upgraded = openStore(folder);
    expect(await listed(upgraded.read)).toEqual(kept);
    await upgraded.close();
    rmSync(folder, { recursive: true });
  });
});

/** As a release without counts left it, with the submissions of another. */
function makeOlderDatabase(folder: string, from: string): void {
  const migrations = resourcePath('src', 'collector', 'store', 'migrations');
  const older = join(folder, 'migrations');
  mkdirSync(older);
  for (const name of readdirSync(migrations).filter((each) => each < '0007'))
    cpSync(join(migrations, name), join(older, name));
  const database = openDatabase(join(folder, 'collector.db'));
  migrate(database, older);
  database.prepare('ATTACH ? AS newer').run(from);
  database.exec('INSERT INTO submissions SELECT * FROM newer.submissions; DETACH newer');
  database.close();
}

describe('the tables of all sites', () => {
  it('say of a site what its own tables say, by day and by part of the day', async () => {
    const send = async (from: TestKit, siteId: string, forms: number) => {
      const boot = { ...from.boot, msSinceBoot: hourMs };
      const options = { boot: from.boot, keyId: newId(8), siteId, day: week, present: devices(200) };
      const records = [
        await from.clock({ at: boot, utcMs: startTime + dayMs + 10 * minuteMs }),
        await from.sealed('count', encodeJsonRecord(fragment(options))),
      ];
      for (let n = 0; n < forms; n++) records.push(await from.submission({}, { begun: boot, siteId }));
      await collector.receipt(from.bundle(records));
    };
    const [a, b] = collector.sites.map(({ id }) => id) as [string, string];
    await send(kit, a, 40);
    await send(other, b, 2);
    const store = openReadStore(collector.folder);
    const of = async (site: string) => {
      const view = await createFlowsReader(store.read).find({ site, week });
      return [
        view.answeringByDay.map(({ answers }) => answers),
        view.answeringByHour.map(({ answers }) => answers),
      ];
    };
    expect(await of(a)).toEqual([[40], [0, 0, 40, 0, 0, 0]]);
    expect(await of(b)).toEqual([['hidden'], [0, 0, 'hidden', 0, 0, 0]]);
    expect(await of(all)).toEqual(await of(a));
    await store.close();
  });
});
