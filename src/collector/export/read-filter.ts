/** The parameters of an export, from a query string. Every mistake is named, with an example of what is right. */
import { feedbackFormName } from '../../protocol/feedback.ts';
import type { Form } from '../../protocol/form.ts';
import { Problem } from '../../protocol/problems.ts';
import { listForms, type RegisteredForm } from '../store/forms-table.ts';
import type { Reader } from '../store/open-store.ts';
import { listSites } from '../store/sites-table.ts';
import { hasSubmissions } from '../store/submissions-table.ts';

export interface PlaceAndTime {
  readonly siteId?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface ExportRequest extends PlaceAndTime {
  readonly form: Form;
}

const parameters = ['site', 'from', 'to', 'form'];

/** Throws `invalid_request`. */
export async function readFilter(reader: Reader, query: URLSearchParams): Promise<ExportRequest> {
  const placeAndTime = await readPlaceAndTime(reader, query, parameters);
  return { form: await findExportForm(reader, query.get('form') || undefined), ...placeAndTime };
}

/** Empty parameters count as not given: a page's form sends them all. Throws `invalid_request`. */
export async function readPlaceAndTime(
  reader: Reader,
  query: URLSearchParams,
  parameters: readonly string[],
): Promise<PlaceAndTime> {
  const unknown = [...query.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined)
    throw wrong(unknown, `there is no such parameter; there are ${parameters.join(', ')}`);
  const repeated = parameters.find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) throw wrong(repeated, 'give it once');
  const from = readDate(query, 'from');
  const to = readDate(query, 'to');
  if (from && to && from > to) throw wrong('to', `a date not before from, e.g. to=${from}`);
  const site = query.get('site') || undefined;
  if (site !== undefined) {
    const known = await listSites(reader);
    if (!known.some(({ id }) => id === site))
      throw wrong('site', `a site's id, e.g. site=${known[0]?.id ?? 'XD-01'}`);
  }
  return {
    ...(site ? { siteId: site } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

/**
 * @param given `name/version`, or `name` for its newest version, or nothing: then the form registered last of those that somebody
 * has answered, because a collector knows more forms than its kits ask.
 */
export async function findExportForm(reader: Reader, given: string | undefined): Promise<Form> {
  // Feedback is in no export of single answers: it has pages of its own.
  const registered = (await listForms(reader)).filter(({ form }) => form.name !== feedbackFormName);
  const newest = given === undefined ? await newestAnswered(reader, registered) : registered.at(0)?.form;
  const [name, version] = (given ?? newest?.name ?? '').split('/');
  const found = registered.findLast(
    ({ form }) => form.name === name && (version === undefined || String(form.version) === version),
  );
  if (found) return found.form;
  throw wrong(
    'form',
    `a form's name and version, e.g. form=${newest?.name ?? 'dtm-wifi-core'}/${newest?.version ?? 1}`,
  );
}

async function newestAnswered(
  reader: Reader,
  registered: readonly RegisteredForm[],
): Promise<Form | undefined> {
  const lastFirst = registered.toSorted((a, b) => b.registeredAt - a.registeredAt);
  for (const { form } of lastFirst) if (await hasSubmissions(reader, form.name)) return form;
  return registered.at(0)?.form;
}

function readDate(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  if (!text) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // 31 February parses as a day of March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text))
    throw wrong(name, `a date, e.g. ${name}=2026-03-01`);
  return text;
}

const wrong = (parameter: string, what: string): Problem =>
  new Problem('invalid_request', `${parameter}: ${what}`);
