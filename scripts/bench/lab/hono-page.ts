/**
 * The peer of the pages bench: Hono, one page of the wanted size for everyone, nothing else.
 *
 *   node hono-page.ts <address> <port> <bytes>
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const [hostname = '', port, bytes] = process.argv.slice(2);
const page = `<!doctype html><title>x</title><p>${'x'.repeat(Math.max(0, Number(bytes) - 35))}`;
const app = new Hono();
app.get('*', (c) => c.html(page));
serve({ fetch: app.fetch, hostname, port: Number(port) });
