/** The script for phones as a file: old enough in its words, small, and without anything to remember a visitor by. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Node, parse } from 'acorn';
import { beforeAll, expect, test } from 'vitest';
import { buildPhoneScript } from '../../scripts/build-phone-script.mjs';

const root = join(import.meta.dirname, '../..');
let script = '';
beforeAll(async () => {
  script = new TextDecoder().decode((await buildPhoneScript()).contents);
});

test('is read by a browser that knows the JavaScript of 2015 and no more', () => {
  const program: Node = parse(script, { ecmaVersion: 2015, sourceType: 'script' });
  expect(program.end).toBe(script.length);
  expect(() => parse('a?.b', { ecmaVersion: 2015 })).toThrow();
});

test('calls nothing that the libraries of 2015 lack', () => {
  const check = () =>
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'portal/visitor/script'], {
      cwd: root,
      encoding: 'utf8',
    });
  expect(check()).toBe('');
});

test('is at most 12 KB on the way', () => {
  expect(gzipSync(script, { level: 9 }).length).toBeLessThan(12 * 1024);
});

test('keeps nothing on the phone and asks nothing of another address', () => {
  expect(script).not.toMatch(/localStorage|sessionStorage|indexedDB|\bcookie\b|serviceWorker|sendBeacon/);
  // The name of SVG is none: nothing is loaded from it.
  expect(script.split('http://www.w3.org/2000/svg').join('')).not.toMatch(/https?:|\/\//);
});
