/**
 * A protection message as it travels: short text in several languages, and with it audio, video and captions that say the same.
 * Written by staff, published in a release, shown on the kit. What must stay true: the text alone says everything, so that
 * nobody has to play anything; media are named by files, never by addresses.
 *
 *   message ── title, text, points     by language, all of the same shape
 *     ├─ audio                         by language ── file │ state
 *     └─ video ── tracks               by language, or 'all' for one without speech ── renditions 240, 360 │ poster │ state
 *                    └── captions      by language (WebVTT), timed to this track
 */
import { z } from 'zod';

const language = z.string().regex(/^[a-z]{2,3}$/, 'a language code such as "es"');
const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,47}$/, 'lower-case letters, digits and -, e.g. "false-job-offers"');
const date = z.iso.date();

/** A file of the content's media folder. Its name holds the first digits of its SHA-256 where phones may keep it for long. */
export const mediaFile = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,99}\.(mp4|m4a|vtt|jpg)$/,
    'a file name, e.g. "children.es.240.0a1b2c3d.mp4"',
  );

/** draft: nobody who speaks the language has read it. */
export const translationState = z.enum(['source', 'draft', 'reviewed']);
export type TranslationState = z.infer<typeof translationState>;

export const alertKinds = ['weather', 'conflict', 'health'] as const;
export type AlertKind = (typeof alertKinds)[number];

/** What is not set does not limit. Dates are the site's own, both included. */
export const validitySchema = z.strictObject({
  from: date.optional(),
  until: date.optional(),
  /** Counted from when this kit first showed it, while the kit runs: needs no clock. */
  running_days: z.int().min(1).max(365).optional(),
});
export type Validity = z.infer<typeof validitySchema>;

const voice = z.strictObject({
  file: mediaFile,
  /** draft: read by a machine. */
  state: z.enum(['draft', 'recorded']),
  /** Digest of the words it reads: when they change, it is not offered any more. Nobody checks one without. */
  text: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .optional(),
});
export type MessageVoice = z.infer<typeof voice>;

const track = z.strictObject({
  /** By height in lines. 360 only where the film has so many. */
  renditions: z.strictObject({ '240': mediaFile, '360': mediaFile.optional() }),
  seconds: z.number().positive().max(180),
  poster: mediaFile,
  width: z.int().min(1),
  height: z.int().min(1),
  /** draft: nobody who speaks the language has looked at it. */
  state: z.enum(['draft', 'reviewed']),
  /** By the language of the reader. */
  captions: z.record(language, mediaFile),
});
export type VideoTrack = z.infer<typeof track>;

const video = z.strictObject({
  /** By language; 'all': shown where the language has none of its own. */
  tracks: z.record(z.union([language, z.literal('all')]), track),
});
export type MessageVideo = z.infer<typeof video>;

const shape = z.strictObject({
  id,
  version: z.int().min(1),
  theme: z.enum(['safety', 'children', 'health', 'journey', 'rights', 'alert']),
  icon: z.string().min(1).max(32),
  /** May put somebody in danger who is seen reading it: "Leave now" stands first on its page. */
  sensitive: z.boolean().optional(),
  alert: z.enum(alertKinds).optional(),
  title: z.record(language, z.string().min(1).max(80)),
  text: z.record(language, z.array(z.string().min(1).max(400)).min(1).max(4)),
  points: z.record(language, z.array(z.string().min(1).max(240)).min(1).max(8)),
  audio: z.record(language, voice).optional(),
  video: video.optional(),
  validity: validitySchema.optional(),
  /** A language that is not named is a draft. */
  translations: z.record(language, translationState),
});
export type Message = z.infer<typeof shape>;

export const messageSchema = shape.superRefine(({ title, text, points }, context) => {
  const languages = Object.keys(title);
  for (const [key, texts] of Object.entries({ text, points })) {
    const [first] = languages;
    const count = first === undefined ? 0 : (texts[first]?.length ?? 0);
    for (const code of new Set([...languages, ...Object.keys(texts)]))
      if (title[code] === undefined || texts[code]?.length !== count)
        context.addIssue({
          code: 'custom',
          path: [key, code],
          message: 'every language says as many things as the others, or all of the message is missing in it',
          input: texts[code],
        });
  }
});

/** What a site shows, in which order, and what stands above all. */
export const siteListSchema = z.strictObject({
  messages: z.array(id),
  /** The alert that stands first; only where a site has one. */
  pinned: z.strictObject({ alert: z.enum(alertKinds), validity: validitySchema.optional() }).optional(),
});
export type SiteList = z.infer<typeof siteListSchema>;

/** Names one text of a message: another version is another one. */
export const messageRef = ({ id, version }: Pick<Message, 'id' | 'version'>): string => `${id}/${version}`;

export const speaks = (message: Message, code: string): boolean => Object.hasOwn(message.title, code);

/** Every file that a message names; tracks may share one. */
export function filesOf({ audio = {}, video }: Message): string[] {
  const tracks = Object.values(video?.tracks ?? {});
  return [
    ...Object.values(audio).map(({ file }) => file),
    ...tracks.flatMap(({ renditions, poster, captions }) => [
      ...Object.values(renditions),
      poster,
      ...Object.values(captions),
    ]),
  ].filter((file) => file !== undefined);
}

/** The track for a reader of this language, and whose it is. */
export function trackFor(
  { video }: Message,
  code: string,
): { readonly track: VideoTrack; readonly spoken: string | undefined } | undefined {
  const own = video?.tracks[code];
  if (own) return { track: own, spoken: code };
  const [other] = Object.entries(video?.tracks ?? {}).sort(
    ([a], [b]) => Number(b === 'all') - Number(a === 'all') || a.localeCompare(b),
  );
  return other && { track: other[1], spoken: other[0] === 'all' ? undefined : other[0] };
}
