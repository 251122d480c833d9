/** A problem as a page, for people. */
import { ProblemPage } from '../../../portal/staff/problem-page.tsx';
import { renderPage } from '../../../portal/staff/render.ts';
import type { Log } from '../../platform/log.ts';
import { problemAnswer } from '../../platform/problem-response.ts';

export function staffProblem(error: unknown, log: Log): Response {
  const { status, body } = problemAnswer(error, log);
  const page = <ProblemPage sentence={body.sentence} {...(body.detail ? { detail: body.detail } : {})} />;
  return new Response(renderPage(page), {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}
