/** The scripts for phones as files: old enough in its words, small, and without anything to remember a visitor by. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Node, parse } from 'acorn';
import { beforeAll, expect, test } from 'vitest';
import { buildPageScript, buildPhoneScript } from '../../scripts/build-phone-script.mjs';

const root = join(import.meta.dirname, '../..');
const scripts: Record<string, string> = {};
beforeAll(async () => {
  for (const [name, build] of [['phone', buildPhoneScript] as const, ['page', buildPageScript] as const])
    scripts[name] = new TextDecoder().decode((await build()).contents);
});
const both = [['phone', 12] as const, ['page', 8] as const];
const scriptNamed = (name: string) => scripts[name] ?? '';

test.each(both)('%s is read by a browser that knows the JavaScript of 2015 and no more', (name) => {
  const script = scriptNamed(name);
  const program: Node = parse(script, { ecmaVersion: 2015, sourceType: 'script' });
  expect(program.end).toBe(script.length);
  expect(() => parse('a?.b', { ecmaVersion: 2015 })).toThrow();
});

// What the part for pages calls and they lack it brings along: test/forms/agreement.test.ts runs it without them.
test('phone calls nothing that the libraries of 2015 lack', () => {
  const check = () =>
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'portal/visitor/script'], {
      cwd: root,
      encoding: 'utf8',
    });
  expect(check()).toBe('');
});

test.each(both)('%s is at most %i KB on the way', (name, most) => {
  expect(gzipSync(scriptNamed(name), { level: 9 }).length).toBeLessThan(most * 1024);
});

test.each(both)('%s keeps nothing on the phone and asks nothing of another address', (name) => {
  const script = scriptNamed(name);
  expect(script).not.toMatch(/localStorage|sessionStorage|indexedDB|\bcookie\b|serviceWorker|sendBeacon/);
  // The name of SVG is none: nothing is loaded from it.
  expect(script.split('http://www.w3.org/2000/svg').join('')).not.toMatch(/https?:|\/\//);
});
