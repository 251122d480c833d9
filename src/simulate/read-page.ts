/**
 * Reads a page as a browser without JavaScript does: its forms, their fields as they stand, its buttons and links. It
 * knows nothing of any address. What a button is for is said by `data-action`, which stands for the words and the place
 * a person would go by, in any language.
 *
 *   page ── forms ── fields, buttons
 *     └──── links
 */
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

export type FieldKind = 'radio' | 'checkbox' | 'number' | 'date' | 'text' | 'search' | 'hidden';

export interface Option {
  readonly value: string;
  readonly chosen: boolean;
}

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** radio, checkbox: what can be chosen. Otherwise empty. */
  readonly options: readonly Option[];
  /** number, date, text, search, hidden: what stands in it. */
  readonly value: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** A button or a link: something to press. */
export interface Pressable {
  readonly action: string | undefined;
  /** The language it speaks of or leads to, where it says so. */
  readonly language: string | undefined;
  readonly href: string | undefined;
  /** The form a button sends; its own method and address come first. */
  readonly form: PageForm | undefined;
  readonly name: string | undefined;
  readonly value: string;
  readonly formAction: string | undefined;
}

export interface PageForm {
  readonly method: 'GET' | 'POST';
  readonly address: string;
  readonly fields: readonly Field[];
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly language: string;
  readonly pressables: readonly Pressable[];
}

/** @param url the address it was loaded from; relative ones are relative to it. */
export function readPage(html: string, url: string, status: number): Page {
  const elements = [...elementsOf(parse(html))];
  const root = elements.find((element) => element.tagName === 'html');
  const forms = new Map<Tree.Element, PageForm>();
  for (const element of elements)
    if (element.tagName === 'form') forms.set(element, readForm(element, elements, url));
  const pressables: Pressable[] = [];
  for (const element of elements) {
    if (element.tagName === 'a' && attribute(element, 'href') !== undefined)
      pressables.push(readLink(element, url));
    else if (isButton(element)) pressables.push(readButton(element, elements, forms, url));
  }
  return { url, status, language: attribute(root, 'lang') ?? '', pressables };
}

function* elementsOf(node: Tree.Node): Generator<Tree.Element> {
  if ('tagName' in node) yield node;
  if ('childNodes' in node) for (const child of node.childNodes) yield* elementsOf(child);
}

function attribute(element: Tree.Element | undefined, name: string): string | undefined {
  return element?.attrs.find((attr) => attr.name === name)?.value;
}

const resolve = (address: string | undefined, url: string) => new URL(address ?? '', url).href;

/** HTML, "form owner": the form attribute by id, or the nearest form around. */
function ownerOf(element: Tree.Element, elements: readonly Tree.Element[]): Tree.Element | undefined {
  const id = attribute(element, 'form');
  if (id !== undefined)
    return elements.find((other) => other.tagName === 'form' && attribute(other, 'id') === id);
  for (
    let at: Tree.ParentNode | null = element.parentNode;
    at;
    at = 'parentNode' in at ? at.parentNode : null
  )
    if ('tagName' in at && at.tagName === 'form') return at;
  return undefined;
}

function isButton(element: Tree.Element): boolean {
  const type = attribute(element, 'type')?.toLowerCase();
  if (element.tagName === 'button') return type !== 'button' && type !== 'reset';
  return element.tagName === 'input' && (type === 'submit' || type === 'image');
}

function readLink(element: Tree.Element, url: string): Pressable {
  return {
    action: attribute(element, 'data-action'),
    language: attribute(element, 'hreflang') ?? attribute(element, 'lang'),
    href: resolve(attribute(element, 'href'), url),
    form: undefined,
    name: undefined,
    value: '',
    formAction: undefined,
  };
}

function readButton(
  element: Tree.Element,
  elements: readonly Tree.Element[],
  forms: ReadonlyMap<Tree.Element, PageForm>,
  url: string,
): Pressable {
  const owner = ownerOf(element, elements);
  const formAction = attribute(element, 'formaction');
  return {
    action: attribute(element, 'data-action') ?? attribute(owner, 'data-action'),
    language: attribute(element, 'lang') ?? attribute(element, 'value'),
    href: undefined,
    form: owner && forms.get(owner),
    name: attribute(element, 'name'),
    value: attribute(element, 'value') ?? '',
    formAction: formAction === undefined ? undefined : resolve(formAction, url),
  };
}

function readForm(form: Tree.Element, elements: readonly Tree.Element[], url: string): PageForm {
  const fields = new Map<string, Field>();
  for (const element of elements) {
    const name = attribute(element, 'name');
    const kind = kindOf(element);
    if (!name || !kind || isDisabled(element) || ownerOf(element, elements) !== form) continue;
    const before = fields.get(name);
    const options = optionsOf(element, kind);
    if (before && options.length > 0)
      fields.set(name, { ...before, options: [...before.options, ...options] });
    else if (!before || before.kind === 'hidden')
      fields.set(name, {
        name,
        kind,
        options,
        value: options.length > 0 ? '' : textIn(element),
        min: numberOf(attribute(element, 'min')),
        max: numberOf(attribute(element, 'max')),
      });
  }
  return {
    method: attribute(form, 'method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    address: resolve(attribute(form, 'action'), url),
    fields: [...fields.values()],
  };
}

/** HTML, "disabled": by itself or with the fieldset around it. */
function isDisabled(element: Tree.Element): boolean {
  if (attribute(element, 'disabled') !== undefined) return true;
  for (
    let at: Tree.ParentNode | null = element.parentNode;
    at;
    at = 'parentNode' in at ? at.parentNode : null
  )
    if ('tagName' in at && at.tagName === 'fieldset' && attribute(at, 'disabled') !== undefined) return true;
  return false;
}

const kinds: Readonly<Record<string, FieldKind>> = {
  radio: 'radio',
  checkbox: 'checkbox',
  number: 'number',
  date: 'date',
  hidden: 'hidden',
  search: 'search',
  text: 'text',
};

function kindOf(element: Tree.Element): FieldKind | undefined {
  if (element.tagName === 'select') return 'radio';
  if (element.tagName === 'textarea') return 'text';
  if (element.tagName !== 'input') return undefined;
  const kind = kinds[attribute(element, 'type')?.toLowerCase() ?? 'text'];
  // A line that brings up a keypad asks for a number.
  return kind === 'text' && attribute(element, 'inputmode') === 'decimal' ? 'number' : kind;
}

function optionsOf(element: Tree.Element, kind: FieldKind): Option[] {
  if (element.tagName === 'select')
    return [...elementsOf(element)]
      .filter(({ tagName }) => tagName === 'option')
      .map((option) => ({
        value: attribute(option, 'value') ?? '',
        chosen: attribute(option, 'selected') !== undefined,
      }))
      .filter(({ value }) => value !== '');
  if (kind !== 'radio' && kind !== 'checkbox') return [];
  return [
    { value: attribute(element, 'value') ?? 'on', chosen: attribute(element, 'checked') !== undefined },
  ];
}

function textIn(element: Tree.Element): string {
  if (element.tagName !== 'textarea') return attribute(element, 'value') ?? '';
  return element.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
}

const numberOf = (text: string | undefined) => (text === undefined || text === '' ? undefined : Number(text));
