/**
 * A table of figures, given by its columns: each is its head and what it says of a row. What must stay true: on a phone, where rows
 * become cards, every cell says its column's head. Drawn once, on the server: rows need no keys.
 */
import type { ComponentChildren } from 'preact';

interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
}

/** Says what the row is about. */
interface NameColumn<Row> extends Column<Row> {
  readonly isNowrap?: boolean;
}

/** Set right as numbers are, if it is not text. */
interface FigureColumn<Row> extends Column<Row> {
  readonly isText?: boolean;
}

interface FigureTableProps<Row> {
  /** For who cannot see the heading above the table. */
  readonly label?: string;
  readonly caption?: string;
  /** On a phone each row is a card: for tables that are wider. */
  readonly isCards?: boolean;
  readonly rows: readonly Row[];
  readonly name: NameColumn<Row>;
  /** false: this table has no such column. */
  readonly columns: readonly (FigureColumn<Row> | false)[];
  /** By which a row is found. */
  readonly data?: (row: Row) => Readonly<Record<`data-${string}`, string>>;
}

export function FigureTable<Row>(props: FigureTableProps<Row>) {
  const { label, caption, isCards, rows, name, data } = props;
  const columns = props.columns.filter((column) => column !== false);
  return (
    <table class={isCards ? 'cards' : undefined} aria-label={label}>
      {caption && <caption>{caption}</caption>}
      <thead>
        <tr>
          <th scope="col">{name.head}</th>
          {columns.map(({ head, isText }) => (
            <th key={head} scope="col" class={isText ? undefined : 'number'}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr {...data?.(row)}>
            <th scope="row" class={name.isNowrap ? 'nowrap' : undefined}>
              {name.cell(row)}
            </th>
            {columns.map(({ head, cell, isText }) => (
              <td key={head} class={isText ? undefined : 'number'} data-label={isCards ? head : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
