/**
 * Reading a JSON file that another of our commands made. What must stay true: an error names the file and the places that are wrong,
 * never what stands there: some of these files hold keys.
 */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { Problem } from '../protocol/problems.ts';

/** @param madeBy the command. Throws `invalid_request` where there is no such file, `malformed` where it is another one's. */
export function readJsonFile<T>(path: string, schema: z.ZodType<T>, madeBy: string): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Problem('invalid_request', `${path} cannot be read`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('malformed', `${path} is no file made by "${madeBy}"`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = [...new Set(parsed.error.issues.map(({ path: at }) => at.join('.') || '(top)'))];
  throw new Problem(
    'malformed',
    `${path} is no file made by "${madeBy}": wrong or missing: ${where.slice(0, 5).join(', ')}`,
  );
}
