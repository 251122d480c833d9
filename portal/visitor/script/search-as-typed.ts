/**
 * A long list is searched while somebody types. The names come once, when the field is first touched, from an address that
 * stands in the page; found by the same code as on the kit. Where they do not come, the button beside the field does it.
 */
import { fold } from '../../../src/survey/fold.ts';
import { findMatches } from '../search-rank.ts';

/** Name, label, every folded name it goes by; sorted by label. */
type Row = readonly [string, string, readonly string[]];

/** More than fit a phone's window three times are not read. */
const maxShown = 24;

export function searchAsTyped(page: Document): void {
  for (const box of Array.from(page.querySelectorAll<HTMLElement>('.search[data-list]'))) {
    const input = box.querySelector<HTMLInputElement>('input[type=search]');
    const address = box.getAttribute('data-list');
    if (input && address && 'fetch' in window) prepare(page, box, input, address);
  }
}

function prepare(page: Document, box: HTMLElement, input: HTMLInputElement, address: string): void {
  const name = box.getAttribute('data-name') || '';
  const said = page.createElement('p');
  said.className = 'shy';
  said.setAttribute('role', 'status');
  const found = page.createElement('div');
  found.className = 'options';
  box.appendChild(said);
  box.appendChild(found);

  let rows: readonly Row[] | undefined;
  const show = () => {
    if (!rows) return;
    const text = fold(input.value);
    const matches = text === '' ? [] : findMatches(rows, ([, , names]) => names, text);
    // What is marked stays, whatever is typed next.
    const kept = found.querySelector<HTMLInputElement>('input:checked');
    const marked = kept ? kept.value : '';
    const isMarked = ([item]: Row) => item === marked;
    const shown = rows.filter(isMarked).concat(matches.filter((row) => !isMarked(row)).slice(0, maxShown));
    found.textContent = '';
    for (const row of shown) found.appendChild(option(page, name, row, isMarked(row)));
    said.textContent =
      text === '' ? '' : (box.getAttribute('data-found') || '').replace('#', String(matches.length));
  };
  const load = () => {
    input.removeEventListener('focus', load);
    input.removeEventListener('input', load);
    fetch(address)
      .then((response) => (response.ok ? response.json() : undefined))
      .then((list: readonly Row[] | undefined) => {
        rows = list;
        show();
      })
      .catch(() => undefined);
  };
  input.addEventListener('focus', load);
  input.addEventListener('input', load);
  input.addEventListener('input', show);
  // What is chosen after typing is meant as an answer, found by the search or not.
  const seen = box.querySelector<HTMLInputElement>('input[type=hidden]');
  page.addEventListener('change', (event) => {
    const chosen = event.target as HTMLInputElement;
    if (seen && chosen.name === name) seen.value = input.value;
  });
}

function option(page: Document, name: string, [value, label]: Row, isChosen: boolean): HTMLElement {
  const input = page.createElement('input');
  input.type = 'radio';
  input.name = name;
  input.value = value;
  input.checked = isChosen;
  const text = page.createElement('span');
  text.textContent = label;
  const made = page.createElement('label');
  made.className = 'option';
  made.appendChild(input);
  made.appendChild(text);
  return made;
}
