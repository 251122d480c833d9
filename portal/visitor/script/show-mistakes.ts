/** A page that came back because of a mistake begins at the sentence that says what to change. */
export function showMistakes(page: Document): void {
  const summary = page.querySelector<HTMLElement>('[data-first]');
  if (summary) summary.focus();
}
