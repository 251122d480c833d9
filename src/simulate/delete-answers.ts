/**
 * A person has what they answered deleted: presses "delete" and whatever is asked to confirm it, until it is no longer
 * offered.
 */
import type { Browser } from './browser.ts';
import { findAction } from './fill-in.ts';
import type { Page } from './read-page.ts';
import type { VisitNotes } from './visit-notes.ts';

interface DeletingTools {
  readonly browser: Browser;
  readonly notes: VisitNotes;
}

const maxPresses = 3;

export async function deleteAnswers({ browser, notes }: DeletingTools, last: Page): Promise<void> {
  let page = last;
  for (let press = 0; press < maxPresses; press += 1) {
    const button = findAction(page, 'delete');
    if (!button) return;
    const pressed = await browser.press(button);
    if (pressed.kind === 'broken' || pressed.page.status >= 500) {
      notes.broke('delete');
      const seen = await browser.open(page.url);
      if (!seen) return;
      page = seen;
      continue;
    }
    page = pressed.page;
    if (!findAction(page, 'delete')) {
      notes.ended('delete');
      return;
    }
  }
}
