/**
 * Where the program's own files are: migrations, forms, phrases. The same from source, from dist/ and when installed:
 * the nearest folder upward with this package's package.json.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function resourcePath(...parts: string[]): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isRoot(folder)) {
    const up = dirname(folder);
    if (up === folder) throw new Error('package.json of dtm-wifi not found above the program');
    folder = up;
  }
  return join(folder, ...parts);
}

function isRoot(folder: string): boolean {
  const file = join(folder, 'package.json');
  return (
    existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'dtm-wifi'
  );
}
