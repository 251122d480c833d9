/**
 * What the gate was told of the internet last, kept on tmpfs beside the gate's socket. The gate goes on with it while the kit
 * restarts; so the kit's pages and the captive API begin with it too. A boot empties the folder, and there is nothing to read.
 */
import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../../platform/atomic-file.ts';
import { failureFields, type Log } from '../../platform/log.ts';
import type { Internet } from './access-state.ts';

export interface ToldInternet {
  read(): Internet | undefined;
  write(internet: Internet): void;
}

const kinds: readonly Internet[] = ['up', 'down'];

export const toldInternetIn = (file: string, log: Log): ToldInternet => ({
  read: () => {
    try {
      const text = readFileSync(file, 'latin1').trim();
      return kinds.find((kind) => kind === text);
    } catch {
      return undefined;
    }
  },
  write: (internet) => {
    try {
      writeFileAtomically(file, `${internet}\n`);
    } catch (error) {
      // Costs a restarted kit two seconds of another word; nothing else reads it.
      log.warn(failureFields(error), 'what the gate was told of the internet cannot be written down');
    }
  },
});
