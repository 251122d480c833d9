/** The operations key is lost; the recovery key, kept elsewhere, opens the archive. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eraseFeedback } from '../../src/collector/ingest/erase-feedback.ts';
import {
  keysPath,
  loadCollectorKeys,
  loadRecoveryKey,
  makeCollectorKeys,
  recoveryKeyPath,
} from '../../src/collector/keys.ts';
import { recoverSubmissions } from '../../src/collector/recover.ts';
import { openDatabase } from '../../src/platform/sqlite.ts';
import { newId } from '../../src/protocol/ids.ts';
import { makeCollector, type TestCollector } from '../support/make-collector.ts';

let collector: TestCollector;
beforeEach(async () => {
  collector = await makeCollector();
});
afterEach(() => collector.close());

it('every archived submission is opened with it alone, but for what was withdrawn or came twice', async () => {
  const kit = await collector.kit();
  const withdrawn = newId(16);
  const twice = newId(16);
  const records = [
    await kit.submission({ age_group: '18_24', needs: ['food'] }, { recordId: twice }),
    await kit.submission({ sex: 'f' }, { recordId: withdrawn }),
    await kit.submission({ sex: 'm', age_group: null }, { isComplete: false }),
    await kit.submission({ age_group: '18_24', needs: ['food'] }, { recordId: twice, sealedUnder: newId(8) }),
    await kit.health(),
  ];
  await collector.receipt(kit.bundle(records));
  await collector.receipt(kit.bundle([await kit.withdrawal(withdrawn)]));
  const away = join(mkdtempSync(join(tmpdir(), 'dtm-recovery-')), 'recovery-key.json');
  renameSync(recoveryKeyPath(collector.folder), away);
  renameSync(keysPath(collector.folder), `${away}.lost`);
  const out = `${away}.jsonl`;
  const key = await loadRecoveryKey(away);
  expect(await recoverSubmissions({ dataDir: collector.folder, key, out })).toEqual({ opened: 2, failed: 0 });
  const lines = readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    {
      submission_id: twice,
      site_id: 'XD-01',
      status: 'complete',
      answers: { age_group: '18_24', needs: ['food'] },
    },
    { status: 'abandoned', answers: { sex: 'm', age_group: null } },
  ]);
  expect(statSync(out).mode & 0o077).toBe(0);
  await expect(recoverSubmissions({ dataDir: collector.folder, key, out })).rejects.toMatchObject({
    code: 'bad_config',
  });
});

it('feedback is opened as well, but for what was erased in time', async () => {
  const kit = await collector.kit();
  const [kept, erased] = [newId(16), newId(16)];
  const answers = { type: 'question', sector: null, text: 'When?', reply_wanted: 'no' };
  await collector.receipt(kit.bundle([await kit.feedback(answers, { recordId: erased })]));
  const { store } = collector.context;
  await eraseFeedback(store, collector.clock.now() + 200 * 86_400_000);
  await collector.receipt(kit.bundle([await kit.feedback(answers, { recordId: kept })]));
  const out = join(mkdtempSync(join(tmpdir(), 'dtm-out-')), 'out.jsonl');
  const key = await loadRecoveryKey(recoveryKeyPath(collector.folder));
  expect(await recoverSubmissions({ dataDir: collector.folder, key, out })).toEqual({ opened: 1, failed: 0 });
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ feedback_id: kept, answers });
});

it('another collector’s recovery key opens nothing', async () => {
  const kit = await collector.kit();
  await collector.receipt(kit.bundle([await kit.submission({ sex: 'f' })]));
  const folder = mkdtempSync(join(tmpdir(), 'dtm-other-'));
  const key = await loadRecoveryKey(makeCollectorKeys(folder).recoveryKeyPath);
  const out = join(folder, 'out.jsonl');
  expect(await recoverSubmissions({ dataDir: collector.folder, key, out })).toEqual({ opened: 0, failed: 1 });
});

it('a folder without a collector is refused, and nothing is made, there or where the answers would go', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-wrong-'));
  const key = await loadRecoveryKey(recoveryKeyPath(collector.folder));
  for (const dataDir of [folder, join(folder, 'nowhere')])
    await expect(recoverSubmissions({ dataDir, key, out: join(folder, 'out.jsonl') })).rejects.toMatchObject({
      code: 'bad_config',
      detail: expect.stringContaining('collector.db does not exist'),
    });
  expect(readdirSync(folder)).toEqual([]);
});

it('the database is only read: an older one is not migrated', async () => {
  const path = join(collector.folder, 'collector.db');
  const key = await loadRecoveryKey(recoveryKeyPath(collector.folder));
  const database = openDatabase(path);
  database.exec("DELETE FROM migrations WHERE name LIKE '0003%'; DROP TABLE users");
  const out = join(mkdtempSync(join(tmpdir(), 'dtm-out-')), 'out.jsonl');
  expect(await recoverSubmissions({ dataDir: collector.folder, key, out })).toEqual({ opened: 0, failed: 0 });
  const applied = database.prepare('SELECT name FROM migrations').pluck().all() as string[];
  expect(applied.filter((name) => name.startsWith('0003'))).toEqual([]);
  database.close();
});

it('keys are for their owner only, and are never made over others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-keys-'));
  const paths = makeCollectorKeys(folder);
  for (const path of Object.values(paths)) expect(statSync(path).mode & 0o777).toBe(0o600);
  const before = readFileSync(paths.keysPath, 'utf8');
  expect(() => makeCollectorKeys(folder)).toThrowError(expect.objectContaining({ code: 'bad_config' }));
  expect(readFileSync(paths.keysPath, 'utf8')).toBe(before);
  expect(existsSync(`${paths.keysPath}.new`)).toBe(false);
  // The private half of the recovery key is in its own file only.
  const recovery = JSON.parse(readFileSync(paths.recoveryKeyPath, 'utf8')) as { private_key: string };
  expect(before).not.toContain(recovery.private_key);
  await expect(loadCollectorKeys(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'bad_config' });
});
