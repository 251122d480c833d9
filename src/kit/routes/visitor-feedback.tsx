/**
 * The paths of feedback. The questions are a form of their own, shown and judged by the same code as any form; what is different is
 * that nothing is stored before the last page, and that one answer (about staff) leads out of it with nothing kept at all. All of it
 * is sensitive: "Leave now" stands on every page.
 *
 *   /feedback ──POST──▶ /feedback/q/type ─▶ … ─▶ /feedback/done (code)         /feedback/ticket ──POST──▶ status, reply
 *                            └── about staff ──▶ /feedback/safe
 */
import { type Context, Hono } from 'hono';
import {
  BoardPage,
  FeedbackDeletedPage,
  FeedbackDeletePage,
  FeedbackHomePage,
  FeedbackNothingPage,
  FeedbackSentPage,
  ReplyPage,
  SafePage,
  TicketPage,
} from '../../../portal/visitor/feedback-pages.tsx';
import type { Refusal } from '../../../portal/visitor/opening-pages.tsx';
import { QuestionPage } from '../../../portal/visitor/question-page.tsx';
import { linkTo } from '../../../portal/visitor/view.ts';
import type { Handle } from '../../protocol/gate.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Told } from '../intake/feedback.ts';
import type { Voice } from '../voice.ts';
import { openPage, pathOf } from './form-place.ts';
import { fieldsOfAnswers, judgeFields, questionProps } from './question-state.ts';
import { troubleOf } from './storage-trouble.ts';
import { meetVisitor, readFields, type VisitorBindings, type VisitorOptions } from './visitor-request.ts';
import { seeOther, sendPage } from './visitor-response.ts';

const base = '/feedback';

