/** The staff's pages for feedback: the list, one item with its reply, the public board. Texts are shown to signed-in staff only. */
import { type Context, Hono } from 'hono';
import { BoardEditorPage, type BoardRow } from '../../../portal/staff/board-page.tsx';
import { FeedbackItemPage } from '../../../portal/staff/feedback-item-page.tsx';
import { FeedbackPage, type FeedbackRow } from '../../../portal/staff/feedback-page.tsx';
import { renderPage } from '../../../portal/staff/render.ts';
import type { Clock } from '../../platform/clock.ts';
import { feedbackFormName, feedbackStatuses } from '../../protocol/feedback.ts';
import { Problem } from '../../protocol/problems.ts';
import { maxReplyCharacters } from '../../protocol/replies.ts';
import { feedbackFigures } from '../analysis/feedback-counts.ts';
import { feedbackCsv } from '../export/feedback-csv.ts';
import { changeStatus, removeBoardEntry, saveBoardEntry, writeReply } from '../publish/answer-feedback.ts';
import { listBoardEntries } from '../store/board-table.ts';
import { listEvents } from '../store/feedback-events-table.ts';
import { findReply } from '../store/feedback-replies-table.ts';
import {
  type FeedbackItem,
  type FeedbackPlace,
  findFeedback,
  listFeedback,
} from '../store/feedback-table.ts';
import { listForms } from '../store/forms-table.ts';
import type { Store } from '../store/open-store.ts';
import { listSites } from '../store/sites-table.ts';
import type { BoardEntriesTable } from '../store/tables.ts';
import { csvResponse } from './api.ts';
import { limitedForm, type StaffAccess, type StaffEnv, staffGuard } from './staff-access.tsx';
import { staffFrame } from './staff-frame.ts';

export interface StaffFeedbackRoutes extends StaffAccess {
  readonly store: Store;
  readonly clock: Clock;
}

const shownItems = 100;
const shownCharacters = 90;
/** Eight languages, twice 400 characters each, percent-encoded. */
const maxBoardBytes = 128 * 1024;
const maxReplyBytes = 16 * 1024;
const id = '[0-9a-f]{16}';
const itemPath = `/feedback/:kitId{${id}}/:feedbackId{${id}${id}}`;

