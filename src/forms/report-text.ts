/** What was found in a file, as lines for a terminal: refusals first, by sheet, row and column. */
import { type CellFinding, placeText } from '../survey/xlsform/tables.ts';

export function reportText(file: string, findings: readonly CellFinding[]): string {
  const refusals = findings.filter(({ severity }) => severity === 'refuse');
  const warnings = findings.filter(({ severity }) => severity === 'warn');
  const head =
    refusals.length > 0
      ? `${file}: refused, ${count(refusals.length, 'problem')}${warnings.length > 0 ? `, ${count(warnings.length, 'warning')}` : ''}`
      : `${file}: imported${warnings.length > 0 ? `, ${count(warnings.length, 'warning')}` : ''}`;
  const lines = [...sorted(refusals), ...sorted(warnings)].map((finding) => `  ${findingLine(finding)}`);
  return [head, ...lines, ''].join('\n');
}

export function findingLine(finding: CellFinding): string {
  const place = placeText(finding);
  const about = [finding.question, finding.choice, finding.language]
    .filter((name) => name !== undefined)
    .join(', ');
  const where = place !== '' ? place : about;
  const mark = finding.severity === 'warn' ? 'warning: ' : '';
  return `${where === '' ? '' : `${where}: `}${mark}${finding.text}`;
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

function sorted(findings: readonly CellFinding[]): CellFinding[] {
  return [...findings].sort(
    (a, b) =>
      (a.sheet ?? '').localeCompare(b.sheet ?? '') ||
      (a.row ?? 0) - (b.row ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}
