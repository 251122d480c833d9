/** Pages that can be heard: one link to hear where the kit has audio that says what the page says, and none where it has not. */
import { afterEach, expect, test } from 'vitest';
import { currentAudio, loadAudioIndex } from '../../src/platform/audio.ts';
import { defaultContentFolder, loadForms, loadPhrases } from '../../src/platform/content.ts';
import { spokenTexts } from '../../src/platform/spoken-texts.ts';
import { makeVisitorBench, type VisitorBench } from '../support/visitor-bench.ts';

const { tables } = loadPhrases();
const forms = loadForms().filter(({ name }) => name === 'dtm-wifi-core');
const index = loadAudioIndex(defaultContentFolder());
const audio = Object.fromEntries(
  Object.entries(tables).map(([language, phrases]) => [
    language,
    currentAudio(index[language], spokenTexts(language, phrases, forms)),
  ]),
);

let bench: VisitorBench;
afterEach(() => bench.kit.remove());

test('consent and questions can be heard, and say that a machine reads', async () => {
  bench = await makeVisitorBench({ audio });
  const phone = bench.phone('127.0.0.9');
  const consent = await phone.open('/sw/consent');
  const file = index.sw?.['page/consent']?.file;
  expect(consent.html).toMatch(new RegExp(`<a class="say hear" href="/media/audio/${file}"`));
  expect(consent.html).toContain(tables.sw?.['audio.computer']);
  // Nothing is made or loaded before somebody taps.
  expect(consent.html).not.toMatch(/<audio|autoplay/);

  const question = await phone.press(consent, 'consent-yes');
  expect(question.html.match(/"say hear"/g)).toHaveLength(1);
  expect(question.html.match(/data-heard="[\d.]+ [\d.]+"/g)).toHaveLength(5);
  const again = await phone.press(question, 'next', { age_group: ['nobody'] });
  expect(again.html.match(/"say hear"/g)).toHaveLength(1);
});

test('a recording says that it is one', async () => {
  const recorded = { ...audio.fr?.['page/consent'], state: 'recorded' } as NonNullable<
    (typeof audio)[string]
  >[string];
  bench = await makeVisitorBench({ audio: { fr: { 'page/consent': recorded } } });
  const { html } = await bench.phone('127.0.0.9').open('/fr/consent');
  expect(html).toContain(tables.fr?.['audio.person']);
  expect(html).not.toContain(tables.fr?.['audio.computer']);
});

test('without audio there is nothing to tap, in Hausa as on a page that nobody reads aloud', async () => {
  bench = await makeVisitorBench({ audio });
  for (const path of ['/ha', '/ha/consent', '/ha/children', '/es/online', '/es/nothing'])
    expect((await bench.phone('127.0.0.9').open(path)).html, path).not.toMatch(/say hear|data-heard/);
  expect((await bench.phone('127.0.0.9').open('/es/children')).html).toContain('say hear');
});
