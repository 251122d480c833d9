/**
 * Signing in and out in the browser, and the guard before every staff page. What must stay true: the session is in an
 * HttpOnly, SameSite=Strict cookie; a POST counts only with the token that belongs to that cookie.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { renderPage } from '../../../portal/staff/render.ts';
import { SignInPage, type SignInProblem } from '../../../portal/staff/sign-in-page.tsx';
import { systemRandom } from '../../protocol/ids.ts';
import { Problem } from '../../protocol/problems.ts';
import { type AccountTools, signIn, signOut, whoIsSignedIn } from '../accounts/sign-in.ts';
import { maxSessionMs } from '../store/sessions-table.ts';

export interface StaffAccess {
  readonly accounts: AccountTools;
  readonly isCookieSecure: boolean;
}

/** What the guard found, for the pages behind it. */
export interface StaffVariables {
  email: string;
  csrf: string;
}
export type StaffEnv = { Variables: StaffVariables };

const maxFormBytes = 8 * 1024;
const cookieNames = (isSecure: boolean) => {
  // RFC 6265bis section 4.1.3.2: __Host- binds a cookie to this very host, over HTTPS.
  const prefix = isSecure ? '__Host-' : '';
  return { session: `${prefix}dtm_session`, visit: `${prefix}dtm_sign_in` };
};

/** The token of a form: made from the cookie, useless without it. */
const csrfOf = (cookie: string): string =>
  createHash('sha256').update(`dtm-wifi csrf ${cookie}`).digest('hex');

export const limitedForm = (maxBytes = maxFormBytes): MiddlewareHandler =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new Problem('too_large', `at most ${maxBytes} bytes`);
    },
  });

/** Lets only signed-in staff through, and only POSTs that come from their own pages. */
export function staffGuard({ accounts, isCookieSecure }: StaffAccess): MiddlewareHandler<StaffEnv> {
  const names = cookieNames(isCookieSecure);
  return async (c, next) => {
    const session = getCookie(c, names.session);
    const email = await whoIsSignedIn(accounts, session);
    if (!session || !email) return c.redirect('/sign-in', 303);
    c.set('email', email);
    c.set('csrf', csrfOf(session));
    if (c.req.method === 'POST') await checkCsrf(c, session);
    return next();
  };
}

export function accessRoutes({ accounts, isCookieSecure }: StaffAccess): Hono {
  const names = cookieNames(isCookieSecure);
  const cookie = { httpOnly: true, secure: isCookieSecure, sameSite: 'Strict', path: '/' } as const;
  const app = new Hono();

  const page = (c: Context, status: 200 | 403 | 422 | 429, problem?: SignInProblem, email?: string) => {
    const visit = getCookie(c, names.visit) ?? Buffer.from(systemRandom(24)).toString('base64url');
    setCookie(c, names.visit, visit, cookie);
    const props = { csrf: csrfOf(visit), ...(problem ? { problem } : {}), ...(email ? { email } : {}) };
    return c.html(renderPage(<SignInPage {...props} />), status);
  };

  app.get('/sign-in', (c) => page(c, 200));

  app.post('/sign-in', limitedForm(), async (c) => {
    const visit = getCookie(c, names.visit);
    const form = await readForm(c);
    if (!visit || !isSame(String(form.csrf ?? ''), csrfOf(visit))) return page(c, 403, 'expired');
    const email = String(form.email ?? '');
    const outcome = await signIn(accounts, { email, password: String(form.password ?? '') });
    switch (outcome.kind) {
      case 'wrong':
        return page(c, 422, 'wrong', email);
      case 'locked_out':
        return page(c, 429, 'locked_out', email);
      case 'signed_in':
        setCookie(c, names.session, outcome.session, { ...cookie, maxAge: maxSessionMs / 1000 });
        deleteCookie(c, names.visit, cookie);
        return c.redirect('/', 303);
    }
  });

  app.post('/sign-out', limitedForm(), staffGuard({ accounts, isCookieSecure }), async (c) => {
    const session = getCookie(c, names.session);
    if (session) await signOut(accounts, session, c.get('email'));
    deleteCookie(c, names.session, cookie);
    return c.redirect('/sign-in', 303);
  });
  return app;
}

async function checkCsrf(c: Context, session: string): Promise<void> {
  const form = await readForm(c);
  if (!isSame(String(form.csrf ?? ''), csrfOf(session))) throw new Problem('form_expired');
}

/** Throws `invalid_request` where the body is not what its header says. */
async function readForm(c: Context) {
  try {
    return await c.req.parseBody();
  } catch (cause) {
    throw new Problem('invalid_request', 'the form cannot be read', { cause });
  }
}

function isSame(given: string, expected: string): boolean {
  // Bytes, not characters: that is what must be of one length.
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
