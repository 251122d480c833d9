/** No phrase is translated into eight languages for nobody: every one is asked for by a page, by its key or by a key that is put together. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPhrases } from '../../src/platform/content.ts';

const root = join(import.meta.dirname, '../..');
const files = ['portal', 'src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);
const keys = Object.keys(loadPhrases().tables.en ?? {});

/** Keys that are put together: the changing part stands, quoted, in the file that lists what it may be. */
const computed = [
  { like: /^home\.(\w+)_text$/, listedIn: 'portal/visitor/opening-pages.tsx' },
  { like: /^consent\.(\w+?)(?:_title)?$/, listedIn: 'portal/visitor/opening-pages.tsx' },
  { like: /^(enough|full)\.(?:title|text)$/, listedIn: 'portal/visitor/opening-pages.tsx' },
  { like: /^about\.(\w+?)(?:_title)?$/, listedIn: 'portal/visitor/information-pages.tsx' },
  { like: /^children\.(\w+)$/, listedIn: 'portal/visitor/closing-pages.tsx' },
  { like: /^feedback\.(code_\w+)$/, listedIn: 'portal/visitor/feedback-pages.tsx' },
  { like: /^status\.(\w+)$/, listedIn: 'src/protocol/feedback.ts' },
  { like: /^kind\.(\w+)$/, listedIn: 'src/protocol/directory.ts' },
  { like: /^for\.(\w+)$/, listedIn: 'src/protocol/directory.ts' },
  { like: /^problem\.(\w+)$/, listedIn: 'src/survey/check.ts' },
].map(({ like, listedIn }) => ({ like, list: readFileSync(join(root, listedIn), 'utf8') }));

/** In code or as an attribute. */
const isAskedFor = (key: string): boolean =>
  files.some((text) => text.includes(`'${key}'`) || text.includes(`"${key}"`));
const isPutTogether = (key: string): boolean =>
  computed.some(({ like, list }) => {
    const [, part] = like.exec(key) ?? [];
    return part !== undefined && list.includes(`'${part}'`);
  });

test('every phrase is asked for somewhere', () => {
  expect(keys.filter((key) => !isAskedFor(key) && !isPutTogether(key))).toEqual([]);
});

test('every way to put a key together is still needed', () => {
  const idle = computed.filter(
    ({ like }) => !keys.some((key) => like.test(key) && !isAskedFor(key) && isPutTogether(key)),
  );
  expect(idle.map(({ like }) => String(like))).toEqual([]);
});
