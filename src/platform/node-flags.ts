/**
 * What Node is told when it runs a kit: a Pi has little memory, and V8 without limits takes what the machine has before it
 * collects. The live heap of a busy kit is some 25 MB. One file for all who start a kit: the demonstration, the launcher in
 * bin/, the tests, the rendered systemd unit.
 */
import { readFileSync } from 'node:fs';
import { resourcePath } from './resources.ts';

export const kitNodeFlags = (): string[] =>
  JSON.parse(readFileSync(resourcePath('bin', 'kit-node-flags.json'), 'utf8')) as string[];
