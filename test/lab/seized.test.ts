/**
 * Journey: a kit that is seized, switched off. A thousand phones join, dozens of them walk the portal, a day passes and another begins;
 * then the power goes. Every file that kit and gate leave on the card is searched, pages that SQLite has freed included, for every MAC
 * and IP address and every user agent, in every notation. Folders on tmpfs go with the power: they are not searched, and a test says
 * which.
 */
import { cpSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Lab } from '../../scripts/lab/lab.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { until } from '../../scripts/lab/program.ts';
import { visitorWith } from '../../scripts/lab/visitor.ts';
import { loadCollectorKeys } from '../../src/collector/keys.ts';
import { bitmapFromBytes } from '../../src/counting/bitmap.ts';
import { estimateCount } from '../../src/counting/estimate.ts';
import { openStore } from '../../src/kit/store/open-store.ts';
import type { OutboxRecord } from '../../src/kit/store/outbox-table.ts';
import { networkSchema, runPaths } from '../../src/platform/network-config.ts';
import { openDatabase } from '../../src/platform/sqlite.ts';
import { countRecord } from '../../src/protocol/counts.ts';
import { openEnvelope } from '../../src/protocol/envelope.ts';
import { newId, systemRandom } from '../../src/protocol/ids.ts';
import { decodeJsonRecord } from '../../src/protocol/records.ts';
import { type FramePhone, greet, joinCrowd, leasesOf } from '../support/crowd.ts';
import { describeInLab } from '../support/lab-bench.ts';
import { filesIn, openFilesOf, ownedElsewhere } from '../support/left-files.ts';
import { steeredFlags, type steps } from '../support/steered-program.ts';
import {
  createTraceSearch,
  type Trace,
  tracesOfIp,
  tracesOfMac,
  tracesOfText,
} from '../support/trace-search.ts';

const walkers = 24;
const all = 1000;
const withUserAgent = (index: number) =>
  `Mozilla/5.0 (Linux; Android 14; Kanarienvogel-${index}-${newId(8)}) AppleWebKit/537.36`;

/** Signals reach the kit alone, or kit and gate: machines sleep as a whole. */
const sleep = (lab: Lab, signal: keyof typeof steps) => {
  for (const { pid } of [lab.kit.gate(), lab.kit.kit()]) process.kill(pid, signal);
};

interface Counting {
  readonly kind: string;
  readonly isDated: boolean;
}
const counting = async ({ kit }: Lab) => (await kit.fieldStatus()).counting as Counting;

async function walk(lab: Lab, phone: Phone, userAgent: string, index: number): Promise<void> {
  const visitor = visitorWith(phone, `walker ${index}`, userAgent);
  await visitor.open('http://connectivitycheck.gstatic.com/generate_204');
  await visitor.open(`${lab.kit.portalUrl}${index % 2 === 0 ? 'en' : 'es'}`);
  await visitor.answer(index % 8);
  for (const path of ['en/privacy', 'en/no-such-page', 'media/none'])
    await phone.fetch(`${lab.kit.portalUrl}${path}`, { headers: { 'User-Agent': userAgent } });
  if (index % 3 === 0) await phone.post(`${lab.kit.portalUrl}en/online`);
}

