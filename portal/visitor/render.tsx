/** A page as the text that is sent, and the hash by which its style sheet is allowed (CSP). */
import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { styles } from './styles.ts';

export const renderPage = (page: VNode): string => `<!doctype html>${renderToString(page)}`;

export const styleHash = `sha256-${createHash('sha256').update(styles).digest('base64')}`;