export function feedbackRoutes(
  options: VisitorOptions,
  { feedback, replies, lookUp }: Voice,
): Hono<{ Bindings: VisitorBindings }> {
  const { site, disk } = options;
  const app = new Hono<{ Bindings: VisitorBindings }>().basePath(base);

  /** "Delete what I answered" means the other form: nothing of this one is kept yet. */
  const question = (shown: Parameters<typeof questionProps>[1]) => (
    <QuestionPage {...questionProps(options, shown)} base={base} canDelete={false} isSensitive />
  );

  const refusalFor = async (handle: Handle | undefined): Promise<Refusal | undefined> => {
    if (handle !== undefined && !feedback.hasRoom(handle)) return 'enough';
    return (await disk.isNearlyFull()) ? 'full' : undefined;
  };

  const beginLate = async (handle: Handle, language: string, page: string) =>
    (await refusalFor(handle)) ? undefined : feedback.beginAt(handle, language, page);

  app.get('/', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    const refusal = await refusalFor(handle);
    const canDelete = handle !== undefined && feedback.findSent(handle) !== undefined;
    return sendPage(c, <FeedbackHomePage view={view} refusal={refusal} canDelete={canDelete} />);
  });

  app.post('/', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    if (handle === undefined) return seeOther(linkTo(view, '/reconnect'));
    // The page that is led to says why.
    if (await refusalFor(handle)) return seeOther(linkTo(view, base));
    return seeOther(linkTo(view, base + pathOf(feedback.begin(handle, view.language), site)));
  });

  app.get('/q/:page', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    const visit = handle === undefined ? undefined : feedback.find(handle);
    const page = openPage(visit, c.req.param('page'), site);
    if (!visit || !page) return seeOther(linkTo(view, base));
    const fields = fieldsOfAnswers(visit, page);
    return sendPage(c, question({ view, visit, page, fields }));
  });

  app.post('/q/:page', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    const fields = await readFields(c);
    if (handle === undefined) return seeOther(linkTo(view, '/reconnect'));
    const known = feedback.find(handle);
    const visit = known ?? (await beginLate(handle, view.language, c.req.param('page')));
    const page = openPage(visit, c.req.param('page'), site);
    if (!visit || !page) return seeOther(linkTo(view, feedback.findSent(handle) ? `${base}/done` : base));
    const at = { view, visit, page, fields };
    // RFC 9110 §15.5.10: not to be kept as things stand; what was typed is in the page, to be sent again.
    if (!known && visit.pagesDone.length > 0)
      return sendPage(c, question({ ...at, trouble: 'feedback.late' }), 409);
    const judged = judgeFields(options, at);
    if (judged.kind !== 'answers') {
      const problems = judged.kind === 'invalid' ? judged.problems : [];
      const isFurther = judged.kind === 'further';
      return sendPage(c, question({ ...at, problems, isFurther }), isFurther ? 200 : 422);
    }
    try {
      const told = await feedback.answer(handle, view.language, page.name, judged.answers);
      return seeOther(linkTo(view, base + pathAfter(told)));
    } catch (error) {
      const trouble = troubleOf(error);
      if (!trouble || !Problem.is(error)) throw error;
      return sendPage(c, question({ ...at, trouble }), error.status);
    }
  });

  const pathAfter = (told: Told): string => {
    switch (told.kind) {
      case 'open':
        return pathOf(told.draft, site);
      case 'sent':
      case 'over':
        return '/done';
      case 'nothing':
        return '/nothing';
      case 'safe':
        return '/safe';
    }
  };

  app.post('/stop', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    if (handle !== undefined) feedback.stop(handle);
    return seeOther(linkTo(view, `${base}/nothing`));
  });

  app.get('/nothing', async (c) => {
    const { view } = await meetVisitor(c, options);
    return sendPage(c, <FeedbackNothingPage view={view} />);
  });

  app.get('/done', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    const sent = handle === undefined ? undefined : feedback.findSent(handle);
    if (!sent) return seeOther(linkTo(view, base));
    return sendPage(c, <FeedbackSentPage view={view} code={sent.code} />);
  });

  app.post('/done', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    if (handle !== undefined) feedback.forgetCode(handle);
    return seeOther(linkTo(view, `${base}/done`));
  });

  app.get('/delete', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    if (handle === undefined || !feedback.findSent(handle)) return seeOther(linkTo(view, base));
    return sendPage(c, <FeedbackDeletePage view={view} />);
  });

  app.post('/delete', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    if (handle !== undefined) await feedback.remove(handle);
    return seeOther(linkTo(view, `${base}/deleted`));
  });

  app.get('/deleted', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    if (handle !== undefined && feedback.findSent(handle)) return seeOther(linkTo(view, base));
    return sendPage(c, <FeedbackDeletedPage view={view} />);
  });

  app.get('/ticket', async (c) => {
    const { view } = await meetVisitor(c, options);
    return sendPage(c, <TicketPage view={view} />);
  });

  app.post('/ticket', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    const typed = ((await readFields(c)).get('code') ?? '').slice(0, 60);
    // Phones that the gate does not see share one allowance.
    const answer = await lookUp(handle ?? '', typed);
    if (answer.kind === 'found')
      return sendPage(c, <ReplyPage view={view} status={answer.status} reply={answer.reply} />);
    return sendTrouble(c, <TicketPage view={view} trouble={answer.kind} typed={typed} />, answer.kind);
  });

  app.get('/board', async (c) => {
    const { view } = await meetVisitor(c, options);
    const board = (replies()?.board ?? []).filter(
      (entry) => entry.site === undefined || entry.site === site.id,
    );
    return sendPage(c, <BoardPage view={view} board={board} />);
  });

  app.get('/safe', async (c) => {
    const { view } = await meetVisitor(c, options);
    return sendPage(c, <SafePage view={view} directory={options.help.directory} />);
  });

  return app;
}

/** RFC 9110 §15.5.21: understood, and wrong. RFC 6585 §4: too many. An unknown code is an answer like any other. */
const statuses = { code_wrong: 422, code_wait: 429, code_unknown: 200 } as const;

const sendTrouble = (c: Context, page: Parameters<typeof sendPage>[1], kind: keyof typeof statuses) =>
  sendPage(c, page, statuses[kind]);
