/**
 * Bundles the script for phones: portal/visitor/script and what it shares with the kit → one small file for browsers of 2016 and
 * later, which is what the oldest sign-in windows are made of.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @returns {Promise<{ path: string, contents: Uint8Array }>} */
export async function buildPhoneScript() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { phone: 'portal/visitor/script/main.ts' },
    outdir: 'dist',
    write: false,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2015',
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('nothing was bundled');
  return file;
}
