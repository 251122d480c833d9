/** /flows: how many came, when and from where, and the same as CSV; /flows/answers: what they answered, weighted by who came. */
import { Hono } from 'hono';
import { FlowsAnswersPage } from '../../../portal/staff/flows-answers-page.tsx';
import { FlowsPage } from '../../../portal/staff/flows-page.tsx';
import { renderPage } from '../../../portal/staff/render.ts';
import { feedbackFormName } from '../../protocol/feedback.ts';
import type { Lists } from '../../protocol/form.ts';
import { Problem } from '../../protocol/problems.ts';
import type { FlowsReader, FlowsSelection } from '../analysis/flows-view.ts';
import { unknownWeek } from '../analysis/periods.ts';
import { all } from '../analysis/protect.ts';
import { countDictionaryCsv } from '../export/count-columns.ts';
import { countsCsv } from '../export/counts-export.ts';
import { findExportForm } from '../export/read-filter.ts';
import { listForms } from '../store/forms-table.ts';
import type { Reader } from '../store/open-store.ts';
import { listSites } from '../store/sites-table.ts';
import { csvResponse } from './api.ts';
import { createGroundReader } from './flows-ground.ts';
import { choiceLabels, formOptions, readSelection } from './results-view.ts';
import { type StaffAccess, type StaffEnv, staffGuard } from './staff-access.tsx';
import { staffFrame } from './staff-frame.ts';

export interface StaffFlows extends StaffAccess {
  readonly read: Reader;
  readonly flows: FlowsReader;
  readonly listsOf: (country: string) => Lists;
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });

export function staffFlowsRoutes({ read, flows, listsOf, ...access }: StaffFlows): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const grounds = createGroundReader();
  for (const path of ['/flows', '/flows/*']) app.use(path, staffGuard(access));

  app.get('/flows', async (c) => {
    const view = await flows.find(await readFlowsSelection(read, c.req.query()));
    const places = await listSites(read);
    const props = {
      frame: await staffFrame(read, c.var),
      places,
      weeks: view.weeks,
      selected: view.selected,
      view: {
        ...view,
        languages: view.languages.map((row) => ({
          ...row,
          language: languageNames.of(row.language) ?? row.language,
        })),
      },
      questionLabels: await questionLabels(read),
      ground: grounds.find(places),
    };
    return c.html(renderPage(<FlowsPage {...props} />));
  });

  app.get('/flows/answers', async (c) => {
    const form = await findExportForm(read, c.req.query('form') || undefined);
    const selection = await readFlowsSelection(read, c.req.query());
    const view = await flows.find(selection);
    const weighted = await flows.weigh(form, view.selected);
    const places = await listSites(read);
    const countries = places.map(({ country }) => country);
    const props = {
      frame: await staffFrame(read, c.var),
      forms: await formOptions(read),
      places,
      weeks: view.weeks,
      selected: { form: `${form.name}/${form.version}`, ...view.selected },
      weighted:
        weighted.kind === 'none'
          ? weighted
          : {
              ...weighted,
              questions: weighted.questions.map((row) => {
                const question = form.questions.find(({ name }) => name === row.question);
                const words = question && choiceLabels(question, countries, listsOf);
                return {
                  ...row,
                  label: question?.label.en ?? row.question,
                  choices: row.choices.map((choice) => ({
                    ...choice,
                    label: words?.get(choice.choice)?.en ?? choice.choice,
                  })),
                };
              }),
            },
    };
    return c.html(renderPage(<FlowsAnswersPage {...props} />));
  });

  app.get('/flows/counts.csv', async () => {
    const siteIds = (await listSites(read)).map(({ id }) => id);
    return csvResponse(countsCsv(read, siteIds, {}), 'counts.csv');
  });

  app.get('/flows/counts-dictionary.csv', () => csvResponse(countDictionaryCsv(), 'counts-dictionary.csv'));
  return app;
}

/** Throws `invalid_request` for a site or week that is none. */
async function readFlowsSelection(
  read: Reader,
  query: Readonly<Record<string, string>>,
): Promise<FlowsSelection> {
  const { site, week } = await readSelection(read, query);
  if (week === unknownWeek)
    throw new Problem('invalid_request', 'week: the date of a Monday, e.g. week=2026-03-02');
  return { site, week: week === all ? undefined : week };
}

/** Of all forms, the newest words last: a funnel may hold visits to several. */
async function questionLabels(read: Reader): Promise<Map<string, string>> {
  const forms = (await listForms(read)).filter(({ form }) => form.name !== feedbackFormName);
  return new Map(
    forms.flatMap(({ form }) =>
      form.questions.map(({ name, label }): [string, string] => [name, label.en ?? name]),
    ),
  );
}
