/**
 * The program built from its sources: only when a source, the packages or the build itself changed since the last
 * time, seen by a fingerprint of names, sizes and modification times.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stop, sentenceFor } from './stop.mjs';
import { run } from './tell.mjs';

const inputs = [
  'src',
  'portal',
  'scripts/build.mjs',
  'scripts/build-phone-script.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

export async function ensureBuilt(root) {
  const program = join(root, 'dist', 'dtm-wifi.mjs');
  const record = join(root, 'dist', 'built-from');
  const fingerprint = fingerprintOf(root);
  if (existsSync(program) && existsSync(record) && readFileSync(record, 'utf8') === fingerprint) return;
  const node = join(root, 'node_modules', '.bin', 'node');
  const { code, said } = await run(node, [join('scripts', 'build.mjs')], { doing: 'building', cwd: root });
  if (code !== 0)
    throw new Stop(
      sentenceFor(said, `The program could not be built; the first error says where:\n${said.trim()}`),
    );
  writeFileSync(record, fingerprint);
}

function fingerprintOf(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stats) return;
    if (stats.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) add(join(path, name));
    else hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
  };
  for (const path of inputs) add(path);
  return hash.digest('hex');
}
