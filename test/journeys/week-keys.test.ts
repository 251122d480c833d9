/**
 * Journey: a mission links its counts. An officer makes keys by command, the collector passes them on while it runs, and a kit that
 * runs takes them and counts under this week's; then its power goes. No key is in the clear in any file or log on the way.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openingKey } from '../../src/protocol/envelope.ts';
import { verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { countKeyFile, fromBase64, weekKeysFile } from '../../src/protocol/week-key-files.ts';
import { openWeekKey } from '../../src/protocol/week-key-sealing.ts';
import { decodeWeekKeys } from '../../src/protocol/week-keys.ts';
import { weekAt } from '../../src/protocol/weeks.ts';
import { filesWith } from '../support/find-bytes.ts';
import type { Program } from '../support/programs.ts';
import { makeRoad, type Road } from '../support/road.ts';
import { runProgram } from '../support/run-program.ts';

let road: Road;
let programs: Program[];
beforeEach(async () => {
  road = await makeRoad();
  programs = [await road.startCollector()];
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.end('SIGKILL')));
  road.remove();
});

const command = (args: readonly string[]) => {
  const { status, stdout, stderr } = runProgram(args);
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
};
/** In the road's folder. */
const path = (name: string) => join(road.folder, name);
const configure = (counting: object) => {
  const config = JSON.parse(readFileSync(path('kit.json'), 'utf8'));
  writeFileSync(path('kit.json'), JSON.stringify({ ...config, log_level: 'info', counting }));
};

it('the kit counts under the week’s key, and the key is in no file and no log', async () => {
  mkdirSync(path('officer'));
  const officerKey = path('officer/key.json');
  const [publicKey] = command(['count', 'officer-key', '--out', officerKey]).split('\n');
  configure({ profile: 'linked', officer_public_key: publicKey });
  let kit = await road.startKit();
  programs.push(kit);

  const collector = ['collector', '--config', path('collector.json')];
  // The kit made a key of its own; what the officer is given is what stands on the kit's own page.
  const { countKey } = await road.fieldStatus();
  expect(await (await fetch(road.fieldUrl)).text()).toContain(countKey);
  expect(command(['count', 'kit-key', '--data', road.kitFolder])).toContain(`  ${countKey}  `);
  const isListed = async () =>
    command([...collector, 'count-kits', '--out', path('kits.json')]).includes(`  ${countKey}  `);
  await road.until('the kit has told the collector its key', isListed, 60_000);
  const made = ['--kits', path('kits.json'), '--officer', officerKey, '--out', path('officer/keys.json')];
  command(['count', 'week-keys', ...made, '--weeks', '2', '--from', weekAt(Date.now()).name]);
  expect(command([...collector, 'week-keys', path('officer/keys.json')])).toMatch(/1 of 1 kits can fetch/);

  const wrongFile = runProgram([...collector, 'week-keys', path('kits.json')]);
  expect(wrongFile.status).toBe(1);
  expect(wrongFile.stderr).toMatch(/kits\.json is no file made by "dtm-wifi count week-keys"/);

  const isUnderIt = async () => JSON.stringify(await road.fieldStatus()).includes('"profile":"linked"');
  await road.until('the kit counts under the week’s key', isUnderIt, 60_000);
  await kit.end('SIGKILL');
  const { private_key: kitKey } = countKeyFile.parse(
    JSON.parse(readFileSync(join(road.kitFolder, 'count-key.json'), 'utf8')),
  );
  expect(filesWith(road.collectorFolder, fromBase64(kitKey))).toEqual([]);
  const { documents } = weekKeysFile.parse(JSON.parse(readFileSync(path('officer/keys.json'), 'utf8')));
  const officer = verifierFromPublicKey(fromBase64(publicKey ?? ''));
  const { kitId, weeks } = decodeWeekKeys(fromBase64(documents[0]?.document ?? ''), officer);
  const opening = await openingKey(fromBase64(kitKey));
  const log = programs.map((program) => program.log()).join('');
  for (const { sealed, keyId, ...week } of weeks) {
    const key = await openWeekKey(sealed as Uint8Array, { kitId, week, keyId }, opening);
    expect(filesWith(road.folder, key)).toEqual([]);
    for (const text of [Buffer.from(key).toString('hex'), Buffer.from(key).toString('base64')])
      expect(log).not.toContain(text);
    // What is sealed is at the kit: the search looks in the right place.
    expect(filesWith(road.kitFolder, sealed as Uint8Array)).not.toEqual([]);
  }

  // From its own card, once it knows the time again; and under another profile it lets them go.
  kit = await road.startKit();
  programs.push(kit);
  await road.until('the kit counts under the key it holds', isUnderIt, 60_000);
  expect(await kit.end('SIGTERM')).toBe(0);
  configure({ profile: 'local' });
  programs.push(await road.startKit());
  const areGone = async () =>
    [...weeks.map(({ sealed }) => sealed as Uint8Array), fromBase64(kitKey)].every(
      (bytes) => filesWith(road.kitFolder, bytes).length === 0,
    );
  await road.until('the keys of another profile are gone', areGone, 20_000);
}, 180_000);
