/**
 * Bundles the one command: src/cli.ts and all it imports of ours → dist/dtm-wifi.mjs and dist/parts; and the scripts for phones →
 * dist/phone.js and dist/page.js, for browsers of 2016. Packages stay outside and are loaded from node_modules. The file is replaced in one step, so a program started meanwhile never sees half of it.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPageScript, buildPhoneScript } from './build-phone-script.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

try {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts'],
    outdir: 'dist',
    entryNames: 'dtm-wifi',
    // Each program loads its own parts only.
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: 'linked',
    logLevel: 'error',
  });
  const scripts = [await buildPhoneScript(), await buildPageScript()];
  const parts = join(root, 'dist', 'parts');
  mkdirSync(parts, { recursive: true });
  // The entry last: it names the parts.
  for (const { path, contents } of [
    ...scripts,
    ...outputFiles.sort((a, b) => b.path.length - a.path.length),
  ]) {
    writeFileSync(`${path}.new`, contents);
    renameSync(`${path}.new`, path);
  }
  const current = new Set(outputFiles.map(({ path }) => path));
  for (const name of readdirSync(parts)) if (!current.has(join(parts, name))) rmSync(join(parts, name));
} catch (error) {
  // esbuild has printed what is wrong in the sources; anything else has not been.
  if (!error.errors) console.error(error);
  process.exitCode = 1;
}
