/**
 * The set-up script as a person meets it, run as a process of its own in a copy of the project: what it says where it
 * cannot go on, and that it does nothing where nothing is to be done. The world outside is npm, the disk and the Node
 * that runs it; these are played.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-wifi-setup-'));
  for (const name of ['scripts', 'package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(project, name), join(folder, name), { recursive: true });
  write('src/cli.ts', "console.log('one');\n");
  for (const script of ['script/main.ts', 'page-script/page-questions.ts', 'page-script/older-browsers.ts'])
    write(`portal/visitor/${script}`, 'export {};\n');
  npmSays('npm was called', 1);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content, { mode });
}

/** An npm that says this and ends so. */
function npmSays(said: string, code: number): void {
  write('outside/npm', `#!/bin/sh\ncat >&2 <<'END'\n${said}\nEND\nexit ${code}\n`, 0o755);
}

/** @param before JavaScript that runs in the script's process before it: a world that is not as it should be. */
function setUp(before?: string): SpawnSyncReturns<string> {
  const preload =
    before === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
  return spawnSync(process.execPath, [...preload, join(folder, 'scripts', 'setup.mjs')], {
    env: { PATH: `${join(folder, 'outside')}:/usr/bin:/bin` },
    encoding: 'utf8',
  });
}

function linkPackages(): void {
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
}

const runBuilt = () =>
  spawnSync(process.execPath, [join(folder, 'dist', 'dtm-wifi.mjs')], { encoding: 'utf8' }).stdout;

test('an old Node is told which one is needed', () => {
  const { status, stderr } = setUp("Object.defineProperty(process.versions, 'node', { value: '18.20.4' })");
  expect(status).toBe(1);
  expect(stderr).toMatch(/needs Node 20 or newer.*this is Node 18\.20\.4: install a newer one/);
});

test.each([
  [
    'npm error code ENOTFOUND\nnpm error request to https://registry.npmjs.org/hono failed',
    /registry cannot be reached: check/,
  ],
  ['npm error code EAI_AGAIN', /registry cannot be reached: check/],
  [
    'npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write',
    /disk is full: free at least/,
  ],
  ['npm error code EACCES\nnpm error syscall mkdir', /cannot be written to: make it yours/],
  ['npm error code E404\nnpm error 404 Not Found', /does not have a package this project needs: check/],
  ['npm error code EINTEGRITY', /does not match its checksum: run "npm cache clean --force"/],
  ['something nobody thought of', /"npm install" failed; run it by hand .*\n.*nobody thought of/],
])('when npm says %j, one sentence says what to do', (said, sentence) => {
  npmSays(said, 1);
  const { status, stdout, stderr } = setUp();
  expect(status).toBe(1);
  expect(stdout).toContain('setup: installing packages with npm');
  expect(stderr).toMatch(sentence);
});

test('without npm it says where npm comes from', () => {
  rmSync(join(folder, 'outside', 'npm'));
  const { stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'setup.mjs')], {
    env: { PATH: join(folder, 'outside') },
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/npm was not found: install it along with Node/);
});

test('a full disk is seen before anything is downloaded', () => {
  const { status, stdout, stderr } = setUp(`
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    fs.statfsSync = () => ({ bavail: 100, bsize: 1024 * 1024 });
    syncBuiltinESMExports();
  `);
  expect(status).toBe(1);
  expect(stderr).toMatch(/disk is too full \(100 MB free\): free at least 900 MB/);
  expect(stdout).not.toContain('installing');
});

test('a project without its lock file is to be taken again', () => {
  rmSync(join(folder, 'package-lock.json'));
  expect(setUp().stderr).toMatch(/package-lock\.json is missing: take the whole project again/);
});

test('with the packages in place it builds, and a second time does nothing', () => {
  linkPackages();
  expect(setUp()).toMatchObject({ status: 0, stdout: 'setup: building …\n', stderr: '' });
  expect(runBuilt()).toBe('one\n');
  expect(setUp()).toMatchObject({ status: 0, stdout: '', stderr: '' });
});

test('a changed, a new and a deleted source are built again', () => {
  linkPackages();
  setUp();
  write('src/words.ts', "export const word = 'two, from another file';\n");
  write('src/cli.ts', "import { word } from './words.ts';\nconsole.log(word);\n");
  expect(setUp().stdout).toContain('building');
  expect(runBuilt()).toBe('two, from another file\n');
  rmSync(join(folder, 'src/words.ts'));
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  expect(stderr).toMatch(/could not be built; the first error says where:[\s\S]*words\.ts/);
});

test('packages of another version than the lock file names are installed again', () => {
  linkPackages();
  const lock = /("node_modules\/zod": \{\s+"version": )"[^"]+"/;
  const text = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  expect(text).toMatch(lock);
  write('package-lock.json', text.replace(lock, '$1"99.0.0"'));
  expect(setUp().stderr).toContain('npm was called');
});
