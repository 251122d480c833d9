/**
 * Everything `npm test` checks: types, lint, then vitest with the arguments given. The last line is
 * "N passed, N failed, N skipped"; types and lint count as one check each. Nothing is skipped without being named.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const count = { passed: 0, failed: 0, skipped: 0 };
const sentences = [];

check('types', 'The type check failed: see the errors of tsc above.', bin('tsc'), ['-p', '.']);
check(
  'lint',
  'The lint failed: "npm run format" mends what a program can mend, the rest is listed above.',
  bin('biome'),
  ['check', '--error-on-warnings'],
);
runVitest(process.argv.slice(2));

for (const sentence of sentences) console.log(sentence);
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 ? 1 : 0;

function run(command, args) {
  // The pinned Node goes first on the path, for every tool that is a script.
  const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` };
  return spawnSync(command, args, { cwd: root, env, stdio: 'inherit' }).status;
}

function check(name, sentence, command, args) {
  console.log(`test: ${name}`);
  if (run(command, args) === 0) count.passed += 1;
  else fail(sentence);
}

function fail(sentence) {
  count.failed += 1;
  sentences.push(sentence);
}

function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'dtm-wifi-test-'));
  try {
    const file = join(folder, 'results.json');
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const status = run(process.execPath, [vitest, 'run', ...reporters, ...args]);
    const failedBefore = count.failed;
    addResults(file);
    if (status !== 0 && count.failed === failedBefore)
      fail('vitest ended with an error outside of any test: see its output above.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addResults(file) {
  let results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return fail('vitest wrote no results: see its output above.');
  }
  count.passed += results.numPassedTests;
  count.failed += results.numFailedTests;
  count.skipped += results.numPendingTests + results.numTodoTests;
  if (results.numTotalTests === 0) fail('No test ran: does the name given match a test file?');
  for (const { status, name, message, assertionResults } of results.testResults) {
    const isFileItself = status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
    if (isFileItself) fail(`${name} could not be run: ${message.split('\n')[0]}`);
    for (const test of assertionResults)
      if (test.status === 'pending' || test.status === 'skipped' || test.status === 'todo')
        sentences.push(`skipped: ${test.fullName}`);
  }
}
