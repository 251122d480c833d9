/**
 * A page with questions that show and hide, as the script for it meets it: just what of a document it touches, in a realm that knows
 * the JavaScript of 2015 and no more.
 */
import { createContext, runInContext, Script } from 'node:vm';
import type { PageModel } from '../../src/survey/page-model.ts';

export interface Input {
  readonly name: string;
  readonly type: 'radio' | 'checkbox' | 'text';
  readonly value: string;
  readonly checked: boolean;
}

/** What came after 2015, by what it stands on. */
const younger: Readonly<Record<string, readonly string[]>> = {
  Object: ['entries', 'values', 'fromEntries', 'hasOwn', 'getOwnPropertyDescriptors', 'groupBy'],
  'Array.prototype': [
    'includes',
    'flat',
    'flatMap',
    'at',
    'findLast',
    'findLastIndex',
    'toSorted',
    'toReversed',
    'with',
    'toSpliced',
  ],
  'String.prototype': [
    'padStart',
    'padEnd',
    'trimStart',
    'trimEnd',
    'matchAll',
    'replaceAll',
    'at',
    'isWellFormed',
    'toWellFormed',
  ],
  Array: ['fromAsync'],
  globalThis: ['structuredClone', 'queueMicrotask', 'URLSearchParams', 'BigInt'],
};

export interface OldBrowser {
  /** Names of the questions that the script hides. */
  hiddenOf(model: PageModel, inputs: readonly Input[], further: readonly string[]): string[];
}

interface Part {
  readonly name: string;
  readonly getAttribute: () => string;
  hidden?: boolean;
  disabled?: boolean;
}

/** @param script as it is shipped */
export function oldBrowser(script: string): OldBrowser {
  const context = createContext({});
  for (const [object, names] of Object.entries(younger))
    for (const name of names) runInContext(`delete ${object}.${name}`, context);
  const compiled = new Script(script);
  return {
    hiddenOf: (model, inputs, further) => {
      const parts = further.map((name): Part => ({ name, getAttribute: () => name }));
      const form = {
        getAttribute: () => JSON.stringify(model),
        addEventListener: () => undefined,
        querySelectorAll: (selector: string) => {
          const [, name] = /^\[name="(\w+)"\]$/.exec(selector) ?? [];
          if (name !== undefined) return inputs.filter((input) => input.name === name);
          if (selector === 'fieldset[data-further]') return parts;
          throw new Error(`unknown selector ${selector}`);
        },
      };
      Object.assign(context, {
        document: { querySelectorAll: () => [form] },
        window: { addEventListener: () => undefined },
      });
      compiled.runInContext(context);
      if (parts.some(({ hidden }) => hidden === undefined)) throw new Error('the script has failed');
      if (parts.some(({ hidden, disabled }) => hidden !== disabled)) throw new Error('hidden and sent');
      return parts.filter(({ hidden }) => hidden).map(({ name }) => name);
    },
  };
}
