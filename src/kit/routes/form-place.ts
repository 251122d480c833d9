/**
 * Where a visit is, as a path without its language; and which pages of the form it may open. Pure: the order itself is the
 * survey's.
 */
import type { EndingPage, Page } from '../../protocol/form.ts';
import type { SiteFacts } from '../../survey/evaluate.ts';
import { isPageRelevant, nextStep } from '../../survey/order.ts';
import type { Visit } from '../intake/visit.ts';

/** The directory says that the answers are kept, and leads on to thanks. */
export const directoryPath = '/help?from=form';

const endingPaths: Readonly<Record<'thanks' | EndingPage, string>> = {
  thanks: '/thanks',
  children: '/children',
  directory: directoryPath,
  safe: '/feedback/safe',
};

/** '' is the home page: there is no visit. */
export function pathOf(visit: Visit | undefined, site: SiteFacts): string {
  switch (visit?.state) {
    case undefined:
      return '';
    case 'stopped':
      return '/stopped';
    case 'removed':
      return '/deleted';
    case 'lapsed':
      return '/late';
    case 'complete':
      return endingPaths[visit.ending ?? 'thanks'];
    case 'open':
    case 'idle':
      return openPath(visit, site);
  }
}

function openPath({ form, answers, pagesDone, wantsMore }: Visit, site: SiteFacts): string {
  const step = nextStep(form, answers, pagesDone, wantsMore, site);
  // The intake ends a visit with its last answer; an open or idle one always has a page or the offer before it.
  return step.kind === 'page' ? `/q/${step.page.name}` : '/more';
}

/** Where a visitor goes on who has just given `page`: the page behind it if that was given before, else the visit's place. */
export function pathAfter(visit: Visit, page: Page, site: SiteFacts): string {
  const { form, answers } = visit;
  const following = form.pages
    .slice(form.pages.indexOf(page) + 1)
    .find((candidate) => isPageRelevant(form, candidate, answers, site));
  const isReview = visit.state === 'open' && following && visit.pagesDone.includes(following.name);
  return isReview ? `/q/${following.name}` : pathOf(visit, site);
}

/** The page of that name if the visit goes on, or can, and has come to it: given before, or next. */
export function openPage(visit: Visit | undefined, name: string, site: SiteFacts): Page | undefined {
  if (visit?.state !== 'open' && visit?.state !== 'idle') return undefined;
  const page = visit.form.pages.find((candidate) => candidate.name === name);
  if (!page || !isPageRelevant(visit.form, page, visit.answers, site)) return undefined;
  const isReached = visit.pagesDone.includes(name) || openPath(visit, site) === `/q/${name}`;
  return isReached ? page : undefined;
}
