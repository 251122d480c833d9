/** The column "parameters": 'start=0 end=10 step=1', 'randomize=true'. */
import type { QuestionType } from '../../protocol/form.ts';
import { readDecimal } from '../read-number.ts';
import { readYesNo } from './tables.ts';

export interface Parameters {
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
  readonly randomize?: boolean;
  /** There was one; it is not kept. */
  readonly seed?: boolean;
}

/** XLSForm's own, where a range says nothing. */
const rangeDefaults = { start: 1, end: 10, step: 1 };
const selects: readonly QuestionType[] = ['select_one', 'select_multiple'];

export function readParameters(text: string, type: QuestionType, refuse: (text: string) => void): Parameters {
  const given: Record<string, number | boolean> = {};
  // Blanks around "=" are read as none.
  for (const word of text.replace(/\s*=\s*/g, '=').split(/[\s,;]+/)) {
    if (word === '') continue;
    const [key = '', value = ''] = word.toLowerCase().split('=');
    const read = readOne(key, value, type);
    if (read === undefined) refuse(`parameters has "${word}", which is not known for ${type}.`);
    else if (Object.hasOwn(given, key)) refuse(`parameters has "${key}" twice.`);
    else given[key] = read;
  }
  return type === 'range' ? { ...rangeDefaults, ...given } : given;
}

function readOne(key: string, value: string, type: QuestionType): number | boolean | undefined {
  if (type === 'range' && Object.hasOwn(rangeDefaults, key)) return readDecimal(value);
  if (!selects.includes(type)) return undefined;
  if (key === 'seed') return true;
  return key === 'randomize' ? readYesNo(value) : undefined;
}
