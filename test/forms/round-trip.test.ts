/** A form written as an XLSForm and read again is the same form: the published ones, and forms that chance made. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadForms } from '../../src/platform/content.ts';
import { type Form, formSchema } from '../../src/protocol/form.ts';
import { checkSoundness } from '../../src/survey/form-soundness.ts';
import { exportForm } from '../../src/survey/xlsform/export-form.ts';
import { importForm } from '../../src/survey/xlsform/import-form.ts';
import { randomForms } from '../support/random-forms.ts';

const lists = ['countries', 'admin1', 'admin2'];

function tablesOf(form: Form) {
  const exported = exportForm(form);
  if (exported.kind === 'refused') throw new Error(exported.problems.join('; '));
  return exported.tables;
}

function readBack(form: Form) {
  const imported = importForm(tablesOf(form), { fileName: 'other', lists });
  if (imported.kind === 'refused') throw new Error(JSON.stringify(imported.findings, undefined, 1));
  return imported.form;
}

describe('the round trip through an XLSForm', () => {
  it.each(loadForms().map((form) => [`${form.name}/${form.version}`, form] as const))(
    'gives back %s as it was',
    (_name, form) => {
      expect(checkSoundness(form, lists)).toEqual([]);
      expect(readBack(form)).toEqual(form);
    },
  );

  it('gives back any sound form, and its cells again', () => {
    fc.assert(
      fc.property(randomForms, (form) => {
        expect(formSchema.parse(form)).toEqual(form);
        expect(checkSoundness(form, lists)).toEqual([]);
        const again = readBack(form);
        expect(again).toEqual(form);
        expect(tablesOf(again)).toEqual(tablesOf(form));
      }),
      { numRuns: 1000 },
    );
  });
});
