/**
 * Who asks, and in which language. A phone is known by its IP address and by nothing else: the gate turns it into a handle, and
 * neither is ever logged. The language stands in the path, so that no cookie is needed, and in the visit once there is one.
 */
import type { Context } from 'hono';
import type { PageAudio } from '../../../portal/visitor/listen.tsx';
import { speaker, type View } from '../../../portal/visitor/view.ts';
import type { AudioPiece } from '../../platform/audio.ts';
import type { PhraseTables } from '../../platform/content.ts';
import type { Log } from '../../platform/log.ts';
import { formPageKey } from '../../platform/spoken-texts.ts';
import type { CountProfile } from '../../protocol/counts.ts';
import type { Form, Lists } from '../../protocol/form.ts';
import type { GatePhone, Handle } from '../../protocol/gate.ts';
import { Problem } from '../../protocol/problems.ts';
import type { KitSite } from '../../protocol/site.ts';
import { accessOf, type Internet } from '../access/access-state.ts';
import { maxBodyBytes } from '../access/listener.ts';
import type { PagesGate, PhoneConnection } from '../access/pages-gate.ts';
import type { Funnel } from '../counts/funnel.ts';
import type { DiskRoom } from '../health/disk-room.ts';
import type { Visit, Visits } from '../intake/visit.ts';
import type { Voice } from '../voice.ts';
import type { Assets } from './assets.ts';
import type { Help } from './help-at-site.ts';
import type { MessageOptions } from './visitor-messages.tsx';

export interface VisitorOptions {
  readonly visits: Visits;
  readonly gate: PagesGate;
  readonly internet: () => Internet;
  readonly disk: DiskRoom;
  readonly form: Form;
  readonly lists: Lists;
  readonly site: KitSite;
  readonly phrases: PhraseTables;
  /** By language and key: 'page/consent', 'form/dtm-wifi-core/age_group'. */
  readonly audio: Readonly<Record<string, Readonly<Record<string, AudioPiece>>>>;
  readonly assets: Assets;
  readonly help: Help;
  /** undefined: this content has no feedback form. */
  readonly voice: Voice | undefined;
  /** After the receipt, for which what was answered stays on this kit. */
  readonly retentionDays: number;
  /** How long a grant lasts. */
  readonly sessionSeconds: number;
  readonly messages: MessageOptions;
  readonly counting: VisitorCounting;
  readonly log: Log;
}

/** What the pages tell of themselves, and what they say of counting. */
export interface VisitorCounting {
  readonly funnel: Pick<Funnel, 'opened' | 'declined'>;
  /** As configured: what the kit does meanwhile tells less, never more. */
  readonly profile: CountProfile;
}

/** The part of @hono/node-server's bindings that is needed; a test can make it. */
export interface VisitorBindings {
  readonly incoming: { readonly socket: PhoneConnection };
}
export type VisitorContext = Context<{ Bindings: VisitorBindings }>;

export interface Visitor {
  readonly view: View;
  /** undefined: the gate sees no phone at this address. */
  readonly handle: Handle | undefined;
  readonly visit: Visit | undefined;
}

/** The languages that both the pages and the form speak, in the form's order. */
export const offeredLanguages = ({ form, phrases }: Pick<VisitorOptions, 'form' | 'phrases'>): string[] =>
  form.languages.filter((language) => Object.hasOwn(phrases, language));

export async function meetVisitor(c: VisitorContext, options: VisitorOptions): Promise<Visitor> {
  const languages = offeredLanguages(options);
  const [, first = ''] = c.req.path.split('/');
  const isInPath = languages.includes(first);
  const language = isInPath ? first : preferredLanguage(c.req.header('accept-language'), languages);
  const path = isInPath ? c.req.path.slice(1 + language.length) : '';
  const phone = await phoneOf(c, options);
  if (phone) {
    options.messages.views.moved(phone.handle);
    options.counting.funnel.opened(phone.handle, isInPath ? language : undefined);
  }
  const known = phone && options.visits.find(phone.handle);
  const visit =
    phone && known && isInPath && known.language !== language
      ? options.visits.setLanguage(phone.handle, language)
      : known;
  const { internet, ...access } = accessOf(phone, options.internet());
  const sayIn = (code: string) => speaker(options.phrases[code] ?? {}, code);
  return {
    handle: phone?.handle,
    visit,
    view: {
      language,
      languages,
      say: sayIn(language),
      sayIn,
      access: access.kind === 'unknown' ? undefined : access,
      internet,
      path,
      siteName: options.site.name,
      audio: audioOf(options, language, path),
      formStyles: options.assets.formStyles.address,
      script: options.assets.script?.address,
      pageScript: options.assets.pageScript?.address,
      // One of our own names: the listener lets no other through.
      portalAddress: hostOf(c.req.url),
    },
  };
}

const plainHost = /^[a-z][a-z:]+\/\/([a-z\d.-]+(?::\d+)?)\//;

/** Parsing takes fifty times as long: for capitals, a standard port, or a name and password before the host. */
export const hostOf = (url: string): string => {
  const host = plainHost.exec(url)?.[1];
  return host === undefined || /:(80|443)$/.test(host) ? new URL(url).host : host;
};

/** The audio of the page at this path: '/consent', '/q/age_group'; '' is the start. */
function audioOf({ audio, form }: VisitorOptions, language: string, path: string): PageAudio | undefined {
  const [, first = 'home', page] = path.split('/');
  const piece = audio[language]?.[first === 'q' ? formPageKey(form, page ?? '') : `page/${first}`];
  if (!piece) return undefined;
  return { src: `/media/audio/${piece.file}`, isDraft: piece.state === 'draft', marks: piece.marks };
}

/** A gate that fails must not take the pages along: without it the phone is unknown. */
async function phoneOf(c: VisitorContext, { gate, log }: VisitorOptions): Promise<GatePhone | undefined> {
  try {
    return await gate.whoIs(c.env.incoming.socket);
  } catch (error) {
    log.warn({ code: Problem.is(error) ? error.code : 'gate_silent' }, 'the gate did not answer for a page');
    return undefined;
  }
}

/** RFC 9110 §12.5.4: the highest weight that we have; of equal ones the first. Falls back to the first language. */
export function preferredLanguage(header: string | undefined, languages: readonly string[]): string {
  const wanted = (header ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean);
      return { language: tag.split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ language, weight }) => weight > 0 && languages.includes(language))
    .sort((a, b) => b.weight - a.weight);
  return wanted[0]?.language ?? languages[0] ?? 'en';
}

/** The fields of a posted form. Throws `invalid_request` for any other kind of body, `too_large` or `truncated`. */
export async function readFields(c: VisitorContext): Promise<URLSearchParams> {
  const type = c.req.header('content-type') ?? 'application/x-www-form-urlencoded';
  if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded'))
    throw new Problem('invalid_request', 'the body is not a posted form');
  return new URLSearchParams(await readText(c));
}

/**
 * The listener takes no body without a length, and none that announces too much; the parser lets no more through than was
 * announced. Counted here all the same. Not by the web stream: that takes as long as rendering a page.
 */
async function readText(c: VisitorContext): Promise<string> {
  let text: string;
  try {
    text = await c.req.text();
  } catch (cause) {
    // The phone has gone away in the middle: its own doing, and nothing for the log.
    throw new Problem('truncated', undefined, { cause });
  }
  if (Buffer.byteLength(text) > maxBodyBytes) throw new Problem('too_large');
  return text;
}
