/** One more, one fewer: buttons at both sides of a number of people. What is typed stays possible, what is sent is the number. */
export function stepCounts(page: Document): void {
  for (const field of Array.from(page.querySelectorAll<HTMLElement>('.field[data-more]'))) {
    const input = field.querySelector<HTMLInputElement>('input');
    if (input) addSteps(page, field, input);
  }
}

function addSteps(page: Document, field: HTMLElement, input: HTMLInputElement): void {
  const [min, max] = [Number(input.min), Number(input.max)];
  const valueNow = () => Number(input.value) || 0;
  const fewer = button(page, '−', field.getAttribute('data-fewer'));
  const more = button(page, '+', field.getAttribute('data-more'));
  const spoken = page.createElement('span');
  spoken.className = 'shy';
  spoken.setAttribute('role', 'status');
  const show = () => {
    fewer.disabled = valueNow() <= min;
    more.disabled = valueNow() >= max;
  };
  const step = (by: number) => () => {
    input.value = String(Math.max(min, Math.min(max, valueNow() + by)));
    spoken.textContent = input.value;
    show();
  };
  fewer.addEventListener('click', step(-1));
  more.addEventListener('click', step(1));
  input.addEventListener('input', show);
  const group = page.createElement('div');
  group.className = 'count';
  field.insertBefore(group, input);
  for (const part of [fewer, input, more, spoken]) group.appendChild(part);
  show();
}

function button(page: Document, sign: string, label: string | null): HTMLButtonElement {
  const made = page.createElement('button');
  made.type = 'button';
  made.textContent = sign;
  made.setAttribute('aria-label', label || sign);
  return made;
}
