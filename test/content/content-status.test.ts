/** What the command says about a content folder: drafts, reviews that hold and reviews that are out of date, audio. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addContentCommand } from '../../src/content/command.ts';
import { loadAudioIndex } from '../../src/platform/audio.ts';
import { defaultContentFolder } from '../../src/platform/content.ts';
import type { Message } from '../../src/protocol/message.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-status-'));
  cpSync(defaultContentFolder(), folder, {
    recursive: true,
    filter: (path) => !/\.(m4a|mp4)$/.test(path),
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(...words: string[]): Promise<string> {
  let said = '';
  const program = new Command().exitOverride();
  addContentCommand(program, (text) => {
    said += text;
  });
  await program.parseAsync(['content', ...words, '--content', folder], { from: 'user' });
  return said;
}

interface Entry {
  readonly language: string;
  readonly part: string;
  readonly key: string;
  readonly state: string;
}
const statesOf = async (language: string): Promise<Entry[]> =>
  JSON.parse(await run('status', '--json', '--language', language)).translations;
const stateOf = async (language: string, key: string) =>
  (await statesOf(language)).find((entry) => entry.key === key)?.state;

const change = (file: string, edit: (text: string) => string) =>
  writeFileSync(join(folder, file), edit(readFileSync(join(folder, file), 'utf8')));

test('every committed translation is there, and counted in its part', async () => {
  const said = await run('status');
  for (const language of ['ar', 'es', 'fr', 'ha', 'ht', 'pt', 'sw'])
    expect(said).toMatch(new RegExp(`^${language} +0 +\\d+`, 'm'));
  const french = await statesOf('fr');
  const parts = new Set(french.map(({ part }) => part.split('/')[0]));
  expect([...parts].sort()).toEqual(expect.arrayContaining(['forms', 'lists', 'messages', 'phrases']));
  expect(french.length).toBeGreaterThan(700);
});

test('one language is listed text by text', async () => {
  const said = await run('status', '--language', 'ha');
  expect(said).toMatch(/^draft +phrases\/frame {2}home\.title$/m);
  expect(said).toMatch(/^none +audio {2}page\/consent$/m);
  expect(said).not.toMatch(/^fr /m);
});

test('a review holds until the English or the translation changes', async () => {
  expect(await stateOf('fr', 'home.title')).toBe('draft');
  expect(await run('reviewed', '--language', 'fr', '--part', 'phrases/frame', '--key', 'home.title')).toMatch(
    /^1 texts/,
  );
  expect(await stateOf('fr', 'home.title')).toBe('reviewed');
  expect(await stateOf('fr', 'home.intro')).toBe('draft');
  expect(await stateOf('es', 'home.title')).toBe('draft');

  change('phrases/en/frame.json', (text) => text.replace('Free Wi-Fi on your way', 'Free internet here'));
  expect(await stateOf('fr', 'home.title')).toBe('outdated');
  await run('reviewed', '--language', 'fr', '--part', 'phrases/frame');
  expect(await stateOf('fr', 'home.title')).toBe('reviewed');
  change('phrases/fr/frame.json', (text) => text.replace('Wi-Fi gratuit sur', 'Wi-Fi offert sur'));
  expect(await stateOf('fr', 'home.title')).toBe('outdated');
});

test('a form and a list can be reviewed as well', async () => {
  for (const [part, key] of [
    ['forms/dtm-wifi-core', 'questions.age_group.label'],
    ['lists/countries', 'COL.label'],
  ] as const) {
    await run('reviewed', '--language', 'sw', '--part', part);
    expect(await stateOf('sw', key), part).toBe('reviewed');
  }
});

test('what a message calls reviewed is reviewed', async () => {
  change('messages/help-is-free.json', (text) => {
    const message = JSON.parse(text);
    return JSON.stringify({ ...message, translations: { ...message.translations, pt: 'reviewed' } });
  });
  const states = (await statesOf('pt')).filter(({ part }) => part === 'messages/help-is-free');
  expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['reviewed']));
});

test('a translation that is missing is said so', async () => {
  change('phrases/sw/frame.json', (text) => text.replace(/ {2}"home\.title".*\n/, ''));
  expect(await stateOf('sw', 'home.title')).toBe('missing');
  expect(await run('status')).toMatch(/^sw +1 /m);
});

test('audio of a text that changed is stale', async () => {
  const audio = async () =>
    JSON.parse(await run('status', '--json', '--language', 'es')).audio as { key: string; state: string }[];
  const consent = async () => (await audio()).find(({ key }) => key === 'page/consent')?.state;
  expect(loadAudioIndex(folder).es?.['page/consent']).toBeDefined();
  expect(await consent()).toBe('draft');
  change('phrases/es/questions.json', (text) => text.replace('Sin nombres', 'Sin ningún nombre'));
  expect(await consent()).toBe('stale');
});

type Media = { readonly key: string; readonly state: string };
const mediaOf = async (language: string): Promise<{ audio: Media[]; films: Media[] }> =>
  JSON.parse(await run('status', '--json', '--language', language));
const filmOf = async (language: string) =>
  (await mediaOf(language)).films.find(({ key }) => key === 'messages/help-is-free')?.state;

/** Edits a message as it stands in the folder. */
const changeMessage = (edit: (message: Message) => void) =>
  change('messages/help-is-free.json', (text) => {
    const message = JSON.parse(text) as Message;
    edit(message);
    return JSON.stringify(message);
  });

