/** A choice that goes with no other ("none", "prefers not to say") takes the others' marks away, and theirs takes its own. */
export function chooseAlone(page: Document): void {
  page.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox' || !target.checked) return;
    const isAlone = (input: HTMLInputElement) => input.hasAttribute('data-alone');
    for (const other of Array.from(page.querySelectorAll<HTMLInputElement>('input[type=checkbox]')))
      if (other !== target && other.name === target.name && (isAlone(target) || isAlone(other)))
        other.checked = false;
  });
}
