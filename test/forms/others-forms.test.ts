/** Other people's XLSForms, as .xlsx files: taken whole, or refused by sheet, row and column, with nothing lost in silence. */
import { describe, expect, it } from 'vitest';
import { readXlsx } from '../../src/forms/read-xlsx.ts';
import { findingLine } from '../../src/forms/report-text.ts';
import { writeXlsx } from '../../src/forms/write-xlsx.ts';
import { formSchema } from '../../src/protocol/form.ts';
import { importForm } from '../../src/survey/xlsform/import-form.ts';
import { unaccountedCells } from '../support/accounted-cells.ts';
import { othersForms } from '../support/others-forms.ts';

const options = { fileName: 'other', lists: ['countries', 'admin1', 'admin2'] };

describe('an XLSForm of somebody else', () => {
  it('there are enough of them', () => {
    expect(othersForms.length).toBeGreaterThanOrEqual(25);
  });

  it.each(othersForms.map((form) => [form.title, form] as const))('%s', async (_title, { tables, says }) => {
    const workbook = await readXlsx(await writeXlsx(tables));
    if (workbook.kind === 'refused') throw new Error(workbook.reason);
    const imported = importForm(workbook.tables, options);
    const lines = imported.findings.map(
      (finding) => `${finding.severity === 'refuse' ? 'refuse ' : ''}${findingLine(finding)}`,
    );
    for (const sentence of says) expect(lines.join('\n')).toContain(sentence);
    expect(imported.kind).toBe(says.some((sentence) => sentence.startsWith('refuse')) ? 'refused' : 'form');
    if (says.length === 0) expect(lines).toEqual([]);
    expect(unaccountedCells(workbook.tables, imported)).toEqual([]);
    if (imported.kind === 'form') expect(formSchema.parse(imported.form)).toEqual(imported.form);
  });
});
