/** Feedback on the kit's own store, for the visitor's bench: the real intake, and replies that a test puts there. */
import { createFeedback, type RunningFeedback } from '../../src/kit/intake/feedback.ts';
import { createTicketLookup } from '../../src/kit/intake/look-up-ticket.ts';
import type { Voice } from '../../src/kit/voice.ts';
import { loadForms, loadLists } from '../../src/platform/content.ts';
import { feedbackFormName } from '../../src/protocol/feedback.ts';
import { type Form, formRef } from '../../src/protocol/form.ts';
import { systemRandom } from '../../src/protocol/ids.ts';
import type { Replies } from '../../src/protocol/replies.ts';
import type { KitParts } from './kit-parts.ts';

export interface VoiceSettings {
  readonly submissionsPerHour?: number;
  readonly idleMs?: number;
  readonly replies?: () => Replies | undefined;
  readonly mayTry?: (phone: string) => boolean;
}

export type TestVoice = Voice & { readonly feedback: RunningFeedback };

export function feedbackForm(): Form {
  const form = loadForms().find(({ name }) => name === feedbackFormName);
  if (!form) throw new Error('no feedback form in portal/content');
  return form;
}

export function makeVoice(
  kit: KitParts,
  {
    submissionsPerHour = 1000,
    idleMs = 600_000,
    replies = () => undefined,
    mayTry = () => true,
  }: VoiceSettings = {},
): TestVoice {
  const form = feedbackForm();
  const feedback = createFeedback({
    submissions: kit.store.submissions,
    sealer: kit.sealer,
    random: systemRandom,
    form,
    formRef: formRef(form),
    lists: loadLists(undefined, kit.site.country),
    site: kit.site,
    round: 1,
    hourly: { perPhone: submissionsPerHour, inAll: 100_000 },
    bootTime: () => ({ bootNumber: 1, bootId: 'aabbccdd', msSinceBoot: kit.time.ms }),
    idleMs,
    resumeMs: 3_600_000,
    rememberMs: 86_400_000,
    onQueued: () => undefined,
  });
  return { feedback, replies, lookUp: createTicketLookup({ replies, mayTry }) };
}
