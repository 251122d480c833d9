/** The officer's commands, as a data-protection officer types them on a machine that is not online. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openingKey, publicKeyOf } from '../../src/protocol/envelope.ts';
import { verifierFromPublicKey } from '../../src/protocol/signing.ts';
import { fingerprint, fromBase64, toBase64, weekKeysFile } from '../../src/protocol/week-key-files.ts';
import { openWeekKey } from '../../src/protocol/week-key-sealing.ts';
import { decodeWeekKeys } from '../../src/protocol/week-keys.ts';
import { weekAt } from '../../src/protocol/weeks.ts';
import { filesWith } from '../support/find-bytes.ts';
import { runProgram } from '../support/run-program.ts';

const kitKeys = [1, 2].map((byte) => new Uint8Array(32).fill(byte));
const kitIds = ['0102030405060708', '1112131415161718'];
let folder: string;
const path = (name: string) => join(folder, name);
const count = (...args: readonly string[]) => runProgram(['count', ...args]);
const makeKeys = (...args: readonly string[]) =>
  count(
    'week-keys',
    '--kits',
    path('kits.json'),
    '--officer',
    path('officer.json'),
    '--out',
    path('keys.json'),
    ...args,
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-officer-'));
  const kits = kitKeys.map((kitKey, index) => ({
    kit_id: kitIds[index],
    site_id: `XD-0${index + 1}`,
    site_name: `Terminal ${index + 1}`,
    public_key: toBase64(publicKeyOf(kitKey)),
  }));
  writeFileSync(path('kits.json'), JSON.stringify({ format: 'dtm-wifi-count-kits/1', kits }));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('officer-key', () => {
  test('makes a key for the officer alone, says the public one, and overwrites none', () => {
    const { status, stdout } = count('officer-key', '--out', path('officer.json'));
    expect(status).toBe(0);
    const file = JSON.parse(readFileSync(path('officer.json'), 'utf8'));
    expect(statSync(path('officer.json')).mode & 0o777).toBe(0o600);
    expect(stdout.split('\n')[0]).toBe(file.public_key);
    expect(stdout).toContain(`counting.officer_public_key = "${file.public_key}"`);
    expect(stdout).not.toContain(file.private_key);
    const again = count('officer-key', '--out', path('officer.json'));
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/is not overwritten/);
  });
});

describe('week-keys', () => {
  beforeEach(() => void count('officer-key', '--out', path('officer.json')));

  test('makes keys from the next week on, that the kits open, and that are nowhere in the clear', async () => {
    const { status, stdout, stderr } = makeKeys('--weeks', '2');
    expect([status, stderr]).toEqual([0, '']);
    expect(statSync(path('keys.json')).mode & 0o777).toBe(0o600);
    const file = weekKeysFile.parse(JSON.parse(readFileSync(path('keys.json'), 'utf8')));
    const officer = verifierFromPublicKey(fromBase64(file.officer_public_key));
    const names = [1, 2].map((ahead) => weekAt(Date.now() + ahead * 7 * 86_400_000).name);
    const opened = await Promise.all(
      file.documents.map(async ({ document }, index) => {
        const { kitId, weeks } = decodeWeekKeys(fromBase64(document), officer);
        expect(weeks.map(({ name }) => name)).toEqual(names);
        const opening = await openingKey(kitKeys[index] as Uint8Array);
        return Promise.all(
          weeks.map(({ sealed, keyId, ...week }) =>
            openWeekKey(sealed as Uint8Array, { kitId, week, keyId }, opening),
          ),
        );
      }),
    );
    expect(opened[0]).toEqual(opened[1]);
    expect(opened[0]?.[0]).not.toEqual(opened[0]?.[1]);
    for (const key of opened.flat()) {
      expect(filesWith(folder, key)).toEqual([]);
      expect(stdout).not.toContain(toBase64(key));
      expect(stdout).not.toContain(Buffer.from(key).toString('hex'));
    }
    for (const [index, kitKey] of kitKeys.entries())
      expect(stdout).toContain(
        `${kitIds[index]}  ${fingerprint(publicKeyOf(kitKey))}  Terminal ${index + 1}`,
      );
    expect(stdout).toMatch(/collector week-keys .*then delete it/);
    expect(stdout).toMatch(/stored nowhere/);
  });

  test('says in a plain sentence what is wrong, and then writes nothing', () => {
    const far = weekAt(Date.now() + 35 * 86_400_000).name;
    const over = weekAt(Date.now() - 7 * 86_400_000).name;
    const wrong: [readonly string[], RegExp][] = [
      [['--weeks', '1', '--from', far], /reach too far ahead/],
      [['--weeks', '5'], /reach too far ahead/],
      [['--weeks', '1', '--from', over], /weeks of these keys are over/],
      [['--weeks', '1', '--from', '2026-W99'], /"2026-W99" is no week; write it like 2026-W47/],
      [['--weeks', '6'], /a whole number from 1 to 5/],
      [
        ['--weeks', '1', '--kits', path('officer.json')],
        /is no file made by "dtm-wifi collector count-kits"/,
      ],
      [['--weeks', '1', '--officer', path('kits.json')], /is no file made by "dtm-wifi count officer-key"/],
      [['--weeks', '1', '--officer', path('none.json')], /none\.json cannot be read/],
    ];
    for (const [args, sentence] of wrong) {
      const { status, stdout, stderr } = makeKeys(...args);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(sentence);
      expect(() => statSync(path('keys.json'))).toThrow();
    }
    const secret = JSON.parse(readFileSync(path('officer.json'), 'utf8')).private_key;
    expect(makeKeys('--weeks', '1', '--kits', path('officer.json')).stderr).not.toContain(secret);
  });

  test('tells what a key for a week that runs means', () => {
    const { stdout } = makeKeys('--weeks', '1', '--from', weekAt(Date.now()).name);
    expect(stdout).toMatch(/has begun: a kit that holds another key of it changes to this one/);
  });
});

test('kit-key says on the kit what stands in the officer’s list, and nothing of the secret half', () => {
  const [kitKey] = kitKeys as [Uint8Array];
  const file = { format: 'dtm-wifi-count-key/1', kit_id: kitIds[0], private_key: toBase64(kitKey) };
  writeFileSync(path('count-key.json'), JSON.stringify(file));
  const { status, stdout } = count('kit-key', '--data', folder);
  expect(status).toBe(0);
  const publicKey = publicKeyOf(kitKey);
  expect(stdout).toBe(`${kitIds[0]}  ${fingerprint(publicKey)}  ${toBase64(publicKey)}\n`);
  rmSync(path('count-key.json'));
  expect(count('kit-key', '--data', folder).stderr).toMatch(/a kit makes its key when it first starts/);
});