test('films of messages are listed by language: missing, without captions, drafts, reviewed', async () => {
  for (const language of ['es', 'ha']) expect(await filmOf(language)).toBe('draft');
  changeMessage(({ video }) => {
    const { es, fr, all } = video?.tracks ?? {};
    if (!es || !fr || !all) throw new Error('the films are gone');
    es.state = 'reviewed';
    delete fr.captions.fr;
    delete video?.tracks.all;
    delete video?.tracks.sw;
  });
  expect(await Promise.all(['es', 'fr', 'ha', 'sw', 'pt'].map(filmOf))).toEqual([
    'reviewed',
    'uncaptioned',
    'none',
    'none',
    'draft',
  ]);
  // A message that has no film in any language wants none.
  expect((await mediaOf('es')).films).toHaveLength(3);
  expect(await run('status', '--language', 'fr')).toMatch(/^uncaptioned +film {2}messages\/help-is-free$/m);
  expect(await run('status')).toMatch(/films: +none +uncaptioned +draft +reviewed$/m);
});

test('voices of messages are listed with the others: missing, stale, drafts, recorded', async () => {
  const voiceOf = async (language: string, id = 'help-is-free') =>
    (await mediaOf(language)).audio.find(({ key }) => key === `messages/${id}`)?.state;
  expect([await voiceOf('es'), await voiceOf('ha'), await voiceOf('es', 'your-papers')]).toEqual([
    'draft',
    'none',
    'none',
  ]);
  changeMessage(({ audio, points }) => {
    if (!audio?.es || !points.fr) throw new Error('the voices are gone');
    audio.es.state = 'recorded';
    points.fr[0] = 'Autre chose.';
  });
  expect([await voiceOf('es'), await voiceOf('fr'), await voiceOf('pt')]).toEqual([
    'recorded',
    'stale',
    'draft',
  ]);
  expect(await run('status', '--language', 'fr')).toMatch(/^stale +audio {2}messages\/help-is-free$/m);
});

test.each([
  [['--language', 'xx', '--part', 'phrases/frame'], /not translated into "xx"/],
  [['--language', 'fr', '--part', 'phrases/fram'], /there is no "phrases\/fram"/],
  [
    ['--language', 'fr', '--part', 'phrases/frame', '--key', 'home.titel'],
    /phrases\/frame has no home\.titel/,
  ],
])('a review of what is not there is refused: %s', async (words, reason) => {
  await expect(run('reviewed', ...words)).rejects.toThrow(reason);
});