export function staffFeedbackRoutes({ store, clock, ...access }: StaffFeedbackRoutes): Hono<StaffEnv> {
  const { read } = store;
  const app = new Hono<StaffEnv>();
  const guard = staffGuard(access);
  app.get('/feedback', guard);
  app.get('/feedback/*', guard);

  /** The newest feedback form's own words for its choices. */
  const choicesOf = async (question: 'type' | 'sector') => {
    const forms = (await listForms(read)).filter(({ form }) => form.name === feedbackFormName);
    const choices = forms.at(-1)?.form.questions.find(({ name }) => name === question)?.choices ?? [];
    return choices.map(({ name, label }) => ({ value: name, label: label.en ?? name }));
  };
  const siteOptions = async () =>
    (await listSites(read)).map((site) => ({ value: site.id, label: `${site.id} ${site.name}` }));
  const wordsOf = async () => {
    const [types, sectors, sites] = [await choicesOf('type'), await choicesOf('sector'), await siteOptions()];
    const labelIn = (options: typeof types, value: string) =>
      value === '' ? 'not said' : (options.find((option) => option.value === value)?.label ?? value);
    return { types, sectors, sites, labelIn };
  };
  const keyOf = (c: Context) => ({
    kitId: c.req.param('kitId') ?? '',
    feedbackId: c.req.param('feedbackId') ?? '',
  });
  const pathOf = (item: Pick<FeedbackItem, 'kit_id' | 'feedback_id'>) =>
    `/feedback/${item.kit_id}/${item.feedback_id}`;

  app.get('/feedback', async (c) => {
    const { types, sectors, sites, labelIn } = await wordsOf();
    const { type = '', sector = '', site = '', status = '' } = c.req.query();
    const filter = {
      type: type || undefined,
      sector: sector || undefined,
      siteId: site || undefined,
      status: feedbackStatuses.find((each) => each === status),
    };
    const after = readPlace(c.req.query('after'));
    // One more than is shown tells whether there is more.
    const items = await listFeedback(read, filter, shownItems + 1, after);
    const shown = items.slice(0, shownItems);
    const last = items.length > shownItems ? shown.at(-1) : undefined;
    const rows = shown.map(
      (item): FeedbackRow => ({
        path: pathOf(item),
        site: labelIn(sites, item.site_id),
        type: labelIn(types, item.type),
        sector: labelIn(sectors, item.sector),
        status: item.status,
        beginning: [...(item.body ?? '')].slice(0, shownCharacters).join(''),
        wantsReply: item.lookup !== null,
        isErased: item.erased_at !== null,
        receivedAt: item.received_at,
      }),
    );
    const selected = { type, sector, site, status };
    const frame = await staffFrame(read, c.var);
    const props = {
      ...{ frame, rows, types, sectors, sites, selected, now: clock.now() },
      newest: after && listPath(selected),
      older: last && listPath({ ...selected, after: placeText(last) }),
    };
    return c.html(renderPage(<FeedbackPage {...props} />));
  });

  app.get('/feedback/counts.csv', async () =>
    csvResponse(feedbackCsv(await feedbackFigures(read)), 'feedback.csv'),
  );

  app.get('/feedback/board', async (c) => {
    const { sectors, sites } = await wordsOf();
    const rows = (await listBoardEntries(read)).map(toBoardRow);
    const edited = rows.find((row) => row.id === c.req.query('edit'));
    const frame = await staffFrame(read, c.var);
    const props = { frame, rows, sectors, sites, languages: await languageOptions(), edited };
    return c.html(renderPage(<BoardEditorPage {...props} />));
  });

  const languageOptions = async () => {
    const forms = (await listForms(read)).filter(({ form }) => form.name === feedbackFormName);
    const codes = forms.at(-1)?.form.languages ?? ['en'];
    return codes.map((value) => ({ value, label: languageName(value) }));
  };

  app.post('/feedback/board', limitedForm(maxBoardBytes), guard, async (c) => {
    const form = await c.req.parseBody();
    const text = (name: string) => String(form[name] ?? '').trim();
    const languages = (await languageOptions()).map(({ value }) => value);
    const texts = (part: string) =>
      Object.fromEntries(
        languages
          .map((language) => [language, text(`${part}.${language}`)])
          .filter(([, words]) => words !== ''),
      );
    const entryId = text('entry') || undefined;
    if (entryId !== undefined && !/^[0-9a-f]{32}$/.test(entryId)) throw new Problem('not_found');
    const draft = {
      entryId,
      sector: text('sector'),
      siteId: text('site') || undefined,
      said: texts('said'),
      did: texts('did'),
      isPublished: text('published') === 'yes',
    };
    await saveBoardEntry({ store, clock }, draft, c.var.email);
    return c.redirect('/feedback/board', 303);
  });

  app.post('/feedback/board/:entry/remove', limitedForm(), guard, async (c) => {
    await removeBoardEntry({ store, clock }, c.req.param('entry'));
    return c.redirect('/feedback/board', 303);
  });

  app.get(itemPath, async (c) => {
    const key = keyOf(c);
    const item = await findFeedback(read, key);
    if (!item) throw new Problem('not_found');
    const { types, sectors, sites, labelIn } = await wordsOf();
    const reply = await findReply(read, key);
    const props = {
      frame: await staffFrame(read, c.var),
      path: pathOf(item),
      site: labelIn(sites, item.site_id),
      date: item.earliest_date === item.latest_date ? item.earliest_date : 'not known exactly',
      language: languageName(item.language),
      type: labelIn(types, item.type),
      sector: labelIn(sectors, item.sector),
      body: item.body,
      status: item.status,
      wantsReply: item.lookup !== null,
      isErased: item.erased_at !== null,
      receivedAt: item.received_at,
      reply: reply && { body: reply.body, by: reply.written_by, at: reply.written_at },
      events: (await listEvents(read, key)).map((event) => ({
        action: event.action,
        by: event.email,
        at: event.happened_at,
      })),
      maxReplyCharacters,
    };
    return c.html(renderPage(<FeedbackItemPage {...props} />));
  });

  app.post(`${itemPath}/status`, limitedForm(), guard, async (c) => {
    const { status } = await c.req.parseBody();
    await changeStatus({ store, clock }, keyOf(c), String(status ?? ''), c.var.email);
    return c.redirect(`/feedback/${keyOf(c).kitId}/${keyOf(c).feedbackId}`, 303);
  });

  app.post(`${itemPath}/reply`, limitedForm(maxReplyBytes), guard, async (c) => {
    const { reply } = await c.req.parseBody();
    await writeReply({ store, clock }, keyOf(c), String(reply ?? ''), c.var.email);
    return c.redirect(`/feedback/${keyOf(c).kitId}/${keyOf(c).feedbackId}`, 303);
  });

  return app;
}

const placeText = (item: FeedbackPlace): string => `${item.received_at}.${item.kit_id}.${item.feedback_id}`;

/** undefined: from the newest on, whatever else was asked. */
function readPlace(text: string | undefined): FeedbackPlace | undefined {
  const [, at, kitId, feedbackId] = /^(\d{1,15})\.([0-9a-f]{16})\.([0-9a-f]{32})$/.exec(text ?? '') ?? [];
  if (kitId === undefined || feedbackId === undefined) return undefined;
  return { received_at: Number(at), kit_id: kitId, feedback_id: feedbackId };
}

const listPath = (chosen: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value !== ''));
  return query.size > 0 ? `/feedback?${query}` : '/feedback';
};

const englishNames = new Intl.DisplayNames('en', { type: 'language' });
/** What a kit sent may be no language at all: then it is shown as it came. */
const languageName = (code: string): string =>
  /^[a-z]{2,3}$/.test(code) ? (englishNames.of(code) ?? code) : code;

const toBoardRow = (row: BoardEntriesTable): BoardRow => ({
  id: row.entry_id,
  sector: row.sector,
  site: row.site_id ?? '',
  said: JSON.parse(row.said),
  did: JSON.parse(row.did),
  isPublished: row.is_published === 1,
  by: row.written_by,
  at: row.written_at,
});
