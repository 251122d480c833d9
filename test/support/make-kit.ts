/**
 * A kit as the collector sees one, without the kit: sealed records, signed bundles, in one chain. For tests that need
 * bundles a real kit would not make, or makes too slowly.
 */
import { type BundleRecord, bundleHash, encodeBundle, noHash } from '../../src/protocol/bundle.ts';
import type { Enrolment } from '../../src/protocol/enrolment.ts';
import { beginSealing, keyRing, type RecordKind, sealEnvelope } from '../../src/protocol/envelope.ts';
import { encodeFeedback } from '../../src/protocol/feedback.ts';
import { type Answers, type Form, formRef } from '../../src/protocol/form.ts';
import { newId } from '../../src/protocol/ids.ts';
import {
  type BootTime,
  type ClockRecord,
  encodeJsonRecord,
  encodeSubmission,
  type HealthRecord,
} from '../../src/protocol/records.ts';
import { signerFromSeed } from '../../src/protocol/signing.ts';
import type { TicketKeys } from '../../src/protocol/tickets.ts';
import { compressionDictionary } from '../../src/survey/dictionary.ts';
import { encodeAnswers } from '../../src/survey/encode-answers.ts';
import { feedbackForm } from './make-voice.ts';

export interface SubmissionOptions {
  readonly isComplete?: boolean;
  readonly begun?: BootTime;
  readonly language?: string;
  readonly siteId?: string;
  readonly round?: number;
  readonly recordId?: string;
  readonly sealedUnder?: string;
  /** Names another form than the one the answers were encoded with. */
  readonly formRef?: string;
}

export interface FeedbackOptions {
  readonly ticket?: TicketKeys;
  readonly recordId?: string;
  readonly siteId?: string;
}

export interface BundleOptions {
  readonly number?: number;
  readonly previousHash?: string;
  readonly firstSeq?: number;
}

export interface MadeBundle {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly number: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface TestKit {
  readonly kitId: string;
  readonly incarnation: string;
  readonly boot: { readonly bootNumber: number; readonly bootId: string };
  submission(answers: Answers, options?: SubmissionOptions): Promise<BundleRecord>;
  /** Told at the kit's site, with this ticket if one is given. */
  feedback(answers: Answers, options?: FeedbackOptions): Promise<BundleRecord>;
  health(values?: Partial<HealthRecord>): Promise<BundleRecord>;
  clock(values: Pick<ClockRecord, 'utcMs'> & Partial<ClockRecord>): Promise<BundleRecord>;
  withdrawal(recordId: string): Promise<BundleRecord>;
  void(recordId?: string): BundleRecord;
  /** Any bytes, sealed as any kind. */
  sealed(
    kind: RecordKind,
    content: Uint8Array,
    options?: { formRef?: string; recordId?: string },
  ): Promise<BundleRecord>;
  /** The next of the chain; given options, out of it. */
  bundle(records: readonly BundleRecord[], options?: BundleOptions): MadeBundle;
}

export async function makeKit(
  enrolment: Enrolment,
  form: Form,
  incarnation: string = newId(8),
): Promise<TestKit> {
  const raw = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  const ring = await keyRing(enrolment.recipients.map((recipient) => raw(recipient.public_key)));
  const signer = signerFromSeed(raw(enrolment.kit_signing_key));
  const kitId = enrolment.kit_id;
  const boot = { bootNumber: 1, bootId: newId(8).slice(0, 8) };
  const dictionary = compressionDictionary(form);
  let number = 0;
  let previousHash = noHash;
  let nextSeq = 1;

  const sealed: TestKit['sealed'] = async (kind, content, options = {}) => {
    const { formRef: ref = '', recordId = newId(16) } = options;
    const binding = { kind, kitId, incarnation, recordId, formRef: ref };
    return { kind, recordId, formRef: ref, envelope: await sealEnvelope(content, binding, ring) };
  };
  return {
    kitId,
    incarnation,
    boot,
    sealed,
    submission: async (answers, options = {}) => {
      const content = encodeSubmission(
        {
          isComplete: options.isComplete ?? true,
          begun: options.begun ?? { ...boot, msSinceBoot: 0 },
          language: options.language ?? 'es',
          siteId: options.siteId ?? enrolment.site.id,
          round: options.round ?? enrolment.round,
          answers: encodeAnswers(form, answers),
        },
        dictionary,
      );
      const { recordId = newId(16), sealedUnder } = options;
      const ref = options.formRef ?? formRef(form);
      const binding = {
        kind: 'submission' as const,
        kitId,
        incarnation: sealedUnder ?? incarnation,
        recordId,
        formRef: ref,
      };
      const envelope = (await beginSealing(binding, ring)).seal(content);
      return {
        kind: 'submission',
        recordId,
        formRef: ref,
        envelope,
        ...(sealedUnder ? { sealedUnder } : {}),
      };
    },
    feedback: (answers, { ticket, recordId = newId(16), siteId = enrolment.site.id } = {}) => {
      const own = feedbackForm();
      const submission = {
        isComplete: true,
        begun: { ...boot, msSinceBoot: 0 },
        language: 'es',
        siteId,
        round: enrolment.round,
        answers: encodeAnswers(own, answers),
      };
      const content = encodeFeedback({ ticket, submission }, compressionDictionary(own));
      return sealed('feedback', content, { formRef: formRef(own), recordId });
    },
    health: (values) =>
      sealed(
        'health',
        encodeJsonRecord({
          at: { ...boot, msSinceBoot: 0 },
          version: '0.1.0',
          uptimeSeconds: 3600,
          temperatureC: 48,
          memoryUsedMb: 310,
          memoryTotalMb: 1024,
          kitMemoryMb: 84,
          diskFreeMb: 11_000,
          diskUsedPercent: 21,
          uplink: 'up',
          outboxDepth: 0,
          visitsOpen: 2,
          incidents: [],
          ...values,
        }),
      ),
    clock: (values) =>
      sealed(
        'clock',
        encodeJsonRecord({
          at: { ...boot, msSinceBoot: 0 },
          uncertaintyMs: 1000,
          source: 'receipt',
          ...values,
        }),
      ),
    withdrawal: (recordId) => sealed('withdrawal', encodeJsonRecord({ recordId })),
    void: (recordId = newId(16)) => ({ kind: 'void', recordId, formRef: '', envelope: new Uint8Array() }),
    bundle: (records, options = {}) => {
      const made = {
        number: options.number ?? number + 1,
        previousHash: options.previousHash ?? previousHash,
        firstSeq: options.firstSeq ?? nextSeq,
      };
      const bytes = encodeBundle({ kitId, incarnation, ...made, records }, signer);
      const hash = bundleHash(bytes);
      const lastSeq = made.firstSeq + records.length - 1;
      if (options.number === undefined) {
        number = made.number;
        previousHash = hash;
      }
      if (options.firstSeq === undefined) nextSeq = lastSeq + 1;
      return { bytes, hash, number: made.number, firstSeq: made.firstSeq, lastSeq };
    },
  };
}
