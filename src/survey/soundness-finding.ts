/** What is said when a form does not hold together: always a refusal, with the XLSForm column that it is about. */
import type { Finding } from './form-finding.ts';

export interface SoundnessFinding extends Finding {
  readonly key: string;
}

export const refuse = (
  question: string | undefined,
  key: string,
  code: string,
  text: string,
): SoundnessFinding => ({
  severity: 'refuse',
  ...(question === undefined ? {} : { question }),
  key,
  code,
  text,
});
