/** Messages on the pages, in every language, as phones without JavaScript see them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { showMessage } from '../../src/kit/routes/visitor-messages.tsx';
import { loadMessages } from '../../src/platform/message-content.ts';
import type { Message } from '../../src/protocol/message.ts';
import { makeMessageParts } from '../support/messages.ts';
import { makeVisitorBench, type VisitorBench } from '../support/visitor-bench.ts';

let bench: VisitorBench;
const messages = loadMessages();
const languages = ['en', 'es', 'fr', 'pt', 'ht', 'ar', 'sw', 'ha'];
const shown = messages.filter(({ alert }) => alert === undefined);

beforeEach(async () => {
  bench = await makeVisitorBench();
});
afterEach(() => bench.kit.remove());

const textOf = (html: string): string =>
  html
    .replace(/<style.*?<\/style>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"');

describe('messages', () => {
  it('are listed by their titles in each language, the site’s order kept, and lead to their pages', async () => {
    const phone = bench.phone('127.0.0.2');
    for (const language of languages) {
      const { html } = await phone.open(`/${language}/messages`);
      const text = textOf(html);
      const places = shown.map(({ title }) => text.indexOf(title[language] ?? '?'));
      expect(places.every((place) => place > 0)).toBe(true);
      for (const { id } of shown) expect(html).toContain(`href="/${language}/messages/${id}"`);
    }
  });

  it('say all they have to say in words, with the way online, in every language', async () => {
    const phone = bench.phone('127.0.0.2');
    for (const language of languages)
      for (const message of shown) {
        const { html, status, headers } = await phone.open(`/${language}/messages/${message.id}`);
        expect(status).toBe(200);
        const text = textOf(html);
        for (const line of [...(message.text[language] ?? ['?']), ...(message.points[language] ?? ['?'])])
          expect(text).toContain(line);
        expect(html).toContain(`action="/${language}/online"`);
        expect(headers.get('content-security-policy')).toContain("media-src 'self'");
      }
  });

  it('that are dangerous to be seen with have the way out first; the others do not', async () => {
    const phone = bench.phone('127.0.0.2');
    for (const message of shown) {
      const { html } = await phone.open(`/en/messages/${message.id}`);
      const [out, heading] = [html.indexOf('data-action="leave"'), html.indexOf('<h1')];
      expect(out > 0 && out < heading).toBe(message.sensitive === true);
    }
  });

  it('play nothing and load nothing by themselves', async () => {
    const phone = bench.phone('127.0.0.2');
    for (const message of shown) {
      const { html } = await phone.open(`/ar/messages/${message.id}`);
      expect(html).not.toMatch(/autoplay/i);
      for (const [tag] of html.matchAll(/<(video|audio)[^>]*>/g)) expect(tag).toContain('preload="none"');
    }
  });

  it('have a film in the reader’s voice, or none with the words beside it, and captions in all languages', async () => {
    const phone = bench.phone('127.0.0.2');
    const { html: spanish } = await phone.open('/es/messages/help-is-free');
    expect(spanish).toMatch(/<source src="\/media\/help-is-free\.es\.240\.[0-9a-f]{10}\.mp4\?es"/);
    expect(spanish.match(/<track /g)?.length).toBe(languages.length);
    expect(spanish).toMatch(/<track [^>]*srclang="es"[^>]*default/);
    const { html: hausa } = await phone.open('/ha/messages/help-is-free');
    expect(hausa).toMatch(/<source src="\/media\/help-is-free\.all\.240\.[0-9a-f]{10}\.mp4\?ha"/);
  });

  it('say of the film and the voice that are shown whether anybody has checked them', async () => {
    const message = messages.find(({ id }) => id === 'help-is-free');
    const { es, fr } = message?.video?.tracks ?? {};
    const voice = message?.audio?.es;
    if (!message || !es || !fr || !voice) throw new Error('the film or the voice is gone');
    const library = { find: () => ({ bytes: 1000 }) as never };
    const changed: Message = {
      ...message,
      audio: { es: { ...voice, state: 'recorded' }, fr: { ...voice, text: '00000000' } },
      video: { tracks: { es: { ...es, state: 'reviewed', captions: { en: 'words.vtt' } }, fr } },
    };
    const spanish = showMessage(changed, 'es', library);
    expect(spanish.film).toMatchObject({
      isDraft: false,
      captions: [{ language: 'en', src: '/media/words.vtt' }],
    });
    expect(spanish.audio?.isDraft).toBe(false);
    const french = showMessage(changed, 'fr', library);
    expect(french.film?.isDraft).toBe(true);
    expect(french.film?.captions).toHaveLength(languages.length);
    // It reads other words than the page.
    expect(french.audio).toBeUndefined();
    const { html } = await bench.phone('127.0.0.2').open('/en/messages/help-is-free');
    expect(textOf(html)).toContain('A computer voice reads this page');
  });

  it('that are not on the shelf are not there', async () => {
    const phone = bench.phone('127.0.0.2');
    for (const path of ['/en/messages/alert-weather', '/en/messages/none', '/en/messages/__proto__'])
      expect((await phone.open(path)).status).toBe(404);
  });

  it('are counted when their page is opened, once a phone', async () => {
    const parts = makeMessageParts(bench.kit);
    const counted = await makeVisitorBench({ messages: parts });
    for (const ip of ['127.0.0.2', '127.0.0.2', '127.0.0.3'])
      await counted.phone(ip).open('/es/messages/help-is-free');
    expect(parts.views.sums()).toMatchObject([
      { message: 'help-is-free/1', language: 'es', opened: 2, started: 0 },
    ]);
    counted.kit.remove();
  });
});

describe('an alert', () => {
  it('that is pinned stands on the first page and above the list, and is read like any message', async () => {
    const parts = makeMessageParts(bench.kit, { pinnedAlert: 'weather' });
    const alerted = await makeVisitorBench({ messages: parts });
    const phone = alerted.phone('127.0.0.2');
    for (const language of languages) {
      const storm = messages.find(({ id }) => id === 'alert-weather');
      for (const path of [`/${language}`, `/${language}/messages`]) {
        const { html } = await phone.open(path);
        expect(html).toContain('data-alert="alert-weather"');
        expect(textOf(html)).toContain(storm?.points[language]?.[0]);
      }
      expect((await phone.open(`/${language}/messages/alert-weather`)).status).toBe(200);
    }
    alerted.kit.remove();
  });

  it('is on no page where nobody pinned one', async () => {
    expect((await bench.phone('127.0.0.2').open('/en')).html).not.toContain('data-alert');
  });
});
