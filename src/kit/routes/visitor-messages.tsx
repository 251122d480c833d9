/** /messages, /messages/:id: what stands on the site's shelf now, each in the page's language, opened pages counted. */
import { Hono } from 'hono';
import {
  MessageListPage,
  MessagePage,
  type ShownFilm,
  type ShownMessage,
} from '../../../portal/visitor/message-pages.tsx';
import { currentVoice } from '../../platform/message-media.ts';
import { type Message, messageRef, speaks, trackFor } from '../../protocol/message.ts';
import { Problem } from '../../protocol/problems.ts';
import type { MediaLibrary } from '../media/media-library.ts';
import type { MessageShelf } from '../messages/message-shelf.ts';
import type { ViewTally } from '../messages/view-tally.ts';
import { mediaPath } from './media.ts';
import { meetVisitor, type VisitorBindings, type VisitorOptions } from './visitor-request.ts';
import { sendPage } from './visitor-response.ts';

/** What the kit says beside asking. */
export interface MessageOptions {
  readonly shelf: MessageShelf;
  readonly views: Pick<ViewTally, 'opened' | 'moved'>;
  readonly library: Pick<MediaLibrary, 'find'>;
}

export function messageRoutes(options: VisitorOptions): Hono<{ Bindings: VisitorBindings }> {
  const { shelf, views, library } = options.messages;
  const app = new Hono<{ Bindings: VisitorBindings }>();

  app.get('/messages', async (c) => {
    const { view } = await meetVisitor(c, options);
    const { pinned, messages } = shelf.list();
    const show = (message: Message) => showMessage(message, view.language, library);
    const props = { pinned: pinned && show(pinned), messages: messages.map(show) };
    return sendPage(c, <MessageListPage view={view} {...props} />);
  });

  app.get('/messages/:id', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    const message = shelf.find(c.req.param('id'));
    if (!message) throw new Problem('not_found');
    if (handle !== undefined) views.opened(handle, messageRef(message), view.language);
    return sendPage(c, <MessagePage view={view} message={showMessage(message, view.language, library)} />);
  });
  return app;
}

export function showMessage(
  message: Message,
  wanted: string,
  library: Pick<MediaLibrary, 'find'>,
): ShownMessage {
  const [first = wanted] = Object.keys(message.title);
  const language = [wanted, 'en'].find((code) => speaks(message, code)) ?? first;
  return {
    id: message.id,
    icon: message.icon,
    language,
    title: message.title[language] ?? message.id,
    text: message.text[language] ?? [],
    points: message.points[language] ?? [],
    isSensitive: message.sensitive ?? false,
    audio: voiceOf(message, language, wanted, library),
    film: filmOf(message, wanted, library),
  };
}

/** The language is the page's: by it views are counted where the file itself speaks none. */
const addressOf = (file: string, language: string): string => `${mediaPath}${file}?${language}`;

function voiceOf(
  message: Message,
  language: string,
  wanted: string,
  library: Pick<MediaLibrary, 'find'>,
): ShownMessage['audio'] {
  const voice = currentVoice(message, language);
  if (!voice || !library.find(voice.file)) return undefined;
  return { src: addressOf(voice.file, wanted), isDraft: voice.state === 'draft' };
}

function filmOf(
  message: Message,
  language: string,
  library: Pick<MediaLibrary, 'find'>,
): ShownFilm | undefined {
  const found = trackFor(message, language);
  if (!found) return undefined;
  const { track, spoken } = found;
  const sources = (['240', '360'] as const).flatMap((lines) => {
    const file = track.renditions[lines];
    const bytes = file === undefined ? undefined : library.find(file)?.bytes;
    if (file === undefined || bytes === undefined) return [];
    return [{ src: addressOf(file, language), lines: Number(lines), kilobytes: Math.ceil(bytes / 1000) }];
  });
  const captions = Object.entries(track.captions)
    .map(([code, file]) => ({ language: code, src: `${mediaPath}${file}` }))
    // The reader's own first.
    .sort((a, b) => Number(b.language === language) - Number(a.language === language));
  if (sources.length === 0) return undefined;
  return {
    sources,
    poster: `${mediaPath}${track.poster}`,
    width: track.width,
    height: track.height,
    seconds: Math.round(track.seconds),
    spoken,
    captions,
    isDraft: track.state === 'draft',
  };
}
