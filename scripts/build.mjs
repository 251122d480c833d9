/**
 * Bundles the one command: src/cli.ts and all it imports of ours → dist/dtm-wifi.mjs. Packages stay outside and are
 * loaded from node_modules. The file is replaced in one step, so a program started meanwhile never sees half of it.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

try {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/dtm-wifi.mjs',
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
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (const { path, contents } of outputFiles) {
    writeFileSync(`${path}.new`, contents);
    renameSync(`${path}.new`, path);
  }
} catch (error) {
  // esbuild has printed what is wrong in the sources; anything else has not been.
  if (!error.errors) console.error(error);
  process.exitCode = 1;
}
