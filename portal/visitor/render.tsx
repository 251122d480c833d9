/** A page as the text that is sent, and the hashes by which its style sheets are allowed (CSP). */
import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { sheets } from './styles.ts';

export const renderPage = (page: VNode): string => `<!doctype html>${renderToString(page)}`;

const styles = Object.values(sheets).map((sheet) => ({
  element: `<style>${sheet}</style>`,
  source: `'sha256-${createHash('sha256').update(sheet).digest('base64')}'`,
}));

/** For `style-src`: 'sha256-…' of every sheet in the page (all there are would weigh as much as an answer), and the file it links to. */
export const styleSourcesIn = (html: string): string =>
  styles
    .filter(({ element }) => html.includes(element))
    .map(({ source }) => source)
    .concat(html.includes('<link rel="stylesheet"') ? ["'self'"] : [])
    .join(' ');
