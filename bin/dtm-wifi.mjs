#!/usr/bin/env node
/**
 * `npx dtm-wifi …` from any Node: sets up if need be, then runs the built command on the pinned Node in this folder's
 * packages, handing signals through.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// Progress goes to standard error, so that what the command prints can be piped.
const ready = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs')], { stdio: ['ignore', 2, 2] });
if (ready.status !== 0) process.exit(1);

const node = join(root, 'node_modules', '.bin', 'node');
const args = process.argv.slice(2);
// As src/platform/node-flags.ts has it.
const starts = JSON.parse(readFileSync(join(root, 'bin', 'node-starts.json'), 'utf8'));
const { flags, env } = starts[args[0]] ?? { flags: [], env: {} };
const child = spawn(node, [...flags, join(root, 'dist', 'dtm-wifi.mjs'), ...args], {
  stdio: 'inherit',
  env: { ...process.env, ...env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
