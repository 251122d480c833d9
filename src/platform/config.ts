/**
 * One configuration file, TOML or JSON, and the environment over it. `DTM_KIT__VISITOR__PORT=8080` sets
 * `visitor.port` of the kit. Every error names the key, what is wrong, and, where the schema has one
 * (`.meta({ example })`), a right value.
 */
import { readFileSync } from 'node:fs';
import { parse as parseToml, TomlError } from 'smol-toml';
import { z } from 'zod';
import { Problem } from '../protocol/problems.ts';

export interface ConfigSource<T> {
  readonly program: 'kit' | 'collector';
  readonly schema: z.ZodType<T>;
  /** Path of a .toml or .json file. */
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Throws `bad_config`, one line an error. */
export function loadConfig<T>({ program, schema, file, env }: ConfigSource<T>): T {
  const values = file === undefined ? {} : readConfigFile(file);
  for (const { path, value } of fromEnvironment(program, env)) setPath(values, path, value);
  const parsed = schema.safeParse(values, { reportInput: true });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => describe(issue, schema));
  throw new Problem('bad_config', `${file ?? 'environment'}:\n  ${lines.join('\n  ')}`);
}

type Table = Record<string, unknown>;

function readConfigFile(file: string): Table {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Problem('bad_config', `${file} cannot be read. Check the path after --config.`, { cause });
  }
  try {
    const values: unknown = file.endsWith('.json') ? JSON.parse(text) : parseToml(text);
    if (isTable(values)) return values;
    throw new Problem('bad_config', `${file} must hold keys and values at its top.`);
  } catch (cause) {
    if (Problem.is(cause)) throw cause;
    const where = cause instanceof TomlError ? `line ${cause.line}, column ${cause.column}` : String(cause);
    throw new Problem(
      'bad_config',
      `${file} is not valid ${file.endsWith('.json') ? 'JSON' : 'TOML'}: ${where}`,
    );
  }
}

function fromEnvironment(program: string, env: ConfigSource<unknown>['env']) {
  const prefix = `DTM_${program.toUpperCase()}__`;
  return Object.entries(env).flatMap(([name, text]) =>
    name.startsWith(prefix) && text !== undefined
      ? [{ path: name.slice(prefix.length).toLowerCase().split('__'), value: literal(text) }]
      : [],
  );
}

/** Numbers, booleans and JSON lists as such; everything else is text. */
function literal(text: string): unknown {
  if (/^(-?\d+(\.\d+)?|true|false|\[.*\])$/s.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}

function setPath(values: Table, path: readonly string[], value: unknown): void {
  let table = values;
  for (const key of path.slice(0, -1)) {
    const next = table[key];
    if (isTable(next)) table = next;
    else {
      const made: Table = {};
      table[key] = made;
      table = made;
    }
  }
  const last = path.at(-1);
  if (last !== undefined) table[last] = value;
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function describe(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
  const key = [...issue.path, ...(unknown ? [unknown] : [])].join('.') || '(top)';
  const wrong = unknown
    ? 'there is no such key'
    : issue.input === undefined
      ? 'is missing'
      : `${JSON.stringify(issue.input)} is wrong: ${issue.message}`;
  const example = unknown ? undefined : exampleAt(schema, issue.path);
  return `${key}: ${wrong}${example === undefined ? '' : `. Example: ${key} = ${JSON.stringify(example)}`}`;
}

/** The `example` in the metadata of the schema at this path, looked up through objects, defaults and optionals. */
function exampleAt(schema: z.ZodType, path: readonly PropertyKey[]): unknown {
  let here: z.ZodType | undefined = schema;
  for (const key of path) {
    here = bare(here);
    here = here instanceof z.ZodObject ? (here.shape[String(key)] as z.ZodType | undefined) : undefined;
    if (!here) return undefined;
  }
  for (let at: z.ZodType | undefined = here; at; ) {
    const example = (at.meta() as { example?: unknown } | undefined)?.example;
    if (example !== undefined) return example;
    const inner = bare(at);
    at = inner === at ? undefined : inner;
  }
  return undefined;
}

function bare(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  )
    return bare(schema.unwrap() as z.ZodType);
  return schema;
}
