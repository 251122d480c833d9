/** Devices that sites had in common in a week that is over, as published. */
import type { CountFlowsTable } from './count-tables.ts';
import type { Reader, Writer } from './open-store.ts';

/** A statement's parameters are limited; nine a row. */
const rowsPerInsert = 500;

export async function insertFlows(writer: Writer, rows: readonly CountFlowsTable[]): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsPerInsert)
    await writer
      .insertInto('count_flows')
      .values(rows.slice(at, at + rowsPerInsert))
      .execute();
}

export interface FlowFilter {
  readonly siteId?: string | undefined;
  /** Mondays, both included. */
  readonly fromWeek: string;
  readonly toWeek: string;
  readonly atLeast: number;
  readonly limit?: number;
}

/** The largest first. */
export function listFlows(reader: Reader, filter: FlowFilter): Promise<CountFlowsTable[]> {
  let query = reader
    .selectFrom('count_flows')
    .selectAll()
    .where('week', '>=', filter.fromWeek)
    .where('week', '<=', filter.toWeek)
    .where('value', '>=', filter.atLeast);
  const { siteId } = filter;
  if (siteId !== undefined)
    query = query.where((is) => is.or([is('from_site', '=', siteId), is('to_site', '=', siteId)]));
  query = query.orderBy('week').orderBy('value', 'desc').orderBy('from_site').orderBy('to_site');
  return (filter.limit === undefined ? query : query.limit(filter.limit)).execute();
}

/** Of one site, by week; each flow is the first site's. One that is too small has no row: that there is one would say something. */
export function listFlowsFrom(
  reader: Reader,
  { siteId, fromWeek, toWeek, atLeast }: Required<Omit<FlowFilter, 'limit'>> & { readonly siteId: string },
): Promise<CountFlowsTable[]> {
  return reader
    .selectFrom('count_flows')
    .selectAll()
    .where('from_site', '=', siteId)
    .where('week', '>=', fromWeek)
    .where('week', '<=', toWeek)
    .where('value', '>=', atLeast)
    .orderBy('week')
    .orderBy('to_site')
    .orderBy('flow_order')
    .execute();
}
