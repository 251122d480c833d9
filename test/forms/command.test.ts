/** `dtm-wifi form …` as a process: exit codes, the report, and files that come back as they went. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxFileBytes, zipPlain } from '../../src/forms/unzip.ts';
import { writeXlsx } from '../../src/forms/write-xlsx.ts';
import { sheet } from '../support/xlsforms.ts';

const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'dist', 'dtm-wifi.mjs');
const core = join(root, 'portal', 'content', 'forms', 'dtm-wifi-core.1.json');
let folder: string;

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, 'form', ...args], {
      cwd: folder,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-forms-'));
  const settings = sheet('settings', 'form_title|form_id|version|default_language', 'T|t|1|en');
  writeFileSync(
    join(folder, 'good.xlsx'),
    await writeXlsx([
      sheet('survey', 'type|name|label', 'select_one yn|help|Do you know where to get help?'),
      sheet('choices', 'list_name|name|label', 'yn|yes|Yes', 'yn|no|No'),
      settings,
    ]),
  );
  writeFileSync(
    join(folder, 'bad.xlsx'),
    await writeXlsx([
      sheet(
        'survey',
        'type|name|label',
        'geopoint|gps|Where?',
        'text|name|What is your name?',
        'deviceid|d|',
      ),
      settings,
    ]),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('dtm-wifi form', () => {
  it('check: exit 0 and 1, every problem by sheet, row and column, as text and as JSON', async () => {
    expect(await run('check', 'good.xlsx')).toMatchObject({ code: 0, err: '' });
    const both = await run('check', folder);
    expect(both.code).toBe(1);
    expect(both.out).toContain('good.xlsx: imported');
    expect(both.out).toContain('survey, row 2, column A: "geopoint" asks for an exact place');
    expect(both.out).toContain('survey, row 4, column A: "deviceid" tells who or which phone it was');
    const lines = (await run('check', '--json', folder)).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ isImported }) => isImported)).toEqual([false, true]);
    expect(lines[0].findings[0]).toMatchObject({ severity: 'refuse', sheet: 'survey', row: 2, column: 0 });
  });

  it('refuses what must not be asked, also when the sheet itself is in order', async () => {
    writeFileSync(
      join(folder, 'name.xlsx'),
      await writeXlsx([
        sheet('survey', 'type|name|label', 'text|who|What is your name?'),
        sheet('settings', 'form_title|form_id|version|default_language', 'T|t|1|en'),
      ]),
    );
    const { code, out } = await run('check', 'name.xlsx');
    expect(code).toBe(1);
    expect(out).toContain('who');
    rmSync(join(folder, 'name.xlsx'));
  });

  it('export and import give the published form back', async () => {
    expect(await run('export', core, '--out', 'core.xlsx')).toMatchObject({ code: 0 });
    expect(await run('import', 'core.xlsx', '--out', 'core.json')).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(folder, 'core.json'), 'utf8'))).toEqual(
      JSON.parse(readFileSync(core, 'utf8')),
    );
    rmSync(join(folder, 'core.xlsx'));
    rmSync(join(folder, 'core.json'));
  });

  it('import writes nothing where a form is refused; a missing file is one sentence', async () => {
    expect(await run('import', 'bad.xlsx', '--out', 'out.json')).toMatchObject({ code: 1 });
    expect(() => readFileSync(join(folder, 'out.json'))).toThrow();
    const { code, err } = await run('preview', 'ghost.xlsx');
    expect(code).toBe(1);
    expect(err).toContain('ghost.xlsx is not there');
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('check: a file that is missing, too large or of another kind is reported as such, and all others as ever', async () => {
    writeFileSync(join(folder, 'old.xls'), Buffer.from('d0cf11e0a1b11ae1'.padEnd(2000, '0'), 'hex'));
    writeFileSync(
      join(folder, 'libre.ods'),
      zipPlain(new Map([['content.xml', Buffer.from('<office:document-content/>')]])),
    );
    writeFileSync(join(folder, 'huge.xlsx'), '');
    truncateSync(join(folder, 'huge.xlsx'), maxFileBytes + 1);
    mkdirSync(join(folder, 'empty'));
    const files = ['ghost.xlsx', 'huge.xlsx', 'old.xls', 'libre.ods', 'empty', 'good.xlsx'];
    const { code, out, err } = await run('check', ...files);
    expect([code, err]).toEqual([1, '']);
    expect(out.trim().split('\n')).toEqual([
      'ghost.xlsx: refused, 1 problem',
      '  The file is not there.',
      'huge.xlsx: refused, 1 problem',
      '  The file is larger than 20 MB.',
      'old.xls: refused, 1 problem',
      '  The file is an old .xls file or locked with a password; save it as .xlsx without one.',
      'libre.ods: refused, 1 problem',
      '  The file is an OpenDocument file (.ods); save it as .xlsx.',
      'empty: refused, 1 problem',
      '  The file is a folder without a form (.xlsx, .json).',
      'good.xlsx: imported',
    ]);
    const all = (await run('check', folder)).out;
    for (const name of ['old.xls', 'libre.ods', 'huge.xlsx']) {
      expect(all).toContain(`${name}: refused`);
      rmSync(join(folder, name));
    }
  });
});
