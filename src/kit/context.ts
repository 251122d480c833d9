/**
 * What a kit is made of before it runs: its enrolment, keys and content, read and checked once at the start. Nothing in
 * here changes while the program runs, and no key in here opens an envelope.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  defaultContentFolder,
  loadForms,
  loadLists,
  loadPhrases,
  type PhraseTables,
} from '../platform/content.ts';
import { type Enrolment, enrolmentSchema } from '../protocol/enrolment.ts';
import { type KeyRing, keyRing } from '../protocol/envelope.ts';
import { type Form, type FormRef, formRef, type Lists } from '../protocol/form.ts';
import { Problem } from '../protocol/problems.ts';
import { type Signer, signerFromSeed, type Verifier, verifierFromPublicKey } from '../protocol/signing.ts';
import type { KitConfig } from './config.ts';

export interface KitContext {
  readonly enrolment: Enrolment;
  readonly ring: KeyRing;
  readonly signer: Signer;
  /** Checks the collector's receipts. */
  readonly collector: Verifier;
  readonly form: Form;
  readonly formRef: FormRef;
  readonly lists: Lists;
  readonly phrases: PhraseTables;
}

/** Throws `bad_config`, naming the file and the key. */
export async function loadContext(config: Pick<KitConfig, 'enrolment' | 'content_dir'>): Promise<KitContext> {
  const enrolment = readEnrolment(config.enrolment);
  const folder = config.content_dir ?? defaultContentFolder();
  const form = newestForm(loadForms(folder), folder);
  return {
    enrolment,
    ring: await keyRing(enrolment.recipients.map(({ public_key }) => rawKey(public_key))),
    signer: signerFromSeed(rawKey(enrolment.kit_signing_key)),
    collector: verifierFromPublicKey(rawKey(enrolment.collector_public_key)),
    form,
    formRef: formRef(form),
    lists: loadLists(folder, enrolment.site.country),
    phrases: loadPhrases(folder),
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

/** One form is asked; of several versions the highest. Forms come sorted by name and version. */
function newestForm(forms: readonly Form[], folder: string): Form {
  const form = forms.at(-1);
  const other = forms.find(({ name }) => name !== form?.name);
  if (!form) throw new Problem('bad_config', `content_dir: ${folder} holds no form`);
  if (other)
    throw new Problem('bad_config', `content_dir: ${folder} holds more than one form: ${other.name}`);
  return form;
}
