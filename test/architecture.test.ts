/**
 * The house's own rules, read from the imports: who may import whom, no circles, no file over 400 lines. The table is the
 * design's; a new arrow is a decision, made here and said in the commit.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const maxLines = 400;

/** A file is in the first room whose path it begins with. `types:` allows `import type` only. */
const rooms: readonly { room: string; mayImport: readonly string[] }[] = [
  { room: 'src/protocol/', mayImport: [] },
  { room: 'src/survey/', mayImport: ['types:src/protocol/'] },
  { room: 'src/counting/', mayImport: ['types:src/protocol/'] },
  { room: 'src/count/', mayImport: ['src/counting/', 'src/platform/', 'src/protocol/'] },
  { room: 'src/platform/', mayImport: ['src/protocol/'] },
  { room: 'src/gate/', mayImport: ['src/platform/', 'src/protocol/'] },
  { room: 'src/simulate/', mayImport: ['src/platform/', 'src/protocol/problems'] },
  { room: 'src/content/', mayImport: ['src/platform/', 'src/protocol/'] },
  { room: 'src/forms/', mayImport: ['portal/visitor/', 'src/platform/', 'src/survey/', 'src/protocol/'] },
  { room: 'src/demo/', mayImport: ['src/platform/', 'src/protocol/'] },
  { room: 'src/kit/store/', mayImport: ['src/platform/', 'src/protocol/', 'types:src/survey/'] },
  { room: 'src/kit/access/', mayImport: ['src/platform/', 'src/protocol/'] },
  ...['intake', 'sync', 'health'].map((name) => ({
    room: `src/kit/${name}/`,
    mayImport: ['src/kit/store/', 'src/kit/intake/', 'src/platform/', 'src/survey/', 'src/protocol/'],
  })),
  {
    room: 'src/kit/counts/',
    mayImport: ['src/kit/store/', 'src/kit/intake/sealer', 'src/platform/', 'src/counting/', 'src/protocol/'],
  },
  {
    room: 'src/kit/routes/',
    mayImport: [
      'src/kit/',
      'portal/visitor/',
      'portal/field/',
      'src/platform/',
      'src/survey/',
      'src/protocol/',
    ],
  },
  { room: 'src/kit/', mayImport: ['src/kit/', 'src/platform/', 'src/survey/', 'src/protocol/'] },
  {
    room: 'src/collector/store/',
    mayImport: ['src/platform/', 'src/protocol/', 'types:src/survey/', 'types:src/counting/'],
  },
  ...['accounts', 'ingest', 'analysis', 'export'].map((name) => ({
    room: `src/collector/${name}/`,
    mayImport: ['src/collector/store/', 'src/platform/', 'src/survey/', 'src/counting/', 'src/protocol/'],
  })),
  {
    room: 'src/collector/routes/',
    mayImport: ['src/collector/', 'portal/staff/', 'src/platform/', 'src/survey/', 'src/protocol/'],
  },
  { room: 'src/collector/', mayImport: ['src/collector/', 'src/platform/', 'src/survey/', 'src/protocol/'] },
  { room: 'src/cli', mayImport: ['src/', 'deploy/kit/command.ts'] },
  {
    room: 'portal/visitor/',
    // The keys of the phrases are checked by the compiler.
    mayImport: ['src/survey/', 'types:src/protocol/', 'types:portal/content/phrases/'],
  },
  { room: 'portal/field/', mayImport: ['src/survey/', 'src/protocol/'] },
  { room: 'portal/staff/', mayImport: ['src/survey/', 'src/protocol/'] },
  // Renderers and checks: pure but for the command and what looks at the machine.
  { room: 'deploy/kit/', mayImport: ['src/platform/', 'src/protocol/'] },
  { room: 'scripts/', mayImport: ['src/', 'portal/', 'deploy/', 'scripts/', 'test/'] },
  { room: 'test/', mayImport: ['src/', 'portal/', 'deploy/', 'scripts/', 'test/'] },
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => existsSync(join(root, file)));
const sources = files.filter((file) => /^(src|portal|deploy|scripts|test)\/.*\.(ts|tsx|mjs)$/.test(file));

const importsOf = (file: string): Import[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"](\.[^'"]+)['"]/gm,
    ),
  ].map(([, type, target]) => ({
    from: file,
    to: normalize(join(dirname(file), target ?? '')),
    isTypeOnly: type !== undefined,
  }));
const imports = sources.flatMap(importsOf);

/** Tests beside pure code may import more than the code itself. */
const isTest = (file: string) => /\.test\.tsx?$/.test(file);

function isAllowed({ from, to, isTypeOnly }: Import): boolean {
  const rule = rooms.find(({ room }) => from.startsWith(room));
  if (!rule) return false;
  if (to.startsWith(rule.room)) return true;
  return rule.mayImport.some((allowed) =>
    allowed.startsWith('types:') ? isTypeOnly && to.startsWith(allowed.slice(6)) : to.startsWith(allowed),
  );
}

describe('the house', () => {
  it('finds its own imports', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(sources.filter((file) => !rooms.some(({ room }) => file.startsWith(room)))).toEqual([]);
  });

  it('imports only along the arrows of the design', () => {
    const wrong = imports.filter((entry) => !isTest(entry.from) && !isAllowed(entry));
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('imports only files that exist', () => {
    const missing = imports.filter(({ to }) => !existsSync(join(root, to)));
    expect(missing.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('has no circles', () => {
    expect(circles(imports)).toEqual([]);
  });

  it('keeps zod and everything of Node off the survey room, which also runs on phones', () => {
    const foreign = sources
      .filter((file) => file.startsWith('src/survey/') && !isTest(file))
      .filter((file) => /from '(?!\.)[^']+'/.test(readFileSync(join(root, file), 'utf8')));
    expect(foreign).toEqual([]);
  });

  it(`has no source file over ${maxLines} lines`, () => {
    const long = files
      .filter((file) => /\.(ts|tsx|mjs|css|sql|sh)$/.test(file))
      .filter((file) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length > maxLines);
    expect(long).toEqual([]);
  });

  it('opens every source file with what it is; a unit test stands beside the file it is for', () => {
    const silent = sources.filter((file) => {
      if (isTest(file) && !file.startsWith('test/')) return false;
      const text = readFileSync(join(root, file), 'utf8').replace(/^#!.*\n/, '');
      return !/^\/(\*\*|\/)/.test(text.trimStart());
    });
    expect(silent).toEqual([]);
  });

  it('opens SQLite in one place only', () => {
    const openers = sources
      .filter((file) => file.startsWith('src/') && !file.startsWith('src/platform/'))
      .filter((file) => /new Database\(/.test(readFileSync(join(root, file), 'utf8')));
    expect(openers).toEqual([]);
  });
});

/** Every circle once, as "a → b → a". */
function circles(all: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, isTypeOnly } of all)
    if (!isTypeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}
