/**
 * Plain constraints are limits that the pages can say better: `. >= 0 and . <= 20`, `string-length(.) <= 200`,
 * `count-selected(.) <= 3`. Read so, and written back as the same constraint. One that brings its own sentence stays what it is.
 */
import type { Expression, Question, QuestionType } from '../../protocol/form.ts';

export type Limits = Pick<Question, 'min' | 'max' | 'max_length' | 'max_selected'>;

const self = { ref: '.' };
const maxTextLength = 2000;

export function limitsOf(type: QuestionType, constraint: Expression): Limits | undefined {
  switch (type) {
    case 'integer':
    case 'decimal':
      return numberLimits(constraint);
    case 'text': {
      const most = atMost(constraint, { op: 'string-length', args: [self] });
      return isCount(most) && most <= maxTextLength ? { max_length: most } : undefined;
    }
    case 'select_multiple': {
      const most = atMost(constraint, { op: 'count-selected', args: [self] });
      return isCount(most) ? { max_selected: most } : undefined;
    }
    default:
      return undefined;
  }
}

const isCount = (value: number | undefined): value is number =>
  value !== undefined && Number.isInteger(value) && value >= 1;

/** The constraint that says a question's limits, where one can; its columns then say nothing. */
export function constraintOf(question: Question): Expression | undefined {
  const { type, min, max, max_length, max_selected, constraint, constraint_message } = question;
  if (constraint !== undefined || constraint_message !== undefined) return undefined;
  const written = limitText({ min, max, max_length, max_selected }, type);
  const read = written && limitsOf(type, written);
  const isWhole =
    read &&
    read.min === min &&
    read.max === max &&
    read.max_length === max_length &&
    read.max_selected === max_selected;
  return isWhole ? written : undefined;
}

function limitText(
  limits: { readonly [K in keyof Limits]: Limits[K] | undefined },
  type: QuestionType,
): Expression | undefined {
  if (type === 'text' && limits.max_length !== undefined)
    return { op: '<=', args: [{ op: 'string-length', args: [self] }, limits.max_length] };
  if (type === 'select_multiple' && limits.max_selected !== undefined)
    return { op: '<=', args: [{ op: 'count-selected', args: [self] }, limits.max_selected] };
  const least: Expression[] = limits.min === undefined ? [] : [{ op: '>=', args: [self, limits.min] }];
  const most: Expression[] = limits.max === undefined ? [] : [{ op: '<=', args: [self, limits.max] }];
  const [first, second] = [...least, ...most];
  return first === undefined || second === undefined ? first : { op: 'and', args: [first, second] };
}

function numberLimits(constraint: Expression): Limits | undefined {
  const least = comparedWith(constraint, '>=', self);
  if (least !== undefined) return { min: least };
  const most = atMost(constraint, self);
  if (most !== undefined) return { max: most };
  if (typeof constraint !== 'object' || !('op' in constraint)) return undefined;
  const [first, second] = constraint.args;
  if (constraint.op !== 'and' || constraint.args.length !== 2 || first === undefined || second === undefined)
    return undefined;
  const [min, max] = [comparedWith(first, '>=', self), atMost(second, self)];
  return min === undefined || max === undefined ? undefined : { min, max };
}

const atMost = (expression: Expression, what: Expression) => comparedWith(expression, '<=', what);

/** The number in `what op number`. */
function comparedWith(expression: Expression, op: '<=' | '>=', what: Expression): number | undefined {
  if (typeof expression !== 'object' || !('op' in expression) || expression.op !== op) return undefined;
  const [left, right] = expression.args;
  return JSON.stringify(left) === JSON.stringify(what) && typeof right === 'number' ? right : undefined;
}
