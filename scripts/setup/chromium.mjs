/**
 * The browser the tests look at pages with: Debian's own chromium, installed where the machine allows it.
 */
import { existsSync } from 'node:fs';
import { Stop, sentenceFor } from './stop.mjs';
import { run, tell } from './tell.mjs';

const program = '/usr/bin/chromium';

export async function ensureChromium() {
  if (existsSync(program)) return;
  const byHand = `The tests need Chromium at ${program}: install it (on Debian "sudo apt-get install chromium"; elsewhere put a link there) and repeat the command.`;
  const asRoot = await rootPrefix();
  if (!existsSync('/usr/bin/apt-get') || !asRoot) throw new Stop(byHand);
  const apt = (args, doing) =>
    run(asRoot[0] ?? 'apt-get', [...asRoot.slice(1), ...(asRoot.length > 0 ? ['apt-get'] : []), ...args], {
      doing,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  await apt(['update'], 'asking Debian for its list of packages');
  const { code, said } = await apt(
    ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    'installing chromium, for the tests that look at pages',
  );
  if (code !== 0 || !existsSync(program))
    throw new Stop(/ENOSPC|no space left/i.test(said) ? sentenceFor(said, byHand) : byHand);
  tell('chromium is in place');
}

/** What to put before a command that only root may run; undefined when there is no way without a password. */
async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const { code } = await run('sudo', ['-n', 'true'], {});
  return code === 0 ? ['sudo', '-n'] : undefined;
}
