/** `dtm-wifi count`: the arithmetic of presence counts, for whoever wants to check it, and the officer's commands for week keys. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readBitmapLines } from '../counting/read-bitmap-lines.ts';
import { Problem } from '../protocol/problems.ts';
import { estimatesOf } from './estimate-files.ts';
import { addOfficerCommands } from './officer-commands.ts';

export function addCountCommand(program: Command): void {
  const count = program.command('count').description('presence counts: check the arithmetic; make week keys');
  addOfficerCommands(count);
  count
    .command('estimate')
    .description('estimate, interval, union and overlaps of bitmaps, as JSON')
    .argument(
      '<file...>',
      'bitmaps in hexadecimal, one a line, with m=, profile= and epsilon= where they differ',
    )
    .action((files: readonly string[]) => {
      const read = files.map((file) => readBitmapLines(readText(file), file));
      const problems = read.flatMap((one) => (one.kind === 'wrong' ? one.problems : []));
      if (problems.length > 0) throw new Problem('invalid_request', problems.join('\n'));
      const bitmaps = read.flatMap((one) => (one.kind === 'read' ? one.bitmaps : []));
      process.stdout.write(`${JSON.stringify(estimatesOf(bitmaps), null, 2)}\n`);
    });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Problem('invalid_request', `${file} cannot be read`, { cause });
  }
}
