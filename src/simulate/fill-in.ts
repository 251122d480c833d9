/**
 * What a browser sends when a button is pressed: the form's fields as they stand, with what the person changed, and the
 * button itself (HTML, "constructing the entry list").
 */
import type { Field, Page, Pressable } from './read-page.ts';

/** By field name: what the person has put there; [] empties a field, absent leaves it as the page came. */
export type FilledIn = Readonly<Record<string, readonly string[]>>;

export interface BrowserRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** POST: application/x-www-form-urlencoded. */
  readonly body: string | undefined;
}

export function requestOf(button: Pressable, filledIn: FilledIn = {}): BrowserRequest {
  if (button.href !== undefined || !button.form)
    return { method: 'GET', url: button.href ?? '', body: undefined };
  const entries = new URLSearchParams();
  for (const field of button.form.fields)
    for (const value of filledIn[field.name] ?? standing(field)) entries.append(field.name, value);
  if (button.name) entries.append(button.name, button.value);
  const address = button.formAction ?? button.form.address;
  if (button.form.method === 'POST') return { method: 'POST', url: address, body: entries.toString() };
  const url = new URL(address);
  url.search = entries.toString();
  return { method: 'GET', url: url.href, body: undefined };
}

function standing(field: Field): string[] {
  if (field.options.length > 0) return field.options.filter(({ chosen }) => chosen).map(({ value }) => value);
  return field.kind === 'radio' || field.kind === 'checkbox' ? [] : [field.value];
}

/** The first thing to press for `action`; with a language, the one for that language. */
export function findAction(page: Page, action: string, language?: string): Pressable | undefined {
  return page.pressables.find(
    (pressable) => pressable.action === action && (language === undefined || pressable.language === language),
  );
}

/** The questions on the page: what can be filled in beside its "next" button, the search box apart. */
export function questionsOn(page: Page): readonly Field[] {
  const fields = findAction(page, 'next')?.form?.fields ?? [];
  return fields.filter(({ kind }) => kind !== 'hidden' && kind !== 'search');
}
