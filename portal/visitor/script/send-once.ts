/** A second tap on a button while the first is on its way sends nothing. After a while it may: the first may be lost. */
const patienceMs = 6000;

export function sendOnce(page: Document): void {
  let sentAt = 0;
  let pressed: Element | null = null;
  const rest = () => {
    sentAt = 0;
    if (pressed) pressed.removeAttribute('aria-disabled');
    pressed = null;
  };
  page.addEventListener('click', (event) => {
    const { target } = event;
    if (target instanceof Element) pressed = sentAt === 0 ? target.closest('button') : pressed;
  });
  page.addEventListener('submit', (event) => {
    const now = Date.now();
    if (event.defaultPrevented) return;
    if (sentAt !== 0 && now - sentAt >= 0 && now - sentAt < patienceMs) return event.preventDefault();
    sentAt = now;
    // Not `disabled`: a disabled button is not sent.
    if (pressed) pressed.setAttribute('aria-disabled', 'true');
  });
  // Shown again by "back", out of the browser's memory.
  window.addEventListener('pageshow', rest);
}
