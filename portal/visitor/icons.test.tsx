import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { loadForms } from '../../src/platform/content.ts';
import { isShown } from '../../src/survey/order.ts';
import { Icon, iconNames } from './icons.tsx';

const here = import.meta.dirname;
const textsIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

test('every drawing that forms, messages or services name exists', () => {
  const named = textsIn(join(here, '../content'), /\.json$/).flatMap((text) =>
    [...text.matchAll(/"icon":\s*"(\w+)"/g)].map(([, name]) => name),
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((name) => name === undefined || !iconNames.includes(name))).toEqual([]);
});

test('every question and every choice of the forms that come with the program has a drawing', () => {
  const forms = loadForms();
  expect(forms.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['dtm-wifi-core', 'dtm-wifi-feedback', 'dtm-wifi-followup']),
  );
  const bare = forms.flatMap(({ name: form, questions }) =>
    questions
      .filter(isShown)
      .flatMap(({ name, icon, choices = [] }) => [
        ...(icon === undefined ? [`${form} ${name}`] : []),
        ...choices
          .filter((choice) => choice.icon === undefined)
          .map((choice) => `${form} ${name} ${choice.name}`),
      ]),
  );
  expect(bare).toEqual([]);
});

test('every drawing that a page names exists', () => {
  const named = textsIn(here, /(?<!test)\.tsx$/).flatMap((text) =>
    [...text.matchAll(/<Icon\s+name="(\w+)"|icon[:=]\s*['"](\w+)['"]/g)].map(([, tag, key]) => tag ?? key),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => name === undefined || !iconNames.includes(name))).toEqual([]);
});

test('a drawing is one path on a grid of 24, small and hidden from a screen reader', () => {
  for (const name of iconNames) {
    const html = render(<Icon name={name} />);
    expect(html).toMatch(
      /^<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"[^>]*><path d="[-Ma-zA-Z0-9., ]+"\/?>/,
    );
    expect(html.length, name).toBeLessThan(460);
  }
});

test('what points along the line of writing turns round from right to left, the rest does not', () => {
  expect(render(<Icon name="onward" />)).toContain('class="turn"');
  expect(render(<Icon name="health" />)).not.toContain('class');
});

test('an unknown name draws nothing', () => {
  expect(render(<Icon name="no_such_thing" />)).toBe('');
  expect(render(<Icon name={undefined} />)).toBe('');
});
