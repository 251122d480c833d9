/**
 * How Node is started for a kit and for its gate: a Pi has little memory, and V8 and malloc without limits take what the
 * machine has before they give any back. The live heap of a busy kit is some 22 MB. One file for all who start one: the
 * demonstration, the launcher in bin/, the tests, the rendered systemd units.
 */
import { readFileSync } from 'node:fs';
import { resourcePath } from './resources.ts';

export interface NodeStart {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The programs of a kit's machine. */
export type SmallProgram = 'kit' | 'gate';

export function nodeStartOf(program: SmallProgram): NodeStart {
  const text = readFileSync(resourcePath('bin', 'node-starts.json'), 'utf8');
  return (JSON.parse(text) as Record<SmallProgram, NodeStart>)[program];
}
