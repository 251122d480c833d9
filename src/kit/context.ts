/**
 * What a kit is made of before it runs: its enrolment, keys and content, read and checked once at the start. Nothing in
 * here changes while the program runs, and no key in here opens an envelope.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type AudioPiece, currentAudio, loadAudioIndex } from '../platform/audio.ts';
import {
  defaultContentFolder,
  loadForms,
  loadLists,
  loadPhrases,
  type PhraseTables,
} from '../platform/content.ts';
import { loadDirectory } from '../platform/directory-content.ts';
import { listMedia, loadMessages, loadSiteList, type MediaFile } from '../platform/message-content.ts';
import { spokenTexts } from '../platform/spoken-texts.ts';
import type { Directory } from '../protocol/directory.ts';
import { type Enrolment, enrolmentSchema } from '../protocol/enrolment.ts';
import { type KeyRing, keyRing } from '../protocol/envelope.ts';
import { feedbackFormName } from '../protocol/feedback.ts';
import { type Form, type FormRef, formRef, type Lists } from '../protocol/form.ts';
import type { Message, SiteList } from '../protocol/message.ts';
import { Problem } from '../protocol/problems.ts';
import { type Signer, signerFromSeed, type Verifier, verifierFromPublicKey } from '../protocol/signing.ts';
import type { KitSite } from '../protocol/site.ts';
import type { KitConfig } from './config.ts';

export interface KitContext {
  readonly enrolment: Enrolment;
  readonly ring: KeyRing;
  readonly signer: Signer;
  /** Checks the collector's receipts. */
  readonly collector: Verifier;
  readonly form: Form;
  readonly formRef: FormRef;
  readonly site: KitSite;
  readonly lists: Lists;
  /** undefined: the content has none. */
  readonly feedbackForm: Form | undefined;
  readonly directory: Directory;
  readonly phrases: PhraseTables;
  /** What reads aloud what the pages say, by language and page. */
  readonly audio: Readonly<Record<string, Readonly<Record<string, AudioPiece>>>>;
  readonly messages: readonly Message[];
  readonly siteList: SiteList;
  readonly media: readonly MediaFile[];
  /** Languages that are not offered, and the keys of the phrases that they lack. */
  readonly incomplete: Readonly<Record<string, readonly string[]>>;
}

/** Throws `bad_config`, naming the file and the key. */
export async function loadContext(
  config: Pick<KitConfig, 'enrolment' | 'content_dir' | 'questions'>,
): Promise<KitContext> {
  const enrolment = readEnrolment(config.enrolment);
  const folder = config.content_dir ?? defaultContentFolder();
  const forms = loadForms(folder);
  const form = newestForm(forms, config.questions.form, folder);
  const { tables, incomplete } = loadPhrases(folder);
  const pieces = loadAudioIndex(folder);
  const messages = loadMessages(folder);
  return {
    enrolment,
    ring: await keyRing(enrolment.recipients.map(({ public_key }) => rawKey(public_key))),
    signer: signerFromSeed(rawKey(enrolment.kit_signing_key)),
    collector: verifierFromPublicKey(rawKey(enrolment.collector_public_key)),
    form,
    formRef: formRef(form),
    site: { ...enrolment.site, modules: config.questions.modules },
    lists: loadLists(folder, enrolment.site.country),
    feedbackForm: forms.filter(({ name }) => name === feedbackFormName).at(-1),
    directory: loadDirectory(folder, enrolment.site.id),
    phrases: tables,
    audio: Object.fromEntries(
      Object.entries(tables).map(([language, phrases]) => [
        language,
        currentAudio(pieces[language], spokenTexts(language, phrases, [form])),
      ]),
    ),
    messages,
    siteList: loadSiteList(folder, enrolment.site.id, messages),
    media: listMedia(folder),
    incomplete,
  };
}

const rawKey = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

function readEnrolment(file: string): Enrolment {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const advice = 'Put the file that "dtm-wifi collector enrol" made at this place.';
    throw new Problem('bad_config', `enrolment: ${file} cannot be read. ${advice}`, { cause });
  }
  const parsed = enrolmentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem('bad_config', `enrolment: ${file}: ${z.prettifyError(parsed.error)}`);
}

/** Of several versions the highest is asked. Forms come sorted by name and version. */
function newestForm(forms: readonly Form[], name: string, folder: string): Form {
  const form = forms.filter((candidate) => candidate.name === name).at(-1);
  if (form) return form;
  const known = [...new Set(forms.map((candidate) => candidate.name))].join(', ') || 'none';
  throw new Problem('bad_config', `questions.form: ${folder} holds no form "${name}", but: ${known}`);
}