describeInLab(
  'a kit that is seized, switched off',
  { config: { log_level: 'info' }, nodeFlags: steeredFlags() },
  (journey) => {
    it('gives away no address and no user agent of a thousand phones', async () => {
      const { lab, gate } = journey();
      const { plan, kit } = lab;
      // Of other programs whose users had these numbers before.
      const before = ownedElsewhere(lab);
      await until('the kit knows the day', async () => (await counting(lab)).isDated);
      const walking = await lab.phones.join(walkers);
      const userAgents = walking.map((_, index) => withUserAgent(index));
      await Promise.all(walking.map((phone, index) => walk(lab, phone, userAgents[index] ?? '', index)));
      const crowd = await joinCrowd(lab, gate, walking[0] as Phone, all - walkers, all);
      const phones: FramePhone[] = [...crowd, ...walking.map(({ mac, address }) => ({ mac, ip: address }))];

      // Six minutes on: sealed and written.
      const image = () => {
        const copy = `${plan.folder}/image`;
        cpSync(join(plan.folder, 'kit'), copy, { recursive: true });
        return openStore({ folder: copy, random: systemRandom });
      };
      const looked = <T>(look: (store: ReturnType<typeof image>) => T): T => {
        const store = image();
        try {
          return look(store);
        } finally {
          store.close();
          rmSync(`${plan.folder}/image`, { recursive: true });
        }
      };
      const firstKey = looked(({ state }) => state.countKeys.find());
      expect(firstKey?.key).toHaveLength(32);
      sleep(lab, 'SIGUSR2');
      await until('a snapshot', () => looked(({ state }) => state.openCounts.list().length === 1));
      // The collector is out of reach from here on: what was counted waits in the outbox.
      await lab.internet.setCable(false);
      sleep(lab, 'SIGHUP');
      await until('another day', () =>
        looked(({ state }) => ![firstKey?.keyId, undefined].includes(state.countKeys.find()?.keyId)),
      );
      await greet(lab, gate, walking[0] as Phone, crowd.slice(0, 200));
      await walk(lab, walking[1] as Phone, userAgents[1] ?? '', 1);
      sleep(lab, 'SIGUSR2');
      await until('a snapshot of the other day', () =>
        looked(({ state }) => state.openCounts.list().length === 1),
      );

      const open = [kit.gate(), kit.kit()].flatMap(({ pid }) => openFilesOf(pid));
      await kit.kit().end('SIGKILL');
      await kit.gate().end('SIGKILL');

      // On a kit the run folder is tmpfs and the journal volatile: neither outlives the power. The logs are searched all the same.
      expect(runPaths(networkSchema.parse(networkOfField)).leases).toMatch(/^\/run\//);
      const onCard = [
        ...filesIn(join(plan.folder, 'kit')),
        ...['kit.json', 'enrolment.json', 'kit.log', 'gate.log'].map((name) => join(plan.folder, name)),
      ];
      expect(onCard.map((path) => path.split('/').at(-1))).toEqual(
        expect.arrayContaining(['state.db', 'state.db-wal', 'submissions.db', 'submissions.db-wal']),
      );
      // Nothing is written anywhere else.
      expect(open.filter((path) => !onCard.includes(path.replace(' (deleted)', '')))).toEqual([]);
      expect(ownedElsewhere(lab).filter((path) => !before.includes(path))).toEqual([]);

      const traces: Trace[] = [
        ...phones.flatMap(({ mac, ip }) => [...tracesOfMac(mac), ...tracesOfIp(ip)]),
        ...userAgents.flatMap(tracesOfText),
      ];
      const search = createTraceSearch(traces);
      const found = onCard.flatMap((path) => search(readFileSync(path)).map((one) => ({ path, ...one })));
      expect(found.filter(({ isShort }) => !isShort)).toEqual([]);
      // Four bytes are in sealed ones by chance: no oftener than those of addresses that nobody had.
      const decoys = createTraceSearch(unusedAddresses(phones).flatMap(tracesOfIp));
      const byChance = onCard.flatMap((path) => decoys(readFileSync(path))).filter(({ isShort }) => isShort);
      expect(found.length).toBeLessThanOrEqual(byChance.length + 6 * Math.sqrt(byChance.length + 1) + 6);

      // It searched what it should: phones were counted, files are there, and the leases, on tmpfs, show what a find is.
      expect(onCard.reduce((sum, path) => sum + statSync(path).size, 0)).toBeGreaterThan(200_000);
      const inLeases = search(readFileSync(runPaths(kit.network).leases));
      expect(new Set(inLeases.filter(({ isShort }) => !isShort).map(({ of }) => of)).size).toBe(2 * all);
      expect(leasesOf(lab).length).toBeGreaterThanOrEqual(all);
      // The day that is over took its key with it.
      const keySearch = createTraceSearch([
        { of: 'key', bytes: Buffer.from(firstKey?.key ?? []), isShort: false },
      ]);
      expect(filesIn(join(plan.folder, 'kit')).flatMap((path) => keySearch(readFileSync(path)))).toEqual([]);
      const counted = await devicesOf(lab);
      expect(Math.abs(counted - all)).toBeLessThan(60);
    });
  },
);

/** As a kit in the field has it. */
const networkOfField = { lan_interface: 'lan0', wan_interfaces: ['wan0'], field_interface: 'fld0' };

/** As many addresses of the same subnet as the phones had, that nobody had. */
function unusedAddresses(phones: readonly FramePhone[]): string[] {
  const used = new Set(phones.map(({ ip }) => ip));
  const unused: string[] = [];
  for (let third = 0; third < 16; third++)
    for (let last = 16; last < 255 && unused.length < phones.length; last++) {
      const ip = `10.20.${third}.${last}`;
      if (!used.has(ip)) unused.push(ip);
    }
  return unused;
}

const sealedCounts = `SELECT record_id AS recordId, kind, form_ref AS formRef, sealed_under AS sealedUnder, envelope
  FROM outbox WHERE kind = 'count'`;

/** Of the day that is over, as its collector counts them. */
async function devicesOf({ plan }: Lab): Promise<number> {
  const store = openDatabase(join(plan.folder, 'kit', 'submissions.db'), { check: false });
  const enrolment = JSON.parse(readFileSync(join(plan.folder, 'enrolment.json'), 'utf8'));
  const { operations } = await loadCollectorKeys(join(plan.folder, 'collector'));
  try {
    const rows = store.prepare<[], OutboxRecord>(sealedCounts).all();
    const estimates = await Promise.all(
      rows.map(async (row) => {
        const place = { ...row, kitId: enrolment.kit_id, incarnation: row.sealedUnder };
        const { size, bitmap } = decodeJsonRecord(
          await openEnvelope(row.envelope, place, operations),
          countRecord,
        );
        return estimateCount(bitmapFromBytes(size, inflateRawSync(Buffer.from(bitmap, 'base64')))).value;
      }),
    );
    return Math.max(...estimates);
  } finally {
    store.close();
  }
}
