/** A password on standard input, typed or piped. Typed, somebody must be told that it is waited for, and how to end. */
import { Problem } from '../../protocol/problems.ts';

export interface PasswordInput {
  readonly isTerminal: boolean;
  /** Everything up to the end of the input. */
  readAll(): Promise<string>;
  /** For people: not where a program's output goes. */
  say(line: string): void;
}

/** Throws `invalid_request` where there is none. */
export async function readPassword(
  email: string,
  { isTerminal, readAll, say }: PasswordInput,
): Promise<string> {
  if (isTerminal) say(`Password for ${email}, then Enter and Ctrl-D:`);
  const password = (await readAll()).replace(/\r?\n$/, '');
  if (password === '')
    throw new Problem('invalid_request', 'the password on standard input is empty; nothing was changed');
  return password;
}
