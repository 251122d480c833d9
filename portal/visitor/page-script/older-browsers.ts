/**
 * The survey's code is written for the kit's Node. What it calls and a browser of 2016 lacks is put there first, and only where it is
 * missing; everything else of that age the bundler rewrites.
 */
interface Lacking {
  readonly on: object;
  readonly name: string;
  readonly value: (this: never, ...args: never[]) => unknown;
}

const lacking: readonly Lacking[] = [
  {
    on: Object,
    name: 'hasOwn',
    value: (object: object, key: string) => Object.getOwnPropertyDescriptor(object, key) !== undefined,
  },
  {
    on: Object,
    name: 'entries',
    value: (object: Readonly<Record<string, unknown>>) =>
      Object.keys(object).map((key) => [key, object[key]]),
  },
  {
    on: Object,
    name: 'fromEntries',
    value: (pairs: readonly (readonly [string, unknown])[]) => {
      const made: Record<string, unknown> = {};
      for (const [key, value] of pairs) made[key] = value;
      return made;
    },
  },
  {
    on: Array.prototype,
    name: 'includes',
    value(this: readonly unknown[], wanted: unknown) {
      return this.indexOf(wanted) >= 0;
    },
  },
  {
    on: Array.prototype,
    name: 'flat',
    value(this: readonly unknown[]) {
      return ([] as unknown[]).concat(...this);
    },
  },
  {
    on: Array.prototype,
    name: 'flatMap',
    value(this: readonly unknown[], make: (item: unknown, index: number) => unknown) {
      return ([] as unknown[]).concat(...this.map(make));
    },
  },
  {
    on: String.prototype,
    name: 'padStart',
    value(this: string, length: number, sign: string) {
      let text = String(this);
      while (text.length < length) text = sign + text;
      return text;
    },
  },
];

for (const { on, name, value } of lacking)
  if (!(name in on)) Object.defineProperty(on, name, { value, writable: true, configurable: true });
