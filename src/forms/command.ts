/**
 * `dtm-wifi form …`: check other people's XLSForms, turn one into a form and a form into one, and see it on a page of a phone's size.
 * What is refused is named by sheet, row and column, all of it at once.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Command } from 'commander';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { runUntilSignal } from '../platform/lifecycle.ts';
import { Problem } from '../protocol/problems.ts';
import { exportForm } from '../survey/xlsform/export-form.ts';
import { type Checked, checkFile, refusedFile } from './check-file.ts';
import { startPreview } from './preview.ts';
import type { VisitorRules } from './preview-rules.ts';
import { reportText } from './report-text.ts';
import { maxFileBytes } from './unzip.ts';
import { writeXlsx } from './write-xlsx.ts';

export interface FormCommandParts {
  /** How a kit shows and judges pages: the preview does the same. */
  readonly rules: () => Promise<VisitorRules>;
}

/** Those of other spreadsheets among them: each is told to be saved anew. */
const endings = ['.xlsx', '.json', '.xlsm', '.xls', '.ods'];

export function addFormCommand(program: Command, { rules }: FormCommandParts): void {
  const form = program.command('form').description('forms: check, import and export XLSForms, preview');

  form
    .command('check')
    .description('say what is wrong with XLSForms or our own forms; exit code 1 where one is refused')
    .argument('<file...>', 'files (.xlsx, .json) or folders of them')
    .option('--json', 'one JSON line a file')
    .action(async (files: string[], { json }: { json?: true }) => {
      for (const file of files.flatMap(filesIn)) {
        const checked = await check(file);
        if (!checked.form) process.exitCode = 1;
        const line = { file, isImported: checked.form !== undefined, findings: checked.findings };
        process.stdout.write(json ? `${JSON.stringify(line)}\n` : reportText(file, checked.findings));
      }
    });

  form
    .command('import')
    .description('XLSForm (.xlsx) → form (.json)')
    .argument('<file>')
    .requiredOption('--out <file>', 'where the form goes')
    .action(async (file: string, { out }: { out: string }) => {
      const checked = await check(file);
      process.stderr.write(reportText(file, checked.findings));
      if (!checked.form) process.exitCode = 1;
      else writeFileAtomically(out, `${JSON.stringify(checked.form, undefined, 2)}\n`);
    });

  form
    .command('export')
    .description('form (.json) → XLSForm (.xlsx)')
    .argument('<file>')
    .requiredOption('--out <file>', 'where the spreadsheet goes')
    .action(async (file: string, { out }: { out: string }) => {
      const checked = await check(file);
      process.stderr.write(reportText(file, checked.findings));
      if (!checked.form) {
        process.exitCode = 1;
        return;
      }
      const exported = exportForm(checked.form);
      if (exported.kind === 'refused') throw new Problem('unusable_form', exported.problems.join(' '));
      writeFileAtomically(out, await writeXlsx(exported.tables));
    });

  form
    .command('preview')
    .description('show a form as phones would, on this machine; the page follows the file')
    .argument('<file>')
    .option('--port <n>', 'on 127.0.0.1; 0: any free one', Number, 8085)
    .action(async (file: string, { port }: { port: number }) => {
      const opened = openFile(file);
      if (opened.kind === 'refused') throw new Problem('unusable_form', `${file} ${opened.reason}`);
      const shown = await rules();
      await runUntilSignal(async () => {
        const preview = await startPreview({ file, port, rules: shown });
        process.stdout.write(`${file} is shown at ${preview.url} and follows the file. Ctrl-C ends it.\n`);
        return preview;
      });
    });
}

/** A file that cannot be read is a report like any other, so that those behind it get theirs. */
async function check(file: string): Promise<Checked> {
  const opened = openFile(file);
  return opened.kind === 'refused'
    ? refusedFile('unreadable', `The file ${opened.reason}.`)
    : checkFile(file, opened.bytes);
}

type Opened =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly reason: string };

function openFile(file: string): Opened {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return { kind: 'refused', reason: 'is a folder without a form (.xlsx, .json)' };
    if (stats.size > maxFileBytes)
      return { kind: 'refused', reason: `is larger than ${maxFileBytes / 1024 / 1024} MB` };
    return { kind: 'bytes', bytes: readFileSync(file) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const reason = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`;
    return { kind: 'refused', reason };
  }
}

/** Of a folder what looks like forms; a file that was named is taken as it is, and so is a folder without any. */
function filesIn(path: string): string[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  // "~$form.xlsx" is the mark of a spreadsheet program that has form.xlsx open.
  const forms = names
    .filter((name) => endings.includes(extname(name).toLowerCase()) && !/(^|[\\/])~\$/.test(name))
    .sort()
    .map((name) => join(path, name));
  return forms.length === 0 ? [path] : forms;
}
