/**
 * From what was thrown to what a client sees: a Problem as its status and `{code, sentence, retry, detail?}`; anything else is
 * an internal error, logged with its cause and shown as nothing more. Kit and collector both end here.
 */
import { Problem } from '../protocol/problems.ts';
import type { Log } from './log.ts';

export interface ProblemBody {
  readonly code: string;
  readonly sentence: string;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
  readonly detail?: string;
}

export interface ProblemAnswer {
  readonly status: number;
  readonly body: ProblemBody;
}

/** For pages that show a problem in their own way. Logs what is not a Problem. */
export function problemAnswer(error: unknown, log: Log): ProblemAnswer {
  if (!Problem.is(error)) {
    log.error({ error: describe(error) }, 'internal error');
    const sentence =
      'Something went wrong on our side. Try again; if it stays, tell whoever runs this server.';
    return { status: 500, body: { code: 'internal', sentence, retry: true } };
  }
  const { code, sentence, retry, detail } = error;
  // What the machine met is for the log; what the request had wrong is for whoever sent it.
  if (error.status >= 500) log.warn({ code, detail }, 'problem');
  const isShown = error.status < 500 && detail !== undefined;
  return { status: error.status, body: { code, sentence, retry, ...(isShown ? { detail } : {}) } };
}

export function problemResponse(error: unknown, log: Log): Response {
  const { status, body } = problemAnswer(error, log);
  const headers = new Headers({ 'cache-control': 'no-store' });
  // RFC 9110 section 11.6.1: a 401 names how to authenticate.
  if (body.code === 'bad_token') headers.set('www-authenticate', 'Bearer');
  return Response.json(body, { status, headers });
}

/** Name, message and place. Never the values that were being worked on. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : 'not an Error';
}
