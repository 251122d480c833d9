/**
 * .xlsx files as Excel, LibreOffice and smaller programs write them, put down here as XML: every cell is read or named, and a file
 * that was made to keep the reader busy is over soon.
 */
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/forms/check-file.ts';
import { readXlsx } from '../../src/forms/read-xlsx.ts';
import { findingLine } from '../../src/forms/report-text.ts';
import { zipPlain } from '../../src/forms/unzip.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

interface Written {
  /** What stands within `worksheet`. */
  readonly sheet: string;
  readonly strings?: string;
  readonly styles?: string;
  readonly prefix?: string;
  readonly target?: string;
  readonly moreParts?: Readonly<Record<string, string>>;
}

function workbook({
  sheet,
  strings = '',
  styles = '',
  prefix = '',
  target,
  moreParts = {},
}: Written): Buffer {
  const p = prefix === '' ? '' : `${prefix}:`;
  const xmlns = prefix === '' ? `xmlns="${main}"` : `xmlns:${prefix}="${main}"`;
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
  return zipPlain(
    new Map(
      Object.entries({
        'xl/workbook.xml': `${head}<${p}workbook ${xmlns} xmlns:r="${relation}"><${p}sheets><${p}sheet name="survey" sheetId="1" r:id="rId1"/></${p}sheets></${p}workbook>`,
        'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId3" Type="${relation}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId2" Type="${relation}/styles" Target="styles.xml"/><Relationship Id="rId1" Type="${relation}/worksheet" Target="${target ?? 'worksheets/sheet1.xml'}"/></Relationships>`,
        'xl/worksheets/sheet1.xml': `${head}<${p}worksheet ${xmlns} xmlns:r="${relation}">${sheet}</${p}worksheet>`,
        'xl/sharedStrings.xml': `${head}<${p}sst ${xmlns}>${strings}</${p}sst>`,
        'xl/styles.xml': `${head}<${p}styleSheet ${xmlns}>${styles}</${p}styleSheet>`,
        ...moreParts,
      }).map(([path, xml]) => [path, Buffer.from(xml)]),
    ),
  );
}

async function readCells(written: Written) {
  const read = await readXlsx(workbook(written));
  if (read.kind === 'refused') return read.reason;
  return { rows: read.tables[0]?.rows, says: read.findings.map(findingLine) };
}

