/** Configuration: what a person who wrote it wrongly is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../src/platform/config.ts';

const schema = z.strictObject({
  data_dir: z.string().meta({ example: '/var/lib/dtm-wifi' }),
  visitor: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.int().min(1).max(65535).default(8080).meta({ example: 8080 }),
    })
    .prefault({}),
  names: z.array(z.string()).default([]),
});
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dtm-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const load = (path: string | undefined, env = {}) => loadConfig({ program: 'kit', schema, file: path, env });
const messageOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing thrown';
};

describe('a configuration', () => {
  it('is read from TOML or JSON, and the environment goes over it', () => {
    const toml = file('a.toml', 'data_dir = "/a"\n[visitor]\nport = 80\n');
    expect(load(toml)).toEqual({ data_dir: '/a', visitor: { host: '127.0.0.1', port: 80 }, names: [] });
    const json = file('a.json', '{"data_dir": "/b"}');
    const env = {
      DTM_KIT__VISITOR__PORT: '81',
      DTM_KIT__NAMES: '["wifi.dtm"]',
      DTM_COLLECTOR__PORT: '1',
      PATH: '/bin',
    };
    expect(load(json, env)).toEqual({
      data_dir: '/b',
      visitor: { host: '127.0.0.1', port: 81 },
      names: ['wifi.dtm'],
    });
  });

  it('with errors names each key, what is wrong and an example', () => {
    const message = messageOf(() => load(file('b.toml', '[visitor]\nport = "many"\ncolour = "red"\n')));
    expect(message).toMatch(/data_dir: is missing\. Example: data_dir = "\/var\/lib\/dtm-wifi"/);
    expect(message).toMatch(/visitor\.port: "many" is wrong: .*number.*\. Example: visitor\.port = 8080/);
    expect(message).toMatch(/visitor\.colour: there is no such key/);
  });

  it('that is not there or not TOML says where', () => {
    expect(messageOf(() => load(join(folder, 'none.toml')))).toMatch(
      /none\.toml cannot be read\. Check the path/,
    );
    expect(messageOf(() => load(file('c.toml', 'a = 1\nb = ,\n')))).toMatch(/not valid TOML: line 2/);
    expect(messageOf(() => load(file('c.json', '[1]')))).toMatch(/must hold keys and values/);
  });
});
