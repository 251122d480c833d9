/**
 * The project's content with one change: the form begins with a free-text question, so that a journey can put a word of its
 * own into every submission. Returns the folder, and the form as kit and collector will read it.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultContentFolder, loadForms } from '../../src/platform/content.ts';
import type { Form } from '../../src/protocol/form.ts';
import { coreForm } from './kit-parts.ts';

export function makeTextContent(folder: string): { contentDir: string; form: Form } {
  const contentDir = join(folder, 'content');
  cpSync(defaultContentFolder(), contentDir, { recursive: true });
  rmSync(join(contentDir, 'forms'), { recursive: true });
  mkdirSync(join(contentDir, 'forms'));
  const core = coreForm();
  const label = { es: 'Una palabra', en: 'A word', fr: 'Un mot' };
  const form: Form = {
    ...core,
    name: 'with-text',
    pages: [{ name: 'word', questions: ['word'] }, ...core.pages],
    questions: [{ name: 'word', type: 'text', label, max_length: 200 }, ...core.questions],
  };
  writeFileSync(join(contentDir, 'forms', 'with-text.1.json'), JSON.stringify(form));
  const [read] = loadForms(contentDir);
  if (!read) throw new Error('the form was not read back');
  return { contentDir, form: read };
}
