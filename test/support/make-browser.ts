/** A browser without JavaScript for an app without a socket: keeps cookies, follows redirects, sends forms as they stand. */
import type { Hono } from 'hono';

export interface BrowserPage {
  readonly path: string;
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
}

export interface TestBrowser {
  readonly setCookies: readonly string[];
  get(path: string): Promise<BrowserPage>;
  post(path: string, fields: Readonly<Record<string, string>>): Promise<BrowserPage>;
  /** Sends the form of the last page with this action: its hidden fields, and the given ones. */
  submit(action: string, fields: Readonly<Record<string, string>>): Promise<BrowserPage>;
}

export function makeBrowser(app: Pick<Hono, 'request'>): TestBrowser {
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];
  let last = '';

  async function visit(path: string, init: RequestInit = {}): Promise<BrowserPage> {
    const headers = { ...init.headers, cookie: [...cookies].map((pair) => pair.join('=')).join('; ') };
    const response = await app.request(path, { ...init, headers });
    for (const text of response.headers.getSetCookie()) {
      setCookies.push(text);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '' || /Max-Age=0/.test(text)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (response.status === 303 && location) return visit(location);
    last = await response.text();
    return { path: path.split('?')[0] ?? '', status: response.status, html: last, headers: response.headers };
  }
  const post: TestBrowser['post'] = (path, fields) =>
    visit(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  return {
    setCookies,
    get: (path) => visit(path),
    post,
    submit: (action, fields) => {
      const form = new RegExp(`<form[^>]*action="${action}".*?</form>`, 's').exec(last)?.[0];
      if (!form) throw new Error(`no form to ${action}`);
      const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
      return post(action, {
        ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])),
        ...fields,
      });
    },
  };
}
