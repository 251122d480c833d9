import { expect, it } from 'vitest';
import { readPassword } from './read-password.ts';

async function read(text: string, isTerminal: boolean) {
  const said: string[] = [];
  const readAll = async () => {
    said.push('(reads)');
    return text;
  };
  const password = await readPassword('ana@example.org', {
    isTerminal,
    readAll,
    say: (line) => said.push(line),
  });
  return { password, said };
}

it('asks a person before it waits, and a program not at all', async () => {
  const asked = ['Password for ana@example.org, then Enter and Ctrl-D:', '(reads)'];
  expect(await read('correct horse\n', true)).toEqual({ password: 'correct horse', said: asked });
  expect(await read('correct horse\r\n', false)).toEqual({ password: 'correct horse', said: ['(reads)'] });
});

it('keeps the spaces of a password, and lines before the last', async () => {
  expect((await read(' a\nb \n\n', false)).password).toBe(' a\nb \n');
});

it('refuses an empty one in words', async () => {
  for (const text of ['', '\n', '\r\n'])
    await expect(read(text, false)).rejects.toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining('empty'),
    });
});
