/**
 * The paths of the form: consent, questions, offer, endings. A page is shown and taken only when the visit has come to it;
 * anything stale (a second tab, a reload, a double tap, a restart of the kit) is led to where the visit is; who sends an answer too
 * late to be kept is told so. A POST that keeps something answers 303; one that keeps nothing (a search, a mistake) answers with the
 * page and everything that was given.
 */
import { Hono } from 'hono';
import {
  ChildrenPage,
  DeletedPage,
  DeletePage,
  LatePage,
  OfferPage,
  StoppedPage,
  ThanksPage,
} from '../../../portal/visitor/closing-pages.tsx';
import { ConsentPage, type Refusal, RefusedPage } from '../../../portal/visitor/opening-pages.tsx';
import { QuestionPage } from '../../../portal/visitor/question-page.tsx';
import { linkTo } from '../../../portal/visitor/view.ts';
import type { Handle } from '../../protocol/gate.ts';
import { Problem } from '../../protocol/problems.ts';
import { isBehindOffer, relevantPages } from '../../survey/order.ts';
import type { Visit } from '../intake/visit.ts';
import { directoryPath, openPage, pathAfter, pathOf } from './form-place.ts';
import { fieldsOfAnswers, judgeFields, questionAlike, questionProps } from './question-state.ts';
import { troubleOf } from './storage-trouble.ts';
import {
  meetVisitor,
  readFields,
  type Visitor,
  type VisitorBindings,
  type VisitorContext,
  type VisitorOptions,
} from './visitor-request.ts';
import { type ReadyPages, seeOther, sendPage } from './visitor-response.ts';

