/** What a visitor is told when something could not be kept. */
import type { PhraseKey } from '../../../portal/visitor/view.ts';
import { Problem } from '../../protocol/problems.ts';

/** undefined: not for lack of storage. */
export function troubleOf(error: unknown): PhraseKey | undefined {
  if (Problem.is(error, 'storage_full')) return 'error.storage_full';
  if (Problem.is(error, 'storage_failed') || Problem.is(error, 'busy')) return 'error.storage_failed';
  return undefined;
}
