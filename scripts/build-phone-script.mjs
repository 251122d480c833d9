/**
 * Bundles the script for phones: portal/visitor/script and what it shares with the kit → one small file for browsers of 2016 and
 * later, which is what the oldest sign-in windows are made of.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The script that every page loads. @returns {Promise<{ path: string, contents: Uint8Array }>} */
export const buildPhoneScript = () => buildScript({ phone: 'portal/visitor/script/main.ts' });

/** The part for pages whose answers show and hide questions. @returns {Promise<{ path: string, contents: Uint8Array }>} */
export const buildPageScript = () => buildScript({ page: 'portal/visitor/page-script/page-questions.ts' });

async function buildScript(entryPoints) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
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
