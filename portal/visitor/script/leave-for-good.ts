/** "Leave now" with the page taken out of the way back: whoever presses "back" afterwards does not see this one again. */
export function leaveForGood(page: Document): void {
  for (const link of Array.from(page.querySelectorAll<HTMLAnchorElement>('a[data-action=leave]')))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      // Gone from sight at once, however slow the radio is.
      page.body.style.display = 'none';
      location.replace(link.href);
    });
}
