/** The audio that is committed: every file is there, says what the pages say now, is small, and plays on phones. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { currentAudio, findAudioStates, loadAudioIndex } from '../../src/platform/audio.ts';
import { defaultContentFolder, loadForms, loadPhrases } from '../../src/platform/content.ts';
import { digestOf, spokenTexts } from '../../src/platform/spoken-texts.ts';

const folder = join(defaultContentFolder(), 'audio');
const index = loadAudioIndex(defaultContentFolder());
const { tables } = loadPhrases();
const form = loadForms().filter(({ name }) => name === 'dtm-wifi-core');
const speaking = ['ar', 'en', 'es', 'fr', 'ht', 'pt', 'sw'];
const pieces = Object.values(index).flatMap((entries) => Object.values(entries));

test('seven languages have a voice; the core questions, consent and the children’s page are read, as they are now', () => {
  expect(Object.keys(index).sort()).toEqual(speaking);
  for (const language of speaking) {
    const states = findAudioStates(index, language, spokenTexts(language, tables[language] ?? {}, form));
    expect(
      states.filter(({ state }) => state === 'stale'),
      language,
    ).toEqual([]);
    const heard = states.filter(({ state }) => state !== 'none').map(({ key }) => key);
    expect(heard, language).toEqual(
      expect.arrayContaining([
        'page/home',
        'page/consent',
        'page/children',
        'form/dtm-wifi-core/age_group',
        'form/dtm-wifi-core/needs',
        'form/dtm-wifi-core/group',
        'form/dtm-wifi-core/help_known',
      ]),
    );
  }
});

test('every file of the index is there, no other is, and all together are at most 5 MB', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.m4a'));
  expect(files.sort()).toEqual([...new Set(pieces.map(({ file }) => file))].sort());
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(5_000_000);
  expect(Math.max(...files.map((name) => statSync(join(folder, name)).size))).toBeLessThan(220_000);
});

test('every part has its place in the file, one after the other', () => {
  for (const { marks, seconds, file } of pieces) {
    const places = Object.values(marks);
    expect(places.length, file).toBeGreaterThan(0);
    expect(places.flat(), file).toEqual([...places.flat()].sort((a, b) => a - b));
    expect(places.at(-1)?.[1], file).toBeLessThanOrEqual(seconds);
  }
});

test('a file is an MP4 with its index in front, so that it plays while it loads', () => {
  for (const { file } of pieces) {
    const bytes = readFileSync(join(folder, file));
    expect(bytes.subarray(4, 8).toString('latin1'), file).toBe('ftyp');
    expect(bytes.indexOf('moov'), file).toBeLessThan(bytes.indexOf('mdat'));
  }
});

test('audio of words that the page no longer says is not offered', () => {
  const [text] = spokenTexts('es', { ...tables.es, 'consent.title': 'Otra cosa' }, []).filter(
    ({ key }) => key === 'page/consent',
  );
  if (!text) throw new Error('no consent page');
  expect(currentAudio(index.es, [text])).toEqual({});
  const same = spokenTexts('es', tables.es ?? {}, []);
  expect(Object.keys(currentAudio(index.es, same))).toContain('page/consent');
});

test('the digest changes with the words, with their names and with their order', () => {
  const parts = [
    { name: 'a', text: 'one' },
    { name: 'b', text: 'two' },
  ];
  const others = [parts.toReversed(), parts.slice(1), [{ name: 'a', text: 'One' }, ...parts.slice(1)]];
  for (const other of others) expect(digestOf(other)).not.toBe(digestOf(parts));
});

test('a page of several questions is read with its title, each question and its choices', () => {
  const texts = spokenTexts('en', tables.en ?? {}, form);
  const names = (key: string) => texts.find((text) => text.key === key)?.parts.map(({ name }) => name);
  expect(names('form/dtm-wifi-core/group')).toEqual([
    'title',
    'group_women',
    'group_men',
    'group_girls',
    'group_boys',
  ]);
  expect(names('form/dtm-wifi-core/needs')?.slice(0, 3)).toEqual(['needs', 'needs.hint', 'needs.food']);
  // Everything that the consent page says.
  const consent = Object.keys(tables.en ?? {}).filter((key) => key.startsWith('consent.'));
  expect(names('page/consent')?.toSorted()).toEqual(consent.toSorted());
});

const hasTools = ['ffmpeg', 'espeak-ng'].every((tool) =>
  (process.env.PATH ?? '').split(':').some((path) => existsSync(join(path, tool))),
);

test.runIf(hasTools)('the pipeline takes recordings first, and a machine’s voice for what is left', () => {
  const work = mkdtempSync(join(tmpdir(), 'dtm-voices-'));
  onTestFinished(() => rmSync(work, { recursive: true }));
  const content = join(work, 'content');
  for (const name of ['forms', 'phrases/en', 'recordings/en'])
    mkdirSync(join(name === 'recordings/en' ? work : content, name), { recursive: true });
  const english = tables.en ?? {};
  const children = Object.fromEntries(
    Object.entries(english).filter(([key]) => /^(children\.(title|tell)|home\.title)$/.test(key)),
  );
  writeFileSync(join(content, 'phrases/en/all.json'), JSON.stringify(children));
  const tone = (name: string, seconds: number) =>
    execFileSync('ffmpeg', [
      ...['-loglevel', 'error', '-f', 'lavfi', '-i', `sine=frequency=300:duration=${seconds}`],
      join(work, 'recordings/en', name),
    ]);
  tone('page.home.flac', 3);
  tone('page.children@children.title.wav', 2);

  const script = join(import.meta.dirname, '../../scripts/content/make-audio.ts');
  const make = () =>
    execFileSync(process.execPath, [script, '--content', content, '--recordings', join(work, 'recordings')]);
  make();
  const made = loadAudioIndex(content).en ?? {};
  expect(made['page/home']).toMatchObject({ state: 'recorded', marks: {} });
  expect(made['page/home']?.seconds).toBeGreaterThan(2.9);
  expect(made['page/children']).toMatchObject({ state: 'draft' });
  expect(made['page/children']?.marks['children.title']).toEqual([0, 2]);

  make();
  expect(loadAudioIndex(content).en).toEqual(made);
});
