/** The list of languages closes when something else is tapped, and by Escape. */
export function closeLanguages(page: Document): void {
  const list = page.querySelector<HTMLDetailsElement>('details.tongues');
  if (!list) return;
  page.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !list.contains(target)) list.open = false;
  });
  list.addEventListener('keydown', ({ key }) => {
    const summary = list.querySelector('summary');
    if (key !== 'Escape' || !list.open || !summary) return;
    list.open = false;
    summary.focus();
  });
}
