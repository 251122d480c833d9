/** Whether the expressions of a form can be evaluated: what they refer to is there and known in time, and patterns are safe. */
import type { Expression, Form, Question } from '../protocol/form.ts';
import { siteReferences } from './evaluate.ts';
import { columnsUsed, expressionsOf, references } from './references.ts';
import { parsePattern } from './regex.ts';
import { refuse, type SoundnessFinding } from './soundness-finding.ts';
import { argumentCounts } from './xlsform/functions.ts';

export function expressionFaults(form: Form): SoundnessFinding[] {
  const order = new Map(form.questions.map(({ name }, index) => [name, index]));
  const types = new Map(form.questions.map(({ name, type }) => [name, type]));
  const faults = form.questions.flatMap((question, index) =>
    expressionsOf(question).flatMap(({ column, expression }) => {
      const say = (code: string, text: string) => refuse(question.name, column, code, text);
      const found = [...shapeFaults(expression, say), ...columnFaults(question, column, expression, say)];
      for (const name of references(expression)) {
        if (name === '.') {
          if (column !== 'constraint')
            found.push(say('self', `${column} has ".", which only a constraint may have.`));
          continue;
        }
        const fault = referenceFault(
          name,
          order,
          types,
          column === 'constraint' ? index : index - 1,
          question,
        );
        if (fault) found.push(say(fault.code, fault.text));
      }
      return found;
    }),
  );
  const parents = form.questions.flatMap(({ name, parent }, index) => {
    if (parent === undefined || (order.get(parent) ?? index) < index) return [];
    return [
      refuse(
        name,
        'choice_filter',
        'unknown_reference',
        `"${name}" hangs on "${parent}", which is not asked before it.`,
      ),
    ];
  });
  const endings = (form.endings ?? []).flatMap(({ when }) => {
    const say = (code: string, text: string) => refuse(undefined, 'dtm::ending_when', code, text);
    const unknown = references(when).filter((name) => !order.has(name) && !isSiteReference(name));
    return [
      ...shapeFaults(when, say),
      ...unknown.map((name) =>
        say('unknown_reference', `An ending asks for "${name}", which is no question.`),
      ),
    ];
  });
  return [...faults, ...parents, ...endings];
}

type Say = (code: string, text: string) => SoundnessFinding;

const isSiteReference = (name: string): boolean => (siteReferences as readonly string[]).includes(name);

function referenceFault(
  name: string,
  order: ReadonlyMap<string, number>,
  types: ReadonlyMap<string, Question['type']>,
  last: number,
  { name: own }: Question,
): { code: string; text: string } | undefined {
  if (isSiteReference(name)) return undefined;
  const index = order.get(name);
  const text = `\${${name}}`;
  if (index === undefined) return { code: 'unknown_reference', text: `${text} is no question of this form.` };
  if (types.get(name) === 'note')
    return { code: 'note_reference', text: `${text} is a note, which has no answer.` };
  if (name === own && index > last) return { code: 'cycle', text: `"${own}" depends on its own answer.` };
  if (index > last)
    return {
      code: 'later_reference',
      text: `${text} is asked later than "${own}"; move it up, or what they say of each other goes round in a circle.`,
    };
  return undefined;
}

function columnFaults(question: Question, at: string, expression: Expression, say: Say): SoundnessFinding[] {
  const used = columnsUsed(expression);
  if (at !== 'choice_filter')
    return used.map((column) =>
      say('column', `${at} has the bare word ${column}, which only a choice_filter may have.`),
    );
  // The columns of external lists are not known here.
  if (question.list !== undefined) return [];
  return used
    .filter(
      (column) =>
        column !== 'name' &&
        !question.choices?.some(({ columns }) => columns && Object.hasOwn(columns, column)),
    )
    .map((column) =>
      say('unknown_column', `choice_filter looks at "${column}", which no choice of "${question.name}" has.`),
    );
}

/** Numbers of arguments, and patterns of regex(). */
function shapeFaults(expression: Expression, say: Say): SoundnessFinding[] {
  if (typeof expression !== 'object' || !('op' in expression)) return [];
  const { op, args } = expression;
  const { least, most } = argumentCounts(op);
  const inner = args.flatMap((arg) => shapeFaults(arg, say));
  if (args.length < least || args.length > most)
    return [say('arguments', `"${op}" has ${args.length} arguments.`), ...inner];
  if (op !== 'regex') return inner;
  const [, pattern] = args;
  if (typeof pattern !== 'string')
    return [say('bad_pattern', 'regex() wants its pattern as a text in quotes.'), ...inner];
  const parsed = parsePattern(pattern);
  return 'reason' in parsed
    ? [say('bad_pattern', `The pattern '${pattern}' ${parsed.reason}.`), ...inner]
    : inner;
}
