/** The messages that come with the program: complete in every language, with media that are there and say the same. */
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCaptions } from '../../src/content/captions.ts';
import { defaultContentFolder } from '../../src/platform/content.ts';
import { listMedia, loadMessages, loadSiteList, missingMedia } from '../../src/platform/message-content.ts';
import { currentVoice } from '../../src/platform/message-media.ts';
import { alertKinds, messageSchema } from '../../src/protocol/message.ts';

const messages = loadMessages();
const media = listMedia(defaultContentFolder());
const languages = ['ar', 'en', 'es', 'fr', 'ha', 'ht', 'pt', 'sw'];
const megabyte = 1_000_000;

describe('the default messages', () => {
  it('are at least eight, and an alert of each kind', () => {
    expect(messages.filter(({ alert }) => alert === undefined).length).toBeGreaterThanOrEqual(8);
    for (const kind of alertKinds) expect(messages.filter(({ alert }) => alert === kind)).toHaveLength(1);
  });

  it.each(messages.map((message) => [message.id, message] as const))(
    '"%s" is whole in all languages',
    (_, message) => {
      for (const texts of [message.title, message.text, message.points, message.translations])
        expect(Object.keys(texts).sort()).toEqual(languages);
      const { en } = message.title;
      for (const language of languages.filter((code) => code !== 'en'))
        expect(message.title[language]).not.toBe(en);
    },
  );

  it('stand on the default list, alerts only where a site has one', () => {
    const list = loadSiteList(undefined, 'XD-01', messages);
    expect(list.pinned).toBeUndefined();
    expect(list.messages.toSorted()).toEqual(
      messages.filter(({ alert }) => alert === undefined).map(({ id }) => id),
    );
  });

  it('name no file that is not there, and no file is there that nobody names', () => {
    expect(missingMedia(messages, media)).toEqual([]);
    const named = JSON.stringify(messages);
    const own = media.filter(({ name }) => !name.startsWith('audio/'));
    expect(own.filter(({ name }) => !named.includes(`"${name}"`))).toEqual([]);
  });
});

describe('the films of the default messages', () => {
  const filmed = messages.filter(({ video }) => video !== undefined);

  it('are at least three, drafts, of twenty to thirty-five seconds, small all together', () => {
    expect(filmed.length).toBeGreaterThanOrEqual(3);
    for (const { video } of filmed) {
      for (const { seconds, state } of Object.values(video?.tracks ?? {})) {
        expect(state).toBe('draft');
        expect(seconds).toBeGreaterThanOrEqual(20);
        expect(seconds).toBeLessThanOrEqual(35);
      }
    }
    const own = media.filter(({ name }) => !name.startsWith('audio/'));
    expect(own.reduce((sum, { path }) => sum + statSync(path).size, 0)).toBeLessThan(6 * megabyte);
  });

  it('have captions in all languages, which say what the message says, within the film', () => {
    const pathOf = new Map(media.map(({ name, path }) => [name, path]));
    for (const message of filmed)
      for (const { seconds, captions } of Object.values(message.video?.tracks ?? {})) {
        expect(Object.keys(captions).sort()).toEqual(languages);
        for (const [language, file] of Object.entries(captions)) {
          const cues = readCaptions(readFileSync(pathOf.get(file) ?? '', 'utf8'), file);
          const words = [message.title[language], ...(message.points[language] ?? [])];
          expect(cues.map(({ text }) => text)).toEqual(words);
          expect(cues.at(-1)?.toMs).toBeLessThanOrEqual(seconds * 1000);
        }
      }
  });
});

describe('the voices of the default messages', () => {
  it('say what the message says now', () => {
    const spoken = messages.filter(({ audio }) => audio !== undefined);
    expect(spoken.length).toBeGreaterThanOrEqual(3);
    for (const message of spoken)
      for (const language of Object.keys(message.audio ?? {}))
        expect(currentVoice(message, language), `${message.id} ${language}`).toBeDefined();
  });
});

describe('a message', () => {
  const [message] = messages;

  it('says as many things in each language, or nothing of it is taken', () => {
    const half = { ...message, points: { ...message?.points, es: ['solo uno'] } };
    expect(messageSchema.safeParse(half).success).toBe(false);
    const { es: _, ...without } = message?.title ?? {};
    expect(messageSchema.safeParse({ ...message, title: without }).success).toBe(false);
  });

  it.each(['../secret.mp4', '/etc/x.mp4', 'a b.mp4', 'x.html', '.x.mp4'])('names no file "%s"', (name) => {
    expect(
      messageSchema.safeParse({ ...message, audio: { es: { file: name, state: 'draft' } } }).success,
    ).toBe(false);
  });
});