describe('a file as another program writes it', () => {
  it('Excel: shared texts, some of them rich or with spaces at the ends, styled empty cells, days, truth values', async () => {
    const read = await readCells({
      strings:
        '<si><t>type</t></si><si><t xml:space="preserve"> two words </t></si><si><r><t>ri</t></r><r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">ch </t></r></si><si><t/></si>',
      styles:
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>',
      sheet:
        '<sheetPr/><dimension ref="A1:F3"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="20" customWidth="1"/></cols><sheetData><row r="1" spans="1:6" x14ac:dyDescent="0.25"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="1"/><c r="C1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c><c r="E1" t="s"><v>3</v></c></row><row r="3" spans="1:6"><c r="A3" t="b"><v>1</v></c><c r="B3" s="1"><v>45351</v></c><c r="C3" s="2"><v>45352.5</v></c><c r="D3"><v>20240301</v></c><c r="E3" t="str"><f>IF(A1="x","x","")</f><v></v></c><c r="F3"><f t="shared" ref="F3:F4" si="0">1+1</f><v>2</v></c></row></sheetData><pageMargins left="0.7" right="0.7"/><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>',
    });
    expect(read).toEqual({
      rows: [
        ['type', '', ' two words ', 'rich ', '', ''],
        ['', '', '', '', '', ''],
        ['TRUE', '2024-02-29', '2024-03-01', '20240301', '', '2'],
      ],
      says: [],
    });
  });

  it('LibreOffice: an empty cell of a style before an error does not hide it', async () => {
    const read = await readCells({
      strings: '<si><t xml:space="preserve">type</t></si><si><t xml:space="preserve">name</t></si>',
      styles: '<cellXfs count="2"><xf numFmtId="164"/><xf numFmtId="164"/></cellXfs>',
      sheet:
        '<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr><dimension ref="A1:E2"/><sheetData><row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="0" t="s"><v>1</v></c></row><row r="2"><c r="A2" s="1"/><c r="B2" s="1" t="e"><f aca="false">VLOOKUP(A1,C1:D1,2)</f><v>#N/A</v></c><c r="C2" s="1"/><c r="D2" s="1"><f aca="false">A1&amp;B1</f></c><c r="E2" t="e"/></row></sheetData>',
    });
    expect(read).toMatchObject({
      says: [
        'survey, row 2, column B: This cell shows an error of the spreadsheet.',
        expect.stringContaining('survey, row 2, column D: This formula has no result'),
        'survey, row 2, column E: This cell shows an error of the spreadsheet.',
      ],
    });
  });

  it('openpyxl: inline texts, a place for the result of a formula with nothing in it, an absolute target', async () => {
    const read = await readCells({
      target: '/xl/worksheets/sheet1.xml',
      sheet:
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c><c r="B1" t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r><rPh sb="0" eb="1"><t>ph</t></rPh></is></c><c r="C1" t="inlineStr"><is><t></t></is></c><c r="D1"><f>A1</f><v></v></c><c r="E1"><f>A1</f><v/></c></row></sheetData>',
    });
    expect(read).toMatchObject({ rows: [['type', 'a b']] });
    expect(read).toMatchObject({
      says: [
        expect.stringContaining('column D: This formula'),
        expect.stringContaining('column E: This formula'),
      ],
    });
  });

  it('a writer that gives every name a prefix and quotes attributes singly', async () => {
    const read = await readCells({
      prefix: 'x',
      strings: "<x:si><x:t xml:space='preserve'>type</x:t></x:si>",
      sheet:
        "<x:sheetData><x:row r='1'><x:c r='A1' t='s'><x:v>0</x:v></x:c><x:c r='B1' t='e'><x:v>#REF!</x:v></x:c><x:c r='C1'><x:f>A1</x:f></x:c></x:row></x:sheetData>",
    });
    expect(read).toMatchObject({
      rows: [['type']],
      says: [
        expect.stringContaining('column B: This cell shows an error'),
        expect.stringContaining('column C'),
      ],
    });
  });

  it('a writer that gives rows and cells no address', async () => {
    const read = await readCells({
      strings: '<si><t>type</t></si>',
      sheet:
        '<sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>name</t></is></c></row><row r="3"><c/><c r="C3"><v>7</v></c><c><v>8</v></c></row><row><c><v>9</v></c><c t="e"><v>#N/A</v></c></row></sheetData>',
    });
    expect(read).toEqual({
      rows: [
        ['type', 'name', '', ''],
        ['', '', '', ''],
        ['', '', '7', '8'],
        ['9', '', '', ''],
      ],
      says: ['survey, row 4, column B: This cell shows an error of the spreadsheet.'],
    });
  });

  it('one that quotes texts whole, and writes comments into them', async () => {
    const read = await readCells({
      strings: '<si><t>ty<!-- x -->pe</t></si><si><t><![CDATA[a < b & c]]></t></si>',
      sheet:
        '<!-- <row r="9"/> --><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>1 <![CDATA[<]]> 2</t></is></c></row></sheetData>',
    });
    expect(read).toEqual({ rows: [['type', 'a < b & c', '1 < 2']], says: [] });
  });

  it('with a sheet that is a chart, the other sheets are read', async () => {
    const chart = `<workbook xmlns="${main}" xmlns:r="${relation}"><sheets><sheet name="Chart1" sheetId="2" r:id="rId9"/><sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>`;
    const bytes = workbook({
      sheet: '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c></row></sheetData>',
      moreParts: { 'xl/workbook.xml': chart },
    });
    const read = await readXlsx(bytes);
    expect(read.kind === 'tables' && read.tables.map(({ sheet, rows }) => [sheet, rows.length])).toEqual([
      ['Chart1', 0],
      ['survey', 1],
    ]);
    expect(read.kind === 'tables' && read.findings.map(findingLine)).toEqual([
      'survey, row 1, column B: This cell shows an error of the spreadsheet.',
    ]);
  });

  it('names a cell whose content was passed over', async () => {
    const read = await readCells({
      sheet:
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="d"><v> 0</v></c><c r="C1" t="inlineStr"><v>x</v></c></row></sheetData>',
    });
    expect(read).toMatchObject({ says: [expect.stringContaining('column C: What stands in this cell')] });
  });

  it('made of 400,000 cells with a style and nothing in them, or of as many that never end, it is over soon', async () => {
    const rows = Array.from(
      { length: 400_000 },
      (_, row) => `<row r="${row + 1}"><c r="A${row + 1}"/></row>`,
    );
    expect(await readCells({ sheet: `<sheetData>${rows.join('')}</sheetData>` })).toEqual({
      rows: [],
      says: [],
    });
    const endless = workbook({
      sheet: `<sheetData><row r="1">${'<c r="A1">'.repeat(400_000)}</row></sheetData>`,
    });
    const { form, findings } = await checkFile('x.xlsx', endless);
    expect(form).toBeUndefined();
    expect(findings.map(findingLine)).toEqual([expect.stringContaining('cannot be read as a spreadsheet')]);
  }, 60_000);
});
