/**
 * The script for phones: what gets faster and nicer with JavaScript, never different. Each part looks for what it knows in the
 * page and leaves the rest; one that fails leaves the plain page, which works. No storage, no cookie, no timer that takes
 * anything away. Bundled to ES2015 (scripts/build.mjs), and nothing that a browser of 2016 lacks is used unchecked.
 */
import { chooseAlone } from './choose-alone.ts';
import { closeLanguages } from './close-languages.ts';
import { hearPages } from './hear-pages.ts';
import { leaveForGood } from './leave-for-good.ts';
import { playOne } from './play-one.ts';
import { searchAsTyped } from './search-as-typed.ts';
import { sendOnce } from './send-once.ts';
import { showMistakes } from './show-mistakes.ts';
import { stepCounts } from './step-counts.ts';

for (const part of [
  leaveForGood,
  sendOnce,
  stepCounts,
  chooseAlone,
  searchAsTyped,
  closeLanguages,
  hearPages,
  playOne,
  showMistakes,
])
  try {
    part(document);
  } catch {
    // The page works without it.
  }
