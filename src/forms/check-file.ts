/** One file, .xlsx or our own .json → the form in it and all that is to be said of it. */
import { basename, extname } from 'node:path';
import { type Form, formSchema } from '../protocol/form.ts';
import { checkForm } from '../survey/form-checker.ts';
import { checkSoundness } from '../survey/form-soundness.ts';
import { importForm } from '../survey/xlsform/import-form.ts';
import type { CellFinding } from '../survey/xlsform/tables.ts';
import { readXlsx } from './read-xlsx.ts';

export interface Checked {
  /** undefined: refused. */
  readonly form: Form | undefined;
  readonly findings: readonly CellFinding[];
}

/** The lists that every kit carries (platform/content.ts). */
export const knownLists = ['countries', 'admin1', 'admin2'] as const;

export async function checkFile(name: string, bytes: Buffer): Promise<Checked> {
  const read =
    extname(name).toLowerCase() === '.json' ? readJsonForm(bytes) : await readSheetForm(name, bytes);
  if (read.form === undefined) return read;
  const findings = [...read.findings, ...checkForm(read.form)];
  const isRefused = findings.some(({ severity }) => severity === 'refuse');
  return { form: isRefused ? undefined : read.form, findings };
}

export const refusedFile = (code: string, text: string): Checked => ({
  form: undefined,
  findings: [{ severity: 'refuse', code, text }],
});

async function readSheetForm(name: string, bytes: Buffer): Promise<Checked> {
  const workbook = await readXlsx(bytes);
  if (workbook.kind === 'refused') return refusedFile('unreadable', `The file ${workbook.reason}.`);
  const fileName = basename(name, extname(name));
  const imported = importForm(workbook.tables, { fileName, lists: knownLists });
  const findings = [...workbook.findings, ...imported.findings];
  const isWhole = imported.kind === 'form' && workbook.findings.length === 0;
  return { form: isWhole ? imported.form : undefined, findings };
}

function readJsonForm(bytes: Buffer): Checked {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return refusedFile('unreadable', 'The file is not JSON.');
  }
  const parsed = formSchema.safeParse(value);
  if (!parsed.success)
    return {
      form: undefined,
      findings: parsed.error.issues.map(({ path, message }) => ({
        severity: 'refuse',
        code: 'not_a_form',
        text: `${path.join('.') || '(top)'}: ${message}`,
      })),
    };
  const findings = checkSoundness(parsed.data, knownLists).map(({ key: _key, ...finding }) => finding);
  return { form: findings.length > 0 ? undefined : parsed.data, findings };
}
