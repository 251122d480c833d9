/**
 * The npm packages and the pinned Node. They are right when npm's own record of what it installed
 * (node_modules/.package-lock.json) agrees with package-lock.json, and the pinned Node runs and loads the database
 * library; only otherwise is npm called.
 */
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { Stop, sentenceFor } from './stop.mjs';
import { run, tell } from './tell.mjs';

/** Measured: 400 MB in node_modules, as much again in npm's cache and on the way. */
const neededBytes = 900 * 1024 * 1024;

export async function ensurePackages(root) {
  const lock = readLock(join(root, 'package-lock.json'));
  if (!lock)
    throw new Stop(
      'package-lock.json is missing: take the whole project again (for example with "git clone").',
    );
  const pinned = lock['node_modules/node'].version;
  if (isInstalled(root, lock) && (await whatFails(root, pinned)) === undefined) return;

  assertWritable(root);
  assertSpace(root);
  const npm = (args, doing) =>
    run('npm', [...args, '--no-audit', '--no-fund'], { doing, cwd: root, env: installEnvironment() });
  // "npm ci" refuses a lock file that lacks other platforms' optional packages; "install" keeps to the versions and
  // checksums of the lock file just the same and, with --no-save, leaves it alone. Nothing a package brings is run, save
  // the pinned Node's own step: the database library carries its binaries, and its default step asks for a compiler.
  const installed = await npm(
    ['install', '--no-save', '--ignore-scripts'],
    'installing packages with npm (some 400 MB; a minute or two)',
  );
  if (installed.code !== 0) throw failed('npm install', installed.said);
  const rebuilt = await npm(
    ['rebuild', 'node'],
    `fetching Node ${pinned}, the version this project is pinned to`,
  );
  if (rebuilt.code !== 0) throw failed('npm rebuild node', rebuilt.said);
  const wrong = await whatFails(root, pinned);
  if (wrong !== undefined) throw new Stop(`${wrong} Delete the folder node_modules and repeat the command.`);
  tell('packages are in place');
}

/** Tests' and production's packages alike, whatever the caller's environment says. */
function installEnvironment() {
  const { NODE_ENV: _, npm_config_omit: __, ...rest } = process.env;
  return rest;
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function isInstalled(root, lock) {
  const record = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (!record) return false;
  return Object.entries(lock).every(([path, wanted]) => {
    if (path === '') return true;
    const found = record[path];
    // Optional ones are for other platforms when they are absent.
    return found ? found.version === wanted.version : wanted.optional === true;
  });
}

/** A sentence on what is wrong, or undefined when the pinned Node runs and loads the database library. */
async function whatFails(root, pinned) {
  const node = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(node)) return 'The pinned Node is not there.';
  const script =
    "new (require('better-sqlite3'))(':memory:').close(); console.log('node=' + process.versions.node)";
  const { code, said } = await run(node, ['-e', script], { cwd: root });
  if (code === 0 && said.includes(`node=${pinned}`)) return undefined;
  return code === 0
    ? `The Node in node_modules is not ${pinned}.`
    : 'The pinned Node does not load the database library better-sqlite3 on this machine.';
}

function assertWritable(root) {
  for (const folder of [root, join(root, 'node_modules')]) {
    try {
      accessSync(folder, constants.W_OK);
    } catch (error) {
      if (error.code !== 'ENOENT') throw new Stop(sentenceFor(error.code, error.message));
    }
  }
}

function assertSpace(root) {
  const { bavail, bsize } = statfsSync(root);
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes) {
    const free = Math.floor(freeBytes / 1024 / 1024);
    throw new Stop(
      `The disk is too full (${free} MB free): free at least ${neededBytes / 1024 / 1024} MB on this drive and repeat the command.`,
    );
  }
}

function failed(command, said) {
  return new Stop(
    sentenceFor(
      said,
      `"${command}" failed; run it by hand in this folder to see all it says:\n${said.trim().slice(-1500)}`,
    ),
  );
}
