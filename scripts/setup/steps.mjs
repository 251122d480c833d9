/**
 * The steps of the set-up in their order. A step that cannot go on throws Stop; anything else that is thrown is shown
 * by the same table where it is known (a full disk can strike anywhere).
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './built.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureDebianPackages } from './packages-debian.mjs';
import { Stop, sentenceFor } from './stop.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Sets up; on trouble prints one sentence and sets the exit code to 1. */
export async function setUp({ forTests }) {
  try {
    await ensurePackages(root);
    await ensureBuilt(root);
    if (forTests) {
      await ensureChromium();
      await ensureDebianPackages();
    }
  } catch (error) {
    const sentence =
      error instanceof Stop
        ? error.message
        : sentenceFor(`${error.code} ${error.message}`, error.stack ?? error.message);
    console.error(`setup: ${sentence}`);
    process.exitCode = 1;
  }
}
