/** /messages: how often messages are opened and watched, and the same as CSV. */
import { Hono } from 'hono';
import { MessagesPage } from '../../../portal/staff/messages-page.tsx';
import { renderPage } from '../../../portal/staff/render.ts';
import { loadMessages } from '../../platform/message-content.ts';
import { createMessageViewsReader, viewFigures } from '../analysis/message-views.ts';
import { all } from '../analysis/protect.ts';
import { messageViewsCsv } from '../export/message-views-csv.ts';
import type { Reader } from '../store/open-store.ts';
import { listSites } from '../store/sites-table.ts';
import { csvResponse } from './api.ts';
import { readSelection } from './results-view.ts';
import { type StaffAccess, type StaffEnv, staffGuard } from './staff-access.tsx';
import { staffFrame } from './staff-frame.ts';

export interface StaffMessages extends StaffAccess {
  readonly read: Reader;
  readonly contentFolder: string;
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });

export function staffMessageRoutes({ read, contentFolder, ...access }: StaffMessages): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const titles = new Map(loadMessages(contentFolder).map(({ id, title }) => [id, title.en ?? id]));
  const reader = createMessageViewsReader(read);
  for (const path of ['/messages', '/messages/*']) app.use(path, staffGuard(access));

  app.get('/messages', async (c) => {
    const { site, week } = await readSelection(read, c.req.query());
    const views = await reader.find();
    const props = {
      frame: await staffFrame(read, c.var),
      sites: (await listSites(read)).map(({ id, name }) => ({ value: id, label: `${id} ${name}` })),
      weeks: views.weeks,
      selected: { site, week },
      languages: views.languages.map((code) => languageNames.of(code) ?? code),
      messages: views.messages.map((id) => ({
        id,
        title: titles.get(id) ?? id,
        figures: viewFigures.map((figure) => views.figure(figure, [site, week, id, all])),
        byLanguage: views.languages.map((language) => views.figure('opened', [site, week, id, language])),
      })),
    };
    return c.html(renderPage(<MessagesPage {...props} />));
  });

  app.get('/messages/views.csv', async () => {
    const siteIds = (await listSites(read)).map(({ id }) => id);
    return csvResponse(messageViewsCsv(read, siteIds, {}), 'message-views.csv');
  });
  return app;
}
