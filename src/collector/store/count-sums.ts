/**
 * Sums of published figures with what their intervals need: half-widths of independent figures add up by their squares; what
 * figures lack for having been added up from several keys is no chance, and adds up as it is.
 */
import { type AliasedRawBuilder, sql } from 'kysely';

export interface GapSums {
  readonly value: number;
  /** Σ (value − low)² of figures that are not added up. */
  readonly lowSquares: number;
  /** Σ (high − value)². */
  readonly highSquares: number;
  /** Σ (value − low) of those that are. */
  readonly lowAdded: number;
  readonly count: number;
}

/**
 * @param isAddedUp of a row, in SQL
 * @param of the table's alias with its dot, where there are several
 * @param suffix of the columns' names
 */
export const gapSums = <Suffix extends string = ''>(isAddedUp: string, of = '', suffix = '' as Suffix) =>
  [
    as(`sum(${of}value)`, `value${suffix}`),
    as(
      `sum(CASE WHEN ${isAddedUp} THEN 0 ELSE (${of}value - ${of}low) * (${of}value - ${of}low) END)`,
      `lowSquares${suffix}`,
    ),
    as(`sum((${of}high - ${of}value) * (${of}high - ${of}value))`, `highSquares${suffix}`),
    as(`sum(CASE WHEN ${isAddedUp} THEN ${of}value - ${of}low ELSE 0 END)`, `lowAdded${suffix}`),
    as('count(*)', `count${suffix}`),
  ] as const;

const as = <Name extends string>(text: string, name: Name): AliasedRawBuilder<number, Name> =>
  sql.raw<number>(text).as(name);