export function formRoutes(options: VisitorOptions, ready: ReadyPages): Hono<{ Bindings: VisitorBindings }> {
  const { visits, form, site, disk } = options;
  const app = new Hono<{ Bindings: VisitorBindings }>();
  const placeOf = (visit: Visit | undefined): string => pathOf(visit, site);

  /** To show where the visit is: it goes on by that, if it can. */
  const meetForm = async (c: VisitorContext): Promise<Visitor> => {
    const met = await meetVisitor(c, options);
    return met.handle === undefined ? met : { ...met, visit: await visits.resume(met.handle) };
  };

  /** Why this phone cannot begin now. What goes on already may always end. */
  const refusalFor = async (handle: Handle): Promise<Refusal | undefined> => {
    if (!visits.mayBegin(handle)) return undefined;
    if (!visits.hasRoom(handle)) return 'enough';
    return (await disk.isNearlyFull()) ? 'full' : undefined;
  };

  app.get('/consent', async (c) => {
    const { view, handle, visit } = await meetForm(c);
    if (handle !== undefined && !visits.mayBegin(handle)) return seeOther(linkTo(view, placeOf(visit)));
    const refusal = handle === undefined ? undefined : await refusalFor(handle);
    if (refusal) return sendPage(c, <RefusedPage view={view} refusal={refusal} />);
    return ready.send(c, view, [], () => <ConsentPage view={view} />);
  });

  app.post('/consent', async (c) => {
    const { view, handle, visit } = await meetVisitor(c, options);
    const isYes = (await readFields(c)).get('consent') === 'yes';
    if (handle === undefined) return seeOther(linkTo(view, isYes ? '/reconnect' : '/declined'));
    if (isYes) {
      // The page that is led to says why.
      if (await refusalFor(handle)) return seeOther(linkTo(view, '/consent'));
      return seeOther(linkTo(view, placeOf(visits.begin(handle, view.language))));
    }
    // "No" from a page that was left open, with answers given since: it ends the visit.
    if (visit?.state === 'open' || visit?.state === 'idle')
      return seeOther(linkTo(view, placeOf(await visits.stop(handle))));
    options.counting.funnel.declined(handle);
    return seeOther(linkTo(view, '/declined'));
  });

  app.get('/form', async (c) => {
    const { view, visit } = await meetForm(c);
    return seeOther(linkTo(view, placeOf(visit)));
  });

  app.get('/q/:page', async (c) => {
    const { view, visit } = await meetForm(c);
    const page = openPage(visit, c.req.param('page'), site);
    if (!visit || !page) return seeOther(linkTo(view, placeOf(visit)));
    const at = { view, visit, page, fields: fieldsOfAnswers(visit, page) };
    const props = questionProps(options, at);
    const alike = questionAlike(props, at);
    return alike
      ? ready.send(c, view, alike, () => <QuestionPage {...props} />)
      : sendPage(c, <QuestionPage {...props} />);
  });

  app.post('/q/:page', async (c) => {
    const { view, handle, visit } = await meetVisitor(c, options);
    const fields = await readFields(c);
    const page = openPage(visit, c.req.param('page'), site);
    if (handle === undefined) return seeOther(linkTo(view, '/reconnect'));
    if (!visit) return seeOther(linkTo(view, '/late'));
    if (!page) return seeOther(linkTo(view, placeOf(visit)));
    const at = { view, visit, page, fields };
    const judged = judgeFields(options, at);
    if (judged.kind === 'search')
      return sendPage(c, <QuestionPage {...questionProps(options, { ...at, isSearch: true })} />);
    if (judged.kind === 'further')
      return sendPage(c, <QuestionPage {...questionProps(options, { ...at, isFurther: true })} />);
    if (judged.kind === 'invalid')
      return sendPage(
        c,
        <QuestionPage {...questionProps(options, { ...at, problems: judged.problems })} />,
        // RFC 9110 §15.5.21: understood, but not to be kept as it is.
        422,
      );
    try {
      const after = await visits.answer(handle, page.name, judged.answers);
      return seeOther(linkTo(view, after ? pathAfter(after, page, site) : ''));
    } catch (error) {
      const trouble = troubleOf(error);
      if (!trouble || !Problem.is(error)) throw error;
      return sendPage(c, <QuestionPage {...questionProps(options, { ...at, trouble })} />, error.status);
    }
  });

  app.get('/more', async (c) => {
    const { view, visit } = await meetForm(c);
    const place = placeOf(visit);
    if (!visit || place !== '/more') return seeOther(linkTo(view, place));
    const left = relevantPages(form, visit.answers, site).filter(({ name }) =>
      isBehindOffer(form, name),
    ).length;
    return ready.send(c, view, [left], () => <OfferPage view={view} left={left} />);
  });

  app.post('/more', async (c) => {
    const { view, handle, visit } = await meetVisitor(c, options);
    const isYes = (await readFields(c)).get('more') === 'yes';
    const place = placeOf(visit);
    if (handle === undefined || place !== '/more') return seeOther(linkTo(view, place));
    const after = isYes ? visits.wantMore(handle) : await visits.finish(handle);
    return seeOther(linkTo(view, placeOf(after)));
  });

  app.post('/stop', async (c) => {
    const { view, handle } = await meetVisitor(c, options);
    const visit = handle === undefined ? undefined : await visits.stop(handle);
    return seeOther(linkTo(view, placeOf(visit)));
  });

  app.get('/delete', async (c) => {
    const { view, visit } = await meetVisitor(c, options);
    if (!visit || visit.state === 'removed') return seeOther(linkTo(view, placeOf(visit)));
    return sendPage(c, <DeletePage view={view} />);
  });

  app.post('/delete', async (c) => {
    const { view, handle, visit } = await meetVisitor(c, options);
    const isThere = handle !== undefined && visit !== undefined && visit.state !== 'removed';
    return seeOther(linkTo(view, placeOf(isThere ? await visits.remove(handle) : visit)));
  });

  app.get('/thanks', async (c) => {
    const { view, visit } = await meetForm(c);
    const place = placeOf(visit);
    const isEnd = place === '/thanks' || place === directoryPath;
    if (!isEnd) return seeOther(linkTo(view, place));
    return ready.send(c, view, [], () => <ThanksPage view={view} />);
  });

  app.get('/children', async (c) => {
    const { view, visit } = await meetVisitor(c, options);
    return sendPage(c, <ChildrenPage view={view} hasAnswered={placeOf(visit) === '/children'} />);
  });

  app.get('/stopped', async (c) => {
    const { view, visit } = await meetForm(c);
    const place = placeOf(visit);
    if (!visit || place !== '/stopped') return seeOther(linkTo(view, place));
    return sendPage(c, <StoppedPage view={view} isKept={visit.isKept === true} />);
  });

  app.get('/late', async (c) => {
    const { view, visit } = await meetForm(c);
    const place = placeOf(visit);
    if (visit && place !== '/late') return seeOther(linkTo(view, place));
    return sendPage(c, <LatePage view={view} isKept={visit !== undefined} />);
  });

  app.get('/deleted', async (c) => {
    const { view, visit } = await meetForm(c);
    const place = placeOf(visit);
    return place === '/deleted' ? sendPage(c, <DeletedPage view={view} />) : seeOther(linkTo(view, place));
  });

  return app;
}
