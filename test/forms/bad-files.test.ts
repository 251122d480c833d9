/** Files that are no XLSForm, or not quite: a plain sentence for each, within bounds, and no crash. */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { checkFile } from '../../src/forms/check-file.ts';
import { readXlsx } from '../../src/forms/read-xlsx.ts';
import { findingLine } from '../../src/forms/report-text.ts';
import { maxFileBytes, unzip, zipPlain } from '../../src/forms/unzip.ts';
import { writeXlsx } from '../../src/forms/write-xlsx.ts';
import { sheet } from '../support/xlsforms.ts';

const good = () =>
  writeXlsx([
    sheet('survey', 'type|name|label', 'text|a|Hello & <you>'),
    sheet('settings', 'form_title|form_id|version|default_language', 'T|t|1|en'),
  ]);
const saysOf = async (bytes: Buffer, name = 'x.xlsx') => {
  const { form, findings } = await checkFile(name, bytes);
  return [form ? 'imported' : 'refused', ...findings.map(findingLine)].join('\n');
};
/** The good file with its parts changed. */
async function altered(change: (parts: Map<string, Buffer>) => void): Promise<Buffer> {
  const opened = unzip(await good());
  if (opened.kind === 'refused') throw new Error(opened.reason);
  const parts = new Map(opened.parts);
  change(parts);
  return zipPlain(parts);
}
const surveyXml = 'xl/worksheets/sheet1.xml';
const edit = (from: RegExp, to: string) =>
  altered((parts) => {
    const xml = parts.get(surveyXml)?.toString('utf8') ?? '';
    expect(xml).toMatch(from);
    parts.set(surveyXml, Buffer.from(xml.replace(from, to)));
  });

describe('a file that cannot be a form', () => {
  it.each([
    ['empty', Buffer.alloc(0), 'is not an .xlsx file'],
    ['a text', Buffer.from('type,name,label\ntext,a,A\n'), 'is not an .xlsx file'],
    [
      'an old .xls or an encrypted one',
      Buffer.from('d0cf11e0a1b11ae1'.padEnd(2000, '0'), 'hex'),
      'old .xls file or locked',
    ],
    ['a ZIP of something else', zipPlain(new Map([['a.xml', Buffer.from('<a/>')]])), 'is not an .xlsx file'],
    ['too large', Buffer.alloc(maxFileBytes + 1), 'is larger than 20 MB'],
  ])('%s', async (_name, bytes, sentence) => {
    expect(await saysOf(bytes)).toContain(sentence);
  });

  it('cut off anywhere, or with any byte changed, is refused or read, never a crash', async () => {
    const whole = await good();
    for (let length = 0; length < whole.length; length += 97) {
      expect(['refused', 'tables']).toContain((await unzipAndRead(whole.subarray(0, length))).kind);
    }
    for (let at = 0; at < whole.length; at += 131) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      expect(['refused', 'tables']).toContain(unzip(bytes).kind === 'refused' ? 'refused' : 'tables');
    }
  });

  it('that bursts when opened is stopped at its limit', async () => {
    // A hundred megabytes of nothing in a tenth of one.
    const packed = deflateRawSync(Buffer.alloc(100 * 1024 * 1024));
    const archive = zipPlain(new Map([[surveyXml, packed]]));
    // Says that the part is packed, and small.
    const central = archive.indexOf(Buffer.from('504b0102', 'hex'));
    archive.writeUInt16LE(8, central + 10);
    expect(await saysOf(archive)).toContain('more than 80 MB when opened');
  });

  it('with a cell at the far end of the sheet does not fill the memory', async () => {
    const far = await edit(
      /<\/sheetData>/,
      '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>',
    );
    const before = process.memoryUsage().rss;
    expect(await saysOf(far)).toContain('has far more cells than a form');
    expect(process.memoryUsage().rss - before).toBeLessThan(1024 ** 3);
  }, 90_000);

  it('whose XML is broken or asks for entities is refused', async () => {
    const bombs = [
      ['xl/workbook.xml', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'],
      [surveyXml, '<worksheet><sheetData><row r="1"><c r="A1"'],
      [surveyXml, ''],
    ] as const;
    for (const [path, xml] of bombs)
      expect(await saysOf(await altered((parts) => parts.set(path, Buffer.from(xml))))).toContain('refused');
  });
});

describe('a file with unusual cells', () => {
  it('takes numbers, dates, truth values, rich text and merged cells for what they show', async () => {
    const sheets: { sheet: string; data: SheetData }[] = [
      {
        sheet: 'survey',
        data: [
          ['type', 'name', 'label', 'required', 'default', 'dtm::max'].map((value) => ({
            value,
            fontWeight: 'bold' as const,
          })),
          ['integer', 'a', { value: 'How many?', columnSpan: 1 }, true, 3, 20.5],
          [
            'date',
            'b',
            'When?',
            false,
            { value: new Date('2024-02-29T00:00:00Z'), format: 'yyyy-mm-dd' },
            null,
          ],
        ],
      },
      {
        sheet: 'settings',
        data: [
          ['form_title', 'form_id', 'version', 'default_language'],
          ['T', 't', 20240301, 'en'],
        ],
      },
    ];
    const { form, findings } = await checkFile('x.xlsx', await writeExcelFile(sheets).toBuffer());
    expect(findings.map(findingLine).filter((line) => !line.includes('warning'))).toEqual([]);
    expect(form?.version).toBe(20240301);
    expect(form?.questions).toMatchObject([
      { name: 'a', required: true, default: 3, max: 20.5 },
      { name: 'b', required: false, default: '2024-02-29' },
    ]);
  });

  it('names a formula that was never computed, and an error, by cell', async () => {
    const formula = await edit(/<c r="C2"[^>]*>.*?<\/c>/, '<c r="C2"><f>A1&amp;B1</f></c>');
    expect(await saysOf(formula)).toContain('survey, row 2, column C: This formula has no result');
    const computed = await edit(/<c r="C2"[^>]*>.*?<\/c>/, '<c r="C2" t="str"><f>A1</f><v>Hello</v></c>');
    expect(await saysOf(computed)).toMatch(/^imported/);
    const error = await edit(/<c r="C2"[^>]*>.*?<\/c>/, '<c r="C2" t="e"><v>#REF!</v></c>');
    expect(await saysOf(error)).toContain('survey, row 2, column C: This cell shows an error');
  });

  it('keeps every text as it is written, also those that a program might take for something else', async () => {
    const texts = [
      'constructor',
      '__proto__',
      '=1+1',
      '007',
      '1e5',
      'TRUE',
      '<b>&amp;',
      'a\nb',
      '😀',
      'العربية',
      "'quoted'",
      '#N/A',
    ];
    const written = await writeXlsx([{ sheet: 'x', rows: texts.map((text) => [text]) }]);
    const read = await readXlsx(written);
    expect(read.kind === 'tables' && read.tables[0]?.rows.map(([text]) => text?.trim())).toEqual(texts);
  });
});

async function unzipAndRead(bytes: Buffer) {
  const opened = unzip(bytes);
  return opened.kind === 'refused' ? opened : readXlsx(bytes);
}
